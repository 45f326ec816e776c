"""The worker process: does what there is to do when it is woken, and looks by itself every few seconds."""

import logging
import os
import socket
import threading
import uuid
from collections.abc import Callable

from mcsync.engine.alerts import Alerter
from mcsync.engine.doors import Doors
from mcsync.engine.follow import Follower
from mcsync.engine.job import Job
from mcsync.engine.queue import Queue
from mcsync.engine.retention import Retention
from mcsync.engine.rounds import Rounds
from mcsync.errors import McsyncError, RunError, StoreError
from mcsync.outcome import RunState
from mcsync.settings import Settings
from mcsync.store import RunRow, Store

_log = logging.getLogger(__name__)

#: Submitted in place of a run's number: there is something to look at.
_LOOK = 0


def new_owner() -> str:
    """A name that no other process ever has."""
    return f"{socket.gethostname()}-{os.getpid()}-{uuid.uuid4().hex[:8]}"


class Worker:
    """Does every run that waits, one after another."""

    def __init__(self, store: Store, doors: Callable[[], Doors], follower: Follower | None = None, owner: str | None = None) -> None:
        """`doors` opens the outside, with the settings in force at that moment; it may raise `McsyncError`.

        Without a `follower`, it does what it is asked to and nothing by itself.
        """
        self._store, self._doors, self._follower = store, doors, follower
        self.owner = owner or new_owner()
        self._busy = threading.Lock()

    @property
    def is_busy(self) -> bool:
        """Whether it is doing something now."""
        return self._busy.locked()

    def work_off(self, only: int | None = None) -> None:
        """Do what there is to do now, or this run only."""
        with self._busy:
            tried: set[int] = set()
            while run := self._next(tried, only):
                tried.add(run.id or 0)
                self._do(run)
            if only is None and self._follower:
                self._follow(self._follower)

    def look_is_due(self) -> bool:
        """Whether it is time to look at the shop by itself. Raises `McsyncError`."""
        return self._follower is not None and self._follower.is_due()

    def _follow(self, follower: Follower) -> None:
        try:
            follower.look_if_due()
        except McsyncError as error:
            _log.warning("a look must wait: %s", type(error).__name__)

    def _next(self, tried: set[int], only: int | None) -> RunRow | None:
        """A run is tried once a round: if another worker has its key, the next round is soon enough."""
        return next((run for run in self._store.runs.to_do() if run.id not in tried and only in {None, run.id}), None)

    def _do(self, run: RunRow) -> None:
        try:
            self._do_with_doors(run)
        except StoreError as error:
            _log.warning("run %s waits for the store: %s", run.id, error)
        except RunError:
            _log.info("run %s was moved on by somebody else meanwhile", run.id)

    def _do_with_doors(self, run: RunRow) -> None:
        try:
            doors = self._doors()
        except StoreError:
            raise
        except McsyncError as error:
            self._store.runs.become(run.id or 0, RunState.FAILED, problem=error.message)
            return
        try:
            Job(self._store, doors, self.owner).do(run)
        finally:
            doors.mailchimp.close()


class Pulse:
    """Signs of life of this process, and a look for work at each."""

    def __init__(self, store: Store, worker: Worker, queue: Queue) -> None:
        self._store, self._worker, self._queue = store, worker, queue
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="pulse", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._store.leases.sign_of_life(self._worker.owner)
        self._thread.start()

    def stop(self) -> None:
        """End, and sign off."""
        self._over.set()
        self._thread.join()
        self._store.leases.sign_off(self._worker.owner)

    def _run(self) -> None:
        # The first look comes at once: a worker that takes the place of one that died finds its runs waiting.
        self._beat()
        while not self._over.wait(self._store.leases.beat):
            self._beat()

    def _beat(self) -> None:
        try:
            self._store.leases.sign_of_life(self._worker.owner)
            if self._worker.is_busy:
                return
            for run in self._store.runs.to_do():
                self._queue.submit(run.id or 0)
            if self._worker.look_is_due():
                self._queue.submit(_LOOK)
        except McsyncError as error:
            _log.warning("the pulse missed a beat: %s", type(error).__name__)


def run_worker(store: Store, settings: Callable[[], Settings], doors: Callable[[], Doors], queue: Queue) -> None:
    """Work until SIGTERM or SIGINT. Raises nothing but what stops a process."""
    owner = new_owner()
    worker = Worker(store, doors, Follower(store, settings, doors, owner), owner)
    queue.subscribe(worker.work_off)
    pulse = Pulse(store, worker, queue)
    rounds = Rounds([Alerter(store, settings).round, Retention(store, settings).round])
    pulse.start()
    rounds.start()
    try:
        # One thread: a process does one run at a time, with many requests inside it.
        queue.huey.create_consumer(workers=1, periodic=False, initial_delay=0.05, max_delay=0.5).run()
    finally:
        rounds.stop()
        pulse.stop()
