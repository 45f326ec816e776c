"""One command starts everything, keeps it running, and takes it down again."""

import contextlib
import fcntl
import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading

import pytest

from mcsync import supervisor
from mcsync.errors import SettingsError
from mcsync.places import LOCK, PRACTICE, SAMPLE_SHOP, Practice, read_practice, write_practice

KEY = "0123456789abcdef0123456789abcdef-us1"

#: Each stand-in holds a lock on a file of its name for as long as it lives.
HOLD = """
import fcntl, os, signal, sys
name = sys.argv[1]
file = open(os.path.join(os.environ["MCSYNC_DATA"], name + ".held"), "w")
fcntl.flock(file, fcntl.LOCK_EX)
print("here as", os.getpid(), file=sys.stderr, flush=True)
"""
SANDBOX = f"{HOLD}\nprint('http://127.0.0.1:8025/3.0'); print('{KEY}'); print('using {KEY}', flush=True)\nsignal.pause()"
WORKER = f"{HOLD}\nsignal.pause()"
PAGES = f"""{HOLD}
import http.server
class Pages(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/_stcore/health" else 404)
        self.end_headers()
http.server.HTTPServer(("127.0.0.1", int(sys.argv[2])), Pages).serve_forever()
"""
#: The supervisor as it is, with other programs to run.
DRIVER = f"""
import dataclasses, sys
from mcsync import supervisor
scripts = {{"sandbox": {SANDBOX!r}, "worker": {WORKER!r}, "pages": {PAGES!r}}}
def wanted(folder, port, greeted):
    def stand_in(program):
        return dataclasses.replace(program, command=lambda: [sys.executable, "-c", scripts[program.name], program.name, str(port)])
    return [stand_in(program) for program in supervisor.programs(folder, port, greeted)]
sys.exit(supervisor.main(sys.argv[1:], wanted=wanted))
"""


@pytest.fixture
def data(tmp_path):
    """A data folder that has its sample shop already."""
    (tmp_path / SAMPLE_SHOP).touch()
    return tmp_path


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def start(data):
    """Starts a supervisor; it is killed at the end, with all that it started."""
    with contextlib.ExitStack() as stack:

        def start(*arguments, folder=data):
            command = [sys.executable, "-c", DRIVER, *map(str, arguments)]
            process = subprocess.Popen(
                command, env={**os.environ, "MCSYNC_DATA": str(folder)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
            )
            stack.enter_context(process)
            stack.callback(process.kill)
            return process

        yield start


@pytest.fixture
def running(start, port):
    """A supervisor whose pages answer."""
    process = start("--port", port)
    assert process.stdout.readline().startswith(f"mcsync is ready: http://localhost:{port}  (practice mode: ")
    return process


def line_with(process, pattern):
    """The next line of the log that fits."""
    read = []
    for line in process.stderr:
        read.append(line)
        if found := re.search(pattern, line):
            return found
    pytest.fail(f"no line with {pattern} in: {''.join(read)}")


def wait_until_all_are_gone(data):
    for name in ("sandbox", "worker", "pages"):
        with (data / f"{name}.held").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)


def test_the_practice_account_is_kept_where_only_its_owner_can_read_it(running, data):
    assert json.loads((data / PRACTICE).read_text()) == {"url": "http://127.0.0.1:8025/3.0", "key": KEY}
    assert (data / PRACTICE).stat().st_mode & 0o777 == 0o600


def test_a_clean_stop_ends_everything_without_a_traceback_and_the_key_is_in_no_log(running, data):
    running.send_signal(signal.SIGTERM)
    out, log = running.communicate()
    assert running.returncode == 0
    assert "Traceback" not in log
    assert KEY not in out + log
    assert "sandbox: using …cdef-us1\n" in log
    wait_until_all_are_gone(data)


def test_control_c_stops_it_as_cleanly(running, data):
    running.send_signal(signal.SIGINT)
    assert "Traceback" not in running.communicate()[1]
    assert running.returncode == 0
    wait_until_all_are_gone(data)


@pytest.mark.parametrize("name", ["sandbox", "worker", "pages"])
def test_what_dies_is_started_again(start, port, name):
    process = start("--port", port)
    first = int(line_with(process, rf"{name}: here as (\d+)")[1])
    os.kill(first, signal.SIGKILL)
    line_with(process, rf"mcsync: {name} ended with status -9; starting it again in 0\.5 s\.")
    assert int(line_with(process, rf"{name}: here as (\d+)")[1]) != first


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere the leash is told by looking, see test_leash.py")
def test_everything_dies_with_a_supervisor_that_is_killed(running, data):
    running.kill()
    wait_until_all_are_gone(data)


def test_a_second_one_for_the_same_data_names_the_first(running, start, port):
    second = start("--port", port + 1)
    assert second.communicate()[1] == f"mcsync is running already: http://localhost:{port}. Open it, or stop that one first.\n"
    assert second.returncode == 2
    assert running.poll() is None


def test_a_killed_one_does_not_keep_the_next_from_starting(running, start, port, data):
    running.kill()
    running.wait()
    wait_until_all_are_gone(data)
    assert start("--port", port).stdout.readline().startswith("mcsync is ready")


def test_a_taken_port_is_said_in_one_sentence(start, data):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = taken.getsockname()[1]
        process = start("--port", number)
        out, log = process.communicate()
    assert process.returncode == 2
    assert out == ""
    assert re.fullmatch(rf"Port {number} cannot be used: .* Choose another one: make run PORT=\d+\n", log)
    assert not (data / "worker.held").exists()


@pytest.mark.parametrize("text", ["", "0", "65536", "-1", "8501x", "８５０１", "99999999999999999999"])
def test_what_is_no_port_is_refused(start, text):
    process = start(f"--port={text}")
    assert process.communicate()[1] == f"“{text[:40]}” is not a port. Choose a number from 1 to 65535.\n"
    assert process.returncode == 2


def test_a_data_folder_that_cannot_be_written_is_said_in_one_sentence(start, port, data):
    (data / LOCK).mkdir()
    process = start("--port", port)
    assert process.communicate()[1] == f"mcsync may not write in {data}: Is a directory.\n"
    assert process.returncode == 2


def test_the_sample_shop_is_made_once(tmp_path):
    shop = tmp_path / SAMPLE_SHOP
    supervisor.make_shop(shop)
    assert shop.read_bytes().startswith(b"SQLite format 3")
    shop.write_text("changed by its owner")
    supervisor.make_shop(shop)
    assert shop.read_text() == "changed by its owner"


def test_the_sandbox_keeps_its_port(tmp_path, port):
    write_practice(tmp_path, Practice(url=f"http://127.0.0.1:{port}/3.0", key=KEY))
    assert supervisor.sandbox_port(tmp_path) == port


def test_the_sandbox_gets_another_port_when_its_own_is_taken_or_unknown(tmp_path):
    assert supervisor.sandbox_port(tmp_path) == 0
    with socket.create_server(("127.0.0.1", 0)) as taken:
        write_practice(tmp_path, Practice(url=f"http://127.0.0.1:{taken.getsockname()[1]}/3.0", key=KEY))
        assert supervisor.sandbox_port(tmp_path) == 0


@pytest.mark.parametrize(
    "output", ["", "Traceback (most recent call last):\n  File\n", "http://evil.example/3.0\n" + KEY, "http://127.0.0.1:1/3.0\n"]
)
def test_a_greeting_that_is_none_is_not_kept(tmp_path, output):
    greeted = threading.Event()
    supervisor.hear_greeting(tmp_path, io.StringIO(output), greeted)
    assert read_practice(tmp_path) is None
    assert not greeted.is_set()


def test_the_address_is_said_once_and_what_streamlit_says_afterwards_is_passed_on():
    output = io.StringIO("\n  You can now view your Streamlit app in your browser.\n\n  URL: http://127.0.0.1:8501\n\nlater\n")
    supervisor.pass_over_greeting(output)
    assert output.read() == "later\n"


def test_a_greeting_that_cannot_be_kept_is_said(tmp_path, capsys):
    (tmp_path / PRACTICE).mkdir()
    supervisor.hear_greeting(tmp_path, io.StringIO(f"http://127.0.0.1:8025/3.0\n{KEY}\n"), threading.Event())
    log = capsys.readouterr().err
    assert log.startswith(f"The address of the practice account cannot be kept in {tmp_path}: ")
    assert KEY not in log


def test_the_others_wait_for_the_greeting_but_not_for_ever(tmp_path):
    """On a clock where every look is a second later."""
    started, stop, now = [], threading.Event(), iter(range(1000))

    def program(name):
        return supervisor.Program(name=name, command=lambda: started.append((name, next(now))) or [sys.executable, "-c", ""])

    def is_ready():
        if "second" in dict(started):
            stop.set()
        return False

    supervisor.keep(
        [program("first"), program("second")],
        threading.Event(),
        is_ready,
        announce=lambda: None,
        stop=stop,
        clock=lambda: next(now),
        write=lambda line: None,
    )
    assert started[0][0] == "first"
    assert dict(started)["second"] > supervisor.GREETING_WITHIN


def test_pages_that_do_not_answer_are_not_ready(port):
    assert not supervisor.answers(port)


def test_the_programs_are_run_with_this_python_on_this_machine_only(tmp_path):
    commands = {each.name: list(each.command()) for each in supervisor.programs(tmp_path, 8501, threading.Event())}
    assert list(commands) == ["sandbox", "worker", "pages"]
    assert {command[0] for command in commands.values()} == {sys.executable}
    assert commands["pages"][-2:] == ["--server.address", "127.0.0.1"]


def test_the_lock_is_given_back_after_a_failure(tmp_path):
    with pytest.raises(ZeroDivisionError), supervisor.only_one(tmp_path, "http://localhost:1"):
        raise ZeroDivisionError
    with supervisor.only_one(tmp_path, "http://localhost:2"):
        assert (tmp_path / LOCK).read_text() == "http://localhost:2"
        with pytest.raises(SettingsError, match="http://localhost:2"), supervisor.only_one(tmp_path, "http://localhost:3"):
            pass
