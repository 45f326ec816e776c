"""A gate before the batches: whoever wants to look at a run in its middle closes it, and opens it when they have seen enough."""

import threading


class Gate:
    """Open at first. While it is closed, batches wait before they are carried out."""

    def __init__(self) -> None:
        self._open = threading.Event()
        self._open.set()
        self._lock = threading.Lock()
        self._left = 0

    def close(self, after: int = 0) -> None:
        """`after` more batches pass; those behind them wait."""
        with self._lock:
            self._left = after
            self._open.clear()

    def open(self) -> None:
        """Everybody goes on."""
        self._open.set()

    def wait(self) -> None:
        """Returns when the batch that calls this may go on."""
        with self._lock:
            self._left -= 1
            passes = self._left >= 0
        if not passes:
            self._open.wait()
