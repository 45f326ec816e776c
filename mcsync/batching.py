"""How contacts travel together: by which road, how many a batch, how many batches at once."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from mcsync.outcome import Effect
from mcsync.parsing import ANSWER_SECONDS_MAX

#: Seconds one request of 500 takes until we have measured one; Mailchimp publishes no figure.
SECONDS_PER_REQUEST = 3.0
#: Seconds of the first pause after Mailchimp asked to slow down; doubled each time, up to the longest.
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60.0


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


def halves(first: int, last: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """The places first…last (inclusive, at least two) in two halves."""
    middle = (first + last) // 2
    return (first, middle), (middle + 1, last)


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
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** (self._setbacks - 1)) * (0.5 + chance / 2)
        self.not_before = max(self.not_before, now + pause)
        return pause

    def given_up(self, started: float) -> None:
        """A request that began then got no answer in time: until Mailchimp cuts it, it counts as in flight."""
        self._held.append(started + ANSWER_SECONDS_MAX)

    def may_start(self, now: float, in_flight: int) -> bool:
        """Whether one more request may start now."""
        self._held = [until for until in self._held if until > now]
        return in_flight < self.allowed and in_flight + len(self._held) < self.ceiling and now >= self.not_before
