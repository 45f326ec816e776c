"""A sandbox from start to stop."""

import gc
import random
import secrets
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from mcsync.errors import SettingsError
from mcsync.message import say
from mcsync.sandbox.audiences import Account
from mcsync.sandbox.control import Control
from mcsync.sandbox.desk import API, Desk, Slots
from mcsync.sandbox.fate import Fates
from mcsync.sandbox.faults import parse_fault
from mcsync.sandbox.keeping import Keeper, load
from mcsync.sandbox.practice import practice_account
from mcsync.sandbox.server import Server
from mcsync.sandbox.webhooks import Postman

#: Seconds between two looks whether to stop.
_POLL = 0.02
#: New objects between two looks for garbage in a process that is nothing but a sandbox.
_GARBAGE_EVERY = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a sandbox is."""

    #: 0: the system chooses.
    port: int = 0
    #: None: the one in the state file, or else made up.
    key: str | None = None
    #: Seconds that every call takes, all in all.
    latency: float = 0.0
    #: Seconds more for each member of a batch.
    latency_per_member: float = 0.0
    #: Calls that may be carried out at once; more are answered 429.
    connections: int = 10
    #: Members who are in the newsletter audience beforehand. A state file that exists knows better.
    audience_size: int = 0
    #: Such as `"429=0.1"` or `"batch:hang@3"`: see `parse_fault`.
    faults: tuple[str, ...] = ()
    #: Where the state is kept from one start to the next; None: nowhere.
    state: Path | None = None
    #: Of all that is left to chance.
    seed: int = 0


class Sandbox(Control):
    """A Mailchimp of one's own, in threads of this process; a context manager.

    Raises `SettingsError` for a fault or a state file that cannot be used, `OSError` for a port that is taken.
    """

    def __init__(self, options: Options | None = None, clock: Callable[[], float] = time.time) -> None:
        self._options = options or Options()
        faults = [parse_fault(fault) for fault in self._options.faults]
        account = _account(self._options, clock)
        super().__init__(
            Desk(
                account=account,
                fates=Fates(faults, random.Random(self._options.seed)),  # noqa: S311 - faults, not secrets
                slots=Slots(limit=self._options.connections),
                latency=self._options.latency,
                latency_per_member=self._options.latency_per_member,
            )
        )
        self._keeper = Keeper(account, self._options.state) if self._options.state else None

    @property
    def url(self) -> str:
        """The API's root, e.g. `http://127.0.0.1:8025/3.0`. Known once started."""
        return self.desk.account.root

    @property
    def key(self) -> str:
        """The API key."""
        return self.desk.account.key

    def __enter__(self) -> Self:
        self._server = Server(self._options.port, self)
        self.desk.account.root = f"http://127.0.0.1:{self._server.server_address[1]}{API}"
        if self._keeper:
            try:
                self._keeper.start()
            except BaseException:
                self._server.server_close()
                raise
        self._thread = threading.Thread(target=self._server.serve_forever, args=(_POLL,), name="sandbox", daemon=True)
        self._thread.start()
        self._postman = Postman(self.desk.account.outgoing)
        self._postman.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def stop(self) -> None:
        """Ends all calls, frees the port, saves the state. May be repeated."""
        self._server.stop()
        self._thread.join()
        self._postman.stop()
        if self._keeper:
            self._keeper.stop()


def serve(options: Options) -> None:
    """Runs a sandbox until SIGINT or SIGTERM. Prints its root URL and its key first, a line each."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with Sandbox(options) as sandbox:
        # Members live as long as the process does, and there may be a million: looking through them for garbage,
        # again and again, took a fifth of the time of a batch.
        gc.freeze()
        gc.set_threshold(_GARBAGE_EVERY)
        sys.stdout.write(f"{sandbox.url}\n{sandbox.key}\n")
        sys.stdout.flush()
        stop.wait()


def _account(options: Options, clock: Callable[[], float]) -> Account:
    if options.connections < 1 or options.audience_size < 0 or min(options.latency, options.latency_per_member) < 0:
        raise SettingsError(say("Give the sandbox at least one connection, and no number below zero."))
    account = load(options.state, clock) if options.state else None
    if account:
        account.key = options.key or account.key
    else:
        account = practice_account(options.key or f"{secrets.token_hex(16)}-us1", clock, options.audience_size)
    return account
