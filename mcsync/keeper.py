"""Keeps one program running: starts it again when it dies, after longer and longer waits, and passes on what it says."""

import contextlib
import os
import re
import signal
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO

from mcsync.language import spoken, translate
from mcsync.leash import leashed
from mcsync.message import Message, say
from mcsync.places import ROOT

#: Seconds before the first restart; doubled with each further death.
FIRST_WAIT = 0.5
#: Seconds; no wait is longer.
LONGEST_WAIT = 30.0
#: Seconds of life after which earlier deaths are forgotten.
STEADY_AFTER = 60.0
#: Seconds that a program's output may take to end after the program itself.
LAST_WORDS_WITHIN = 1.0
#: The shape of a Mailchimp key, wherever it stands in a line.
_KEY = re.compile(r"[0-9a-fA-F]{28}([0-9a-fA-F]{4}-[a-z]+[0-9]+)")

Write = Callable[[str], None]
Clock = Callable[[], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What is to be kept running."""

    #: As the log and the operator know it.
    name: str
    #: Asked anew at every start.
    command: Callable[[], Sequence[str]]
    #: Added to this process's own environment.
    environment: Mapping[str, str] = field(default_factory=dict)
    #: Reads the first lines of its output itself, so that they do not reach the log.
    greet: Callable[[IO[str]], None] | None = None


def wait_before_restart(deaths: int) -> float:
    """Seconds to wait after the n-th death in a row: 0.5, 1, 2, … 30."""
    return min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** min(deaths - 1, 16))


def masked(line: str) -> str:
    """The line without a Mailchimp key in it: only its last four digits are left."""
    return _KEY.sub(r"…\1", line)


class Keeper:
    """One program and its present process; `tend` is called a few times a second."""

    def __init__(self, program: Program, *, clock: Clock, write: Write) -> None:
        self.process: subprocess.Popen[str] | None = None
        self._program = program
        self._clock = clock
        self._write = write
        self._deaths = 0
        self._listeners: list[threading.Thread] = []
        self._born = self._due = clock()

    def tend(self) -> None:
        """Starts the program when its time has come, and notices its death."""
        if self.process is not None:
            if (status := self.process.poll()) is not None:
                self.process = None
                self._note_death(say("{name} ended with status {status}", name=self._program.name, status=status))
        elif self._clock() >= self._due:
            self._start()

    def ask_to_stop(self, how: signal.Signals) -> None:
        """Sends a signal to the program and whatever it started."""
        if self.process is not None and self.process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, how)

    def stop(self, seconds: float) -> None:
        """Waits for the end of a program that was asked to stop, and kills it when that takes longer."""
        if self.process is None:
            return
        try:
            self.process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            self.ask_to_stop(signal.SIGKILL)
            self.process.wait()
        self.process = None
        for listener in self._listeners:
            # Something that the program started may hold its output open for ever; nobody waits for that.
            listener.join(LAST_WORDS_WITHIN)

    def _start(self) -> None:
        self._born = self._clock()
        try:
            # A session of its own: Ctrl-C reaches the supervisor alone, which then stops everything in order.
            self.process = process = subprocess.Popen(  # noqa: S603  # a list, no shell
                leashed(self._program.command()),
                cwd=ROOT,
                env={**os.environ, **self._program.environment, "PYTHONUNBUFFERED": "1"},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                encoding="utf-8",
                errors="replace",
                start_new_session=True,
            )
        except OSError as error:
            self._note_death(say("{name} could not be started ({why})", name=self._program.name, why=error.strerror))
            return
        sources = (process.stdout, self._program.greet), (process.stderr, None)
        self._listeners = [threading.Thread(target=self._pass_on, args=source, daemon=True) for source in sources]
        for listener in self._listeners:
            listener.start()

    def _note_death(self, what: Message) -> None:
        steady = self._clock() - self._born >= STEADY_AFTER
        self._deaths = 1 if steady else self._deaths + 1
        wait = wait_before_restart(self._deaths)
        self._due = self._clock() + wait
        again = say("mcsync: {what}; starting it again in {wait} s.", what=what, wait=f"{wait:g}")
        self._write(translate(again, spoken(os.environ)))

    def _pass_on(self, stream: IO[str], greet: Callable[[IO[str]], None] | None) -> None:
        with stream:
            if greet is not None:
                greet(stream)
            for line in stream:
                self._write(f"{self._program.name}: {masked(line.rstrip())}")
