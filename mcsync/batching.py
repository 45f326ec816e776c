"""How contacts travel together: by which road, how many a batch, how many batches at once."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from mcsync.message import Message, say, say_many
from mcsync.outcome import Effect
from mcsync.parsing import ANSWER_SECONDS_MAX, BATCH_SIZE_MAX, CONNECTIONS_MAX

#: Seconds one request of 500 takes until we have measured one; Mailchimp publishes no figure.
SECONDS_PER_REQUEST = 3.0
#: Requests of one size after which their average is believed.
MEASURES_LEAST = 5
#: Seconds of the first pause after Mailchimp asked to slow down; doubled each time, up to the longest.
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60.0
#: Batches that are claimed for each slot while all goes well: one under way, and one that follows it without delay.
READY_SHARE = 2
#: Enough to come from the first pause to the longest.
_DOUBLINGS_MAX = math.ceil(math.log2(LONGEST_PAUSE / FIRST_PAUSE))

Item = TypeVar("Item")


class Road(StrEnum):
    """How a request treats people who are in the audience already. Each batch takes one road."""

    #: Adds with a status, and refuses people who have appeared since: nobody is re-subscribed by accident.
    ADD = "add"
    #: Writes language and fields without any status.
    UPDATE = "update"
    #: Sets the status of people who are there; taken only right after a fresh look at what changed in the audience.
    MOVE = "move"


ROAD: Mapping[Effect, Road] = {
    Effect.ADD: Road.ADD,
    Effect.UPDATE: Road.UPDATE,
    Effect.SUBSCRIBE: Road.MOVE,
    Effect.UNSUBSCRIBE: Road.MOVE,
}


def by_road(by_effect: Mapping[str, int]) -> list[int]:
    """How many contacts take each road, from how many meet with each `Effect`."""
    return [sum(count for effect, count in by_effect.items() if ROAD.get(Effect(effect)) is road) for road in Road]


def requests(by_road: Iterable[int], batch_size: int) -> int:
    """How many requests these numbers of contacts, one a road, take."""
    return sum(math.ceil(count / batch_size) for count in by_road)


def seconds(number: int, seconds_per_request: float, connections: int) -> float:
    """How long so many requests take with so many at once."""
    return math.ceil(number / connections) * seconds_per_request


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """How batches of one size have fared with one audience."""

    batch_size: int
    #: Requests that were answered.
    requests: int
    #: Seconds from claim to settled, for one request, on average.
    seconds: float
    #: Batches that failed whole and were halved.
    halved: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """The batch size that we would choose, and why."""

    batch_size: int
    why: Message


def propose(measures: Sequence[Measure]) -> Proposal:
    """The size that sent most contacts a second; without measures, the most that Mailchimp takes.

    Sizes whose batches had to be halved are out.
    """
    sound = [one for one in measures if one.requests >= MEASURES_LEAST and not one.halved]
    broken = [one.batch_size for one in measures if one.halved]
    if sound:
        best = max(sound, key=lambda one: one.batch_size / one.seconds)
        rate = round(best.batch_size / best.seconds)
        why = say(
            "Measured over {requests}: {rate} a second with each connection, the most so far.",
            requests=say_many("{n} request", "{n} requests", best.requests),
            rate=say_many("{n} contact", "{n} contacts", rate),
        )
        return Proposal(batch_size=best.batch_size, why=why)
    if broken:
        half = max(1, min(broken) // 2)
        return Proposal(batch_size=half, why=say("Requests of {size} failed whole and had to be halved.", size=min(broken)))
    return Proposal(batch_size=BATCH_SIZE_MAX, why=say("The most that Mailchimp takes in one request; nothing was measured yet."))


def seconds_per_request(measures: Sequence[Measure], batch_size: int) -> float:
    """How long one request of this size takes: as measured, or in proportion to the nearest size that was."""
    known = [one for one in measures if one.requests >= MEASURES_LEAST]
    if not known:
        return SECONDS_PER_REQUEST
    nearest = min(known, key=lambda one: abs(one.batch_size - batch_size))
    return nearest.seconds * max(1.0, batch_size / nearest.batch_size)


def halves(items: Sequence[Item]) -> tuple[Sequence[Item], Sequence[Item]]:
    """A batch that fails whole, in two: again and again, until the bad one stands alone."""
    middle = len(items) // 2
    return items[:middle], items[middle:]


@dataclass(slots=True)
class Pace:
    """How many requests may be in flight now: grows slowly, halves when Mailchimp asks, and never passes the setting.

    Times are seconds of whichever clock the caller uses.
    """

    #: The operator's setting, 1 to 10.
    ceiling: int
    allowed: int = 0
    #: No request may start before this time.
    not_before: float = 0.0
    #: Somebody before a page asks Mailchimp something: of all its connections, one is left for that.
    guest: bool = False
    _landed: int = 0
    _setbacks: int = 0
    #: Until when calls that we gave up may still be under way at Mailchimp.
    _held: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.allowed = self.allowed or self.ceiling

    def landed(self) -> None:
        """A request was answered: after a full round without setback, one more may fly."""
        self._setbacks = 0
        self._landed += 1
        if self._landed >= self.allowed and self.allowed < self.ceiling:
            self.allowed, self._landed = self.allowed + 1, 0

    def set_back(self, now: float, chance: float) -> float:
        """Mailchimp throttled or went away: half as many, after a pause that doubles. `chance` is 0 to 1. Returns the pause in seconds."""
        if now >= self.not_before:
            self._setbacks += 1
            self.allowed = max(1, self.allowed // 2)
        self._landed = 0
        # Doubled a bounded number of times: Mailchimp may stay away for days, and 2.0 ** 1024 is no number any more.
        doublings = min(max(0, self._setbacks - 1), _DOUBLINGS_MAX)
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0**doublings) * (0.5 + chance / 2)
        self.not_before = max(self.not_before, now + pause)
        return pause

    def given_up(self, started: float) -> None:
        """A request that began then got no answer in time: until Mailchimp cuts it, it counts as in flight."""
        self._held.append(started + ANSWER_SECONDS_MAX)

    def may_start(self, now: float, in_flight: int) -> bool:
        """Whether one more request may start now."""
        return in_flight < self.allowed and self.has_slot(now, in_flight) and now >= self.not_before

    def may_stand_ready(self, now: float, in_flight: int) -> bool:
        """Whether one more may wait for a slot to be free, so that none is idle: only while nothing holds us back."""
        unhindered = self.allowed == self.ceiling and now >= self.not_before and self.free(now) == self.ceiling
        return unhindered and in_flight < self.ceiling * READY_SHARE

    def free(self, now: float) -> int:
        """How many slots nothing holds at Mailchimp any more, with nothing in flight."""
        self._held = [until for until in self._held if until > now]
        ours = self.ceiling - len(self._held)
        return max(min(1, ours), min(ours, CONNECTIONS_MAX - len(self._held) - self.guest))

    def has_slot(self, now: float, in_flight: int) -> bool:
        """Whether Mailchimp has a connection left for us, as far as we know."""
        return in_flight < self.free(now)
