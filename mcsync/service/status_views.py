"""What the status answers: plain, frozen, ready to be shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from mcsync.message import Message
from mcsync.outcome import BatchState, Outcome
from mcsync.service.views import RunView


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day of the period."""

    date: date
    #: `RunKind` → runs that were started that day, whatever came of them.
    runs: Mapping[str, int]
    #: Contacts sent, whatever came of them: the three below and the errors together.
    sent: int
    created: int
    updated: int
    left_alone: int
    errors: int
    #: `Cause` → refusals; all of them together are the errors.
    causes: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseCount:
    """One cause of refusals, and how many there were."""

    cause: str
    count: int
    sentence: Message
    advice: Message
    #: Sending them again can help; where only the person can come back, it cannot.
    may_retry: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """A period in three numbers."""

    runs: int
    sent: int
    errors: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """A period, day by day; days without runs are days too."""

    #: The time zone whose midnights part the days.
    zone: str
    days: Sequence[Day]
    #: The most frequent first.
    causes: Sequence[CauseCount]
    #: As many days, just before.
    before: Totals

    @property
    def runs(self) -> int:
        """Runs started over the period."""
        return sum(sum(day.runs.values()) for day in self.days)

    @property
    def sent(self) -> int:
        """Contacts sent over the period, refused ones included."""
        return sum(day.sent for day in self.days)

    @property
    def errors(self) -> int:
        """Refusals over the period."""
        return sum(day.errors for day in self.days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """Which number somebody wants to look behind."""

    #: The period, in days up to today; ignored for one run.
    days: int
    #: One day of it; None: all of them.
    day: date | None = None
    cause: str | None = None
    run: int | None = None
    #: Everybody who was sent, not only who was refused.
    everyone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFilter:
    """Which runs of a period; empty or None: all of them."""

    day: date | None = None
    #: `RunKind`s, and `RunState`s.
    kinds: Sequence[str] = ()
    states: Sequence[str] = ()
    with_errors: bool = False


class Hold(StrEnum):
    """How somebody who was refused stands by now."""

    #: Sent again since, and taken or left alone.
    PASSED = "passed"
    #: Only they can come back, through a form of Mailchimp's.
    THEIRS = "theirs"
    #: Not sent again until the shop's row changes, or somebody asks for it.
    CHANGE = "change"
    #: Passed by itself too often to be tried on and on; then as `CHANGE`.
    IN_VAIN = "in_vain"
    #: Not sent again before a certain time.
    TIME = "time"
    #: The next export, or look, sends them again.
    NEXT = "next"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonBehind:
    """One person behind a figure."""

    address: str
    outcome: Outcome
    cause: str | None
    #: Mailchimp's own words.
    words: str | None
    run: int
    #: Seconds since 1970.
    at: float
    #: Of somebody who was refused: whether, and how long, they are in quarantine.
    hold: Hold | None
    until: float | None
    #: How often the very same was sent in vain.
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PeoplePage:
    """Some of the people behind a figure, and how many there are in all."""

    total: int
    people: Sequence[PersonBehind]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunsPage:
    """Some runs, and how many there are in all."""

    total: int
    runs: Sequence[RunView]


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchView:
    """One batch of a run."""

    number: int
    state: BatchState
    size: int
    #: How often it was sent.
    tries: int
    refused: int
    #: From its last claim until it was settled; None before.
    seconds: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchesPage:
    """Some batches of a run, and how many there are in all; those that were split are their halves."""

    total: int
    batches: Sequence[BatchView]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """What is kept of a run besides its figures."""

    causes: Sequence[CauseCount]
    #: Name → value when it was started, without secrets; empty for runs of an older mcsync.
    settings: Mapping[str, str]
