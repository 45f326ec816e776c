"""What a process does now and then, beside its main work: a thread of its own, so that a slow mail server keeps nothing else waiting."""

import logging
import threading
from collections.abc import Callable, Sequence

from mcsync.errors import McsyncError

_log = logging.getLogger(__name__)

#: Seconds between two rounds.
EVERY = 30.0
#: Seconds that the end of a process waits for a mail server.
PATIENCE = 5.0


class Rounds:
    """Does each of its tasks in turn, every so often; what one of them meets does not keep the others from their turn."""

    def __init__(self, tasks: Sequence[Callable[[], None]], *, every: float = EVERY) -> None:
        self._tasks, self._every = tasks, every
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="rounds", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after the task under way, or without it where it takes too long: nothing it does is lost by that."""
        self._over.set()
        self._thread.join(PATIENCE)

    def once(self) -> None:
        """One round now."""
        for task in self._tasks:
            try:
                task()
            except McsyncError as error:
                _log.warning("a round must wait: %s", type(error).__name__)
            except Exception:  # noqa: BLE001  # a surprise is a bug: recorded, and never the end of the rounds
                _log.exception("a round met a bug")

    def _run(self) -> None:
        while not self._over.wait(self._every):
            self.once()
