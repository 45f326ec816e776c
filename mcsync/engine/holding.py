"""Holding a key's lease while a job speaks: renewed by a thread of its own, given back at the end, and checked before every call."""

import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from mcsync.errors import LeaseLostError, StoreError
from mcsync.store.leases import Leases

#: A worker that was frozen may wake when another has its lease: it must not speak when its last renewal is older than this share.
_SAFE_SHARE = 0.8


class Holding:
    """`with Holding(...) as held:`; raises `LeaseLostError` when another worker has the lease."""

    def __init__(self, leases: Leases, name: str, owner: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._leases, self._name, self._owner, self._clock = leases, name, owner, clock
        self._renewed = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._keep, name=f"lease {name}", daemon=True)

    def __enter__(self) -> Self:
        if not self._renew():
            raise LeaseLostError
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._over.set()
        self._thread.join()
        self._leases.release(self._name, self._owner)

    def check(self) -> None:
        """Raise `LeaseLostError` unless the lease is certainly ours now."""
        if self._clock() - self._renewed > self._leases.seconds * _SAFE_SHARE:
            raise LeaseLostError

    def has_guest(self) -> bool:
        """Whether somebody before a page asks Mailchimp something now. Raises `StoreError`."""
        return self._leases.is_visited(self._name)

    def _renew(self) -> bool:
        asked = self._clock()
        if not self._leases.acquire(self._name, self._owner):
            return False
        self._renewed = asked
        return True

    def _keep(self) -> None:
        while not self._over.wait(self._leases.beat):
            try:
                if not self._renew():
                    self._renewed = float("-inf")
                    return
            except StoreError:
                continue  # the next beat may succeed; `check` stops us if it does not
