"""The batches that are under way: as many as Mailchimp may see at once, and as many again that stand ready to follow."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from mcsync.engine.deliver import Delivery
from mcsync.store import Batch


class NotSentError(Exception):
    """A batch stood ready behind one that failed, so its turn never came."""


@dataclass(slots=True, kw_only=True, eq=False)
class Flight:
    """A claimed batch whose answer is awaited."""

    batch: Batch
    #: How many had landed before it was claimed.
    landed_before: int
    #: When its request began, by the clock of the flights; before: when it was claimed.
    began: float
    is_sent: bool = False


class Flights:
    """A batch that stands ready begins in the very moment another one lands, in the slot that it leaves.

    Whatever fails holds back those that stand ready, until the caller has thought about it: a slot may be taken at Mailchimp although we
    gave the call up.
    """

    def __init__(self, deliver: Callable[[Batch], Delivery], at_once: int, clock: Callable[[], float] = time.monotonic) -> None:
        """`deliver` is called by at most `at_once` threads."""
        self._deliver, self._clock = deliver, clock
        self._pool = ThreadPoolExecutor(at_once)
        self._flying: dict[Future[Delivery], Flight] = {}
        self._unheard: set[Flight] = set()
        self._taking_off = threading.Lock()

    def __len__(self) -> int:
        return len(self._flying)

    def add(self, batch: Batch, landed_before: int) -> None:
        """Send it as soon as a slot is free."""
        flight = Flight(batch=batch, landed_before=landed_before, began=self._clock())
        self._flying[self._pool.submit(self._speak, flight)] = flight

    def landed(self, timeout: float | None) -> Iterator[tuple[Flight, "Future[Delivery]"]]:
        """Those that have come to their end, once there is one; none after `timeout` seconds. Whoever stops half-way finds the others again."""
        done, _ = wait(self._flying, timeout=timeout, return_when=FIRST_COMPLETED)
        for future in done:
            # What the caller does about one may recall another.
            if flight := self._flying.pop(future, None):
                yield flight, future

    def recall(self) -> list[Batch]:
        """Those that still stand ready will not be sent."""
        ready = [future for future, flight in self._flying.items() if future.cancel() or self._is_held_back(flight, future)]
        return [self._flying.pop(future).batch for future in ready]

    def heard(self, flight: Flight) -> None:
        """The caller has drawn its conclusions from how this one ended."""
        self._unheard.discard(flight)

    def close(self) -> None:
        """Wait for the threads; whoever wants their answers has them by now."""
        self._pool.shutdown()

    @staticmethod
    def _is_held_back(flight: Flight, future: "Future[Delivery]") -> bool:
        """Its turn has come just now; unless it is sent all the same, it says so at once."""
        return not flight.is_sent and isinstance(future.exception(), NotSentError)

    def _speak(self, flight: Flight) -> Delivery:
        with self._taking_off:
            if self._unheard:
                raise NotSentError
            flight.is_sent, flight.began = True, self._clock()
        try:
            return self._deliver(flight.batch)
        except BaseException:
            with self._taking_off:
                self._unheard.add(flight)
            raise
