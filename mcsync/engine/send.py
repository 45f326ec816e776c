"""Sends the batches of a run: claim, speak, settle, again and again, until none is left or someone asks to stop.

Only this thread writes to the store; the calls run in threads of their own.
"""

import random
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import closing, suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from mcsync.batching import Pace
from mcsync.engine.deliver import TRIES_MAX, Courier, Delivery
from mcsync.engine.flights import Flight, Flights, NotSentError
from mcsync.engine.holding import Holding
from mcsync.engine.judging import refused
from mcsync.errors import MailchimpError, MailchimpUnavailableError, McsyncError, ThrottledError, TimedOutError
from mcsync.mailchimp import Mailchimp
from mcsync.outcome import Request
from mcsync.store import Batch, Store
from mcsync.verdicts import Cause

#: Failures of its own after which a batch that fails whole is halved.
TRIES_BEFORE_HALVING = 2
#: Seconds that the loop waits for an answer before it looks at requests again.
_LOOK_EVERY = 0.5


class Ending(StrEnum):
    """Why the sending stopped."""

    DONE = "done"
    PAUSE = "pause"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Time and chance, so that tests can give their own."""

    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random


class Meanwhile(Protocol):
    """Small work that is done between two batches, with a slot of its own."""

    def is_wanted(self) -> bool:
        """Whether there is any now; asked once a round, so it must be quick."""

    def do(self) -> None:
        """Do it."""


class Nothing:
    """No work between batches."""

    def is_wanted(self) -> bool:
        """Never."""
        return False

    def do(self) -> None:
        """Nothing at all."""


class Sender:
    """Sends one run."""

    def __init__(
        self,
        store: Store,
        mailchimp: Mailchimp,
        courier: Courier,
        held: Holding,
        *,
        run: int,
        owner: str,
        pace: Pace,
        meanwhile: Meanwhile | None = None,
        waiting: Waiting | None = None,
    ) -> None:
        """`meanwhile` is other small work that must not wait for the end."""
        self._store, self._mailchimp, self._courier, self._held = store, mailchimp, courier, held
        self._run, self._owner, self._pace, self._meanwhile = run, owner, pace, meanwhile or Nothing()
        self._waiting = waiting or Waiting()
        self._flights = Flights(self._speak, pace.ceiling, self._waiting.clock)
        self._landed, self._looked = 0, float("-inf")

    def send(self) -> Ending:
        """Until nothing is left, or someone asked. Raises `McsyncError` that a person must solve, with everything settled that came back."""
        with closing(self._flights):
            try:
                return self._loop()
            finally:
                self._drain()

    def _loop(self) -> Ending:
        while True:
            asked = self._store.runs.request(self._run)
            if asked:
                return Ending.PAUSE if asked is Request.PAUSE else Ending.CANCEL
            more = self._fill()
            if not self._flights and not more and not self._store.batches.open_count(self._run):
                return Ending.DONE
            self._collect(timeout=_LOOK_EVERY)

    def _fill(self) -> bool:
        """Start what may start; False when no batch was there to start."""
        self._make_room()
        if self._meanwhile.is_wanted():
            # It needs a slot of its own, so none is filled before it had one.
            if not self._may_start():
                return True
            self._held.check()
            self._meanwhile.do()
        while self._may_start() or self._pace.may_stand_ready(self._waiting.clock(), len(self._flights)):
            self._held.check()
            batch = self._store.batches.claim(self._run, self._owner)
            if batch is None:
                return False
            self._flights.add(batch, self._landed)
        return True

    def _make_room(self) -> None:
        """What stands ready would take the connection that is left for somebody before a page."""
        now = self._waiting.clock()
        if now - self._looked < _LOOK_EVERY:
            return
        self._looked, had = now, self._pace.guest
        self._pace.guest = self._held.has_guest()
        if self._pace.guest and not had:
            self._recall()

    def _may_start(self) -> bool:
        return self._pace.may_start(self._waiting.clock(), len(self._flights))

    def _speak(self, batch: Batch) -> Delivery:
        self._held.check()
        return self._courier.deliver(batch)

    def _collect(self, timeout: float | None) -> None:
        if not self._flights:
            pause = self._pace.not_before - self._waiting.clock()
            self._waiting.sleep(min(_LOOK_EVERY, pause) if pause > 0 else _LOOK_EVERY)
            return
        for flight, future in self._flights.landed(timeout):
            self._settle(flight, future)

    def _settle(self, flight: Flight, future: "Future[Delivery]") -> None:
        try:
            delivery = future.result()
        except NotSentError:
            self._store.batches.give_back(flight.batch, counts=False)
        except McsyncError as error:
            self._recall()
            self._failed(flight, error)
            self._flights.heard(flight)
        else:
            self._landed += 1
            self._pace.landed()
            took = self._waiting.clock() - flight.began
            self._store.batches.settle(flight.batch, delivery.settled, delivery.again, strike=delivery.strike, took=took)

    def _recall(self) -> None:
        for batch in self._flights.recall():
            self._store.batches.give_back(batch, counts=False)

    def _failed(self, flight: Flight, error: McsyncError) -> None:
        if isinstance(error, ThrottledError):
            self._store.batches.give_back(flight.batch, counts=False)
            self._set_back()
        elif isinstance(error, MailchimpUnavailableError):
            if isinstance(error, TimedOutError):
                self._pace.given_up(flight.began)
            self._set_back()
            self._try_again(flight.batch, strike=self._is_to_blame(flight))
        elif type(error) is MailchimpError:
            self._refused_whole(flight.batch)
        else:
            # What Mailchimp refuses for good it has not carried out; of anything else nobody knows.
            self._store.batches.give_back(flight.batch, counts=not isinstance(error, MailchimpError))
            raise error

    def _set_back(self) -> None:
        self._pace.set_back(self._waiting.clock(), self._waiting.chance())

    def _is_to_blame(self, flight: Flight) -> bool:
        """Whether the batch, not Mailchimp as a whole, is what fails: others landed meanwhile, or Mailchimp answers to its name."""
        if self._landed > flight.landed_before:
            return True
        return not self._flights and self._pace.has_slot(self._waiting.clock(), 0) and self._mailchimp.answers()

    def _try_again(self, batch: Batch, *, strike: bool) -> None:
        """Nobody knows whether it was carried out: again, or in halves, or, when one contact stands alone, given up for now."""
        strikes, alone = batch.strikes + strike, len(batch.planned) == 1
        if alone and strikes >= TRIES_MAX:
            self._store.batches.settle(batch, [refused(batch.planned[0], Cause.UNANSWERED, "", self._store.now())])
        elif not alone and strikes >= TRIES_BEFORE_HALVING:
            self._store.batches.split(batch, counts=True)
        else:
            self._store.batches.give_back(batch, counts=True, strike=strike)

    def _refused_whole(self, batch: Batch) -> None:
        """It was certainly not carried out, and never will be as it is: in halves, until the contact that is to blame stands alone."""
        if len(batch.planned) == 1:
            self._store.batches.settle(batch, [refused(batch.planned[0], Cause.REQUEST_REFUSED, "", self._store.now())])
        else:
            self._store.batches.split(batch)

    def _drain(self) -> None:
        """Wait for what is in flight and settle it, whatever made the loop end."""
        with suppress(McsyncError):  # the loop's own error is the one to tell
            self._recall()
        while self._flights:
            for flight, future in self._flights.landed(None):
                with suppress(McsyncError):
                    self._settle(flight, future)
