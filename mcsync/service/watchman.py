"""Tells that no worker is alive: a worker cannot say so itself, so the server of the pages looks, as long as it runs."""

from collections.abc import Callable

from mcsync.engine.rounds import EVERY, Rounds
from mcsync.service.service import Service


class Watchman:
    """Sends alerts where no worker does. Opens the records when they can be opened, so a server starts without them."""

    def __init__(self, opened: Callable[[], Service], *, every: float = EVERY) -> None:
        self._open = opened
        self._service: Service | None = None
        self._rounds = Rounds([self._round], every=every)

    def start(self) -> None:
        """Begin to look."""
        self._rounds.start()

    def stop(self) -> None:
        """End."""
        self._rounds.stop()
        if self._service is not None:
            self._service.close()

    def _round(self) -> None:
        self._service = self._service or self._open()
        if self._service.worker_silent():
            self._service.tell_alerts()
