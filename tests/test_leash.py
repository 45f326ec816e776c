"""A program on the leash never outlives the one that started it."""

import fcntl
import os
import signal
import subprocess
import sys

import pytest

from mcsync.leash import leashed, run, watch

#: Locks the file that it is given, says so, and stays.
STAY = """
import fcntl, signal, sys
signal.signal(signal.SIGTERM, signal.SIG_IGN)
file = open(sys.argv[1], "w")
fcntl.flock(file, fcntl.LOCK_EX)
print("here", flush=True)
while True:
    signal.pause()
"""


@pytest.fixture
def held(tmp_path):
    return tmp_path / "held"


def wait_until_released(path):
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere the leash watches; see below")
def test_the_program_dies_with_its_parent(held):
    parent = f"import subprocess, sys; from mcsync.leash import leashed; subprocess.run(leashed([sys.executable, '-c', {STAY!r}, {str(held)!r}]))"
    with subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "here\n"
        process.kill()
        wait_until_released(held)


def test_the_program_does_not_start_when_the_parent_is_gone_already(held):
    command = leashed([sys.executable, "-c", STAY, str(held)])
    command[3] = str(os.getpid() + 1)
    assert subprocess.run(command).returncode == 1
    assert not held.exists()


def test_the_program_is_what_was_asked_for():
    answer = subprocess.run(
        leashed([sys.executable, "-c", "import sys; print(sys.argv[1:]); sys.exit(7)", "a b", "$HOME"]), capture_output=True
    )
    assert (answer.returncode, answer.stdout) == (7, b"['a b', '$HOME']\n")


def test_where_the_system_does_not_tell_the_leash_watches(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    old = signal.getsignal(signal.SIGTERM)
    try:
        assert run(os.getppid(), [sys.executable, "-c", "raise SystemExit(5)"]) == 5
    finally:
        signal.signal(signal.SIGTERM, old)


def test_a_watched_program_is_killed_when_the_parent_is_gone(held):
    old = signal.getsignal(signal.SIGTERM)
    try:
        assert watch(os.getppid() + 1, [sys.executable, "-c", STAY, str(held)], sleep=lambda _: None) == -signal.SIGKILL
    finally:
        signal.signal(signal.SIGTERM, old)
