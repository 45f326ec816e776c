"""A program is kept running: started again when it dies, after longer and longer waits."""

import queue
import signal
import sys
from itertools import pairwise

import pytest

from mcsync.keeper import FIRST_WAIT, LONGEST_WAIT, STEADY_AFTER, Keeper, Program, masked, wait_before_restart

KEY = "0123456789abcdef0123456789abcdef-us1"
DIE = "import sys; print('dying', flush=True); sys.exit(3)"
STAY = "import signal; print('here', flush=True); signal.pause()"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('here', flush=True)\nwhile True: signal.pause()"


class Clock:
    """Seconds that pass only when a test says so."""

    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def lines():
    return queue.Queue()


@pytest.fixture
def kept(clock, lines):
    """Makes a keeper of a Python one-liner; its output goes to `lines`."""
    keepers = []

    def make(text, **more):
        program = Program(name="part", command=lambda: [sys.executable, "-c", text], **more)
        keepers.append(Keeper(program, clock=clock, write=lines.put))
        return keepers[-1]

    yield make
    for keeper in keepers:
        keeper.ask_to_stop(signal.SIGKILL)
        keeper.stop(10)


def die(keeper):
    """Lets the keeper start its program, waits until that has ended, and lets the keeper see it."""
    keeper.tend()
    keeper.process.wait()
    keeper.tend()


def said(lines):
    return lines.get(timeout=30)


def test_a_program_that_dies_is_started_again_after_the_wait_and_not_before(kept, clock, lines):
    keeper = kept(DIE)
    die(keeper)
    assert {said(lines), said(lines)} == {"part: dying", "mcsync: part ended with status 3; starting it again in 0.5 s."}
    clock.now += FIRST_WAIT - 0.01
    keeper.tend()
    assert keeper.process is None
    clock.now += 0.01
    keeper.tend()
    assert keeper.process is not None
    assert said(lines) == "part: dying"


def test_a_program_that_lives_is_left_alone(kept, clock, lines):
    keeper = kept(STAY)
    keeper.tend()
    assert said(lines) == "part: here"
    process = keeper.process
    clock.now += 3600
    keeper.tend()
    assert keeper.process is process


def test_each_death_doubles_the_wait_up_to_a_limit():
    waits = [wait_before_restart(deaths) for deaths in range(1, 100)]
    assert waits[:4] == [0.5, 1, 2, 4]
    assert all(one <= other for one, other in pairwise(waits))
    assert waits[-1] == LONGEST_WAIT


def test_deaths_are_counted_and_forgotten_after_a_steady_life(kept, clock, lines):
    keeper = kept("")
    for wait in (0.5, 1, 2):
        die(keeper)
        assert said(lines).endswith(f"again in {wait:g} s.")
        clock.now += wait
    keeper.tend()
    keeper.process.wait()
    clock.now += STEADY_AFTER
    keeper.tend()
    assert said(lines).endswith("again in 0.5 s.")


def test_a_program_that_cannot_be_started_is_tried_again(clock, lines):
    # The system refuses a command of this length.
    keeper = Keeper(Program(name="part", command=lambda: ["x" * 10_000_000]), clock=clock, write=lines.put)
    keeper.tend()
    assert said(lines) == "mcsync: part could not be started (Argument list too long); starting it again in 0.5 s."
    clock.now += FIRST_WAIT
    keeper.tend()
    assert said(lines).endswith("again in 1 s.")


def test_the_command_is_asked_anew_at_every_start(clock, lines):
    words = iter(["one", "two"])
    keeper = Keeper(Program(name="part", command=lambda: [sys.executable, "-c", f"print('{next(words)}')"]), clock=clock, write=lines.put)
    die(keeper)
    clock.now += FIRST_WAIT
    die(keeper)
    assert {said(lines) for _ in range(4)} >= {"part: one", "part: two"}
    keeper.stop(0)


def test_both_outputs_are_passed_on_with_the_programs_name(kept, lines):
    keeper = kept("import sys; print('out'); print('err', file=sys.stderr); sys.stdout.buffer.write(b'\\xff')")
    die(keeper)
    assert {said(lines) for _ in range(4)} >= {"part: out", "part: err", "part: \ufffd"}


def test_what_the_greeting_reads_does_not_reach_the_log(kept, lines):
    heard = queue.Queue()
    keeper = kept("print('secret'); print('public')", greet=lambda stream: heard.put(stream.readline()))
    die(keeper)
    assert said(heard) == "secret\n"
    assert {said(lines), said(lines)} == {"part: public", "mcsync: part ended with status 0; starting it again in 0.5 s."}


def test_a_key_in_the_output_is_masked():
    assert masked(f"GET /3.0 with {KEY}!") == "GET /3.0 with …cdef-us1!"
    assert masked("a line without one, 2026-us") == "a line without one, 2026-us"


def test_the_environment_is_passed_on(kept, lines):
    keeper = kept("import os; print(os.environ['MCSYNC_DATA'])", environment={"MCSYNC_DATA": "/somewhere"})
    die(keeper)
    assert "part: /somewhere" in {said(lines), said(lines)}


def test_a_program_that_is_asked_to_stop_may_end_by_itself(kept, lines):
    keeper = kept(STAY)
    keeper.tend()
    assert said(lines) == "part: here"
    process = keeper.process
    keeper.ask_to_stop(signal.SIGTERM)
    keeper.stop(60)
    assert process.returncode == -signal.SIGTERM


def test_a_program_that_does_not_listen_is_killed(kept, lines):
    keeper = kept(STUBBORN)
    keeper.tend()
    assert said(lines) == "part: here"
    process = keeper.process
    keeper.ask_to_stop(signal.SIGTERM)
    keeper.stop(0)
    assert process.returncode == -signal.SIGKILL


def test_stopping_what_does_not_run_does_nothing(kept):
    keeper = kept(STAY)
    keeper.ask_to_stop(signal.SIGTERM)
    keeper.stop(0)
    assert keeper.process is None
