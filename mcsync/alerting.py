"""When somebody is told of a trouble: once a cause, channel and period, and once that it is over. A table, without any clock of its own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from mcsync.message import Message

#: Seconds before an alert that could not be sent is tried again: doubled with each failure, up to the second.
RETRY_FIRST, RETRY_MOST = 60.0, 3600.0
#: Tries after which nobody is told any more that something is over.
RECOVERY_TRIES = 10


class Cause(StrEnum):
    """What somebody should know although they are not looking."""

    #: The newest run stopped by a problem.
    RUN_FAILED = "run_failed"
    #: A run was paused and forgotten: until it goes on, nothing else is sent.
    RUN_PAUSED = "run_paused"
    #: No worker is alive, and there is something to do.
    WORKER_SILENT = "worker_silent"
    #: Following the shop meets a problem.
    FOLLOWING = "following"
    #: Following the shop has not come to its end for long, for whatever reason.
    FOLLOWING_LATE = "following_late"
    #: Mailchimp refuses more people than usual.
    ERRORS = "errors"


#: Seconds that a trouble must last before anybody is told: most of them pass by themselves.
PATIENCE: Mapping[Cause, float] = {
    Cause.RUN_FAILED: 0.0,
    Cause.RUN_PAUSED: 24 * 3600.0,
    Cause.WORKER_SILENT: 120.0,
    Cause.FOLLOWING: 600.0,
    Cause.FOLLOWING_LATE: 3600.0,
    Cause.ERRORS: 0.0,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Something that is so now."""

    cause: Cause
    #: What happened, and what to do. No customer's address.
    message: Message
    #: Seconds since 1970; None: it is not known, and counts from when it is first seen.
    since: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What is remembered of one cause for one channel. Times are seconds since 1970."""

    cause: Cause
    channel: str
    message: Message
    #: When it began, this time.
    since: float
    #: None while it lasts.
    ended_at: float | None = None
    #: When somebody was last told that it is there; None: never.
    told_at: float | None = None
    #: It was told this time, and that it is over was not.
    owed: bool = False
    #: Failures in a row of telling it, and when to try again; None: at once.
    tries: int = 0
    retry_at: float | None = None
    #: Why the last telling failed.
    failure: Message | None = None


class Move(StrEnum):
    """What to do about one cause and channel."""

    #: Write down that it is there.
    BEGIN = "begin"
    #: Tell that it is there.
    TELL = "tell"
    #: Write down that it is over.
    END = "end"
    #: Tell that it is over.
    TELL_OVER = "tell_over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to do, by the record as it stands after it was written down."""

    move: Move
    record: Record
    message: Message


def steps(troubles: Iterable[Trouble], records: Iterable[Record], channels: Iterable[str], *, now: float, period: float) -> list[Step]:
    """What is to be done now; `period` is the seconds in which the same cause is told once."""
    known = {(record.cause, record.channel): record for record in records}
    present = {trouble.cause: trouble for trouble in troubles}
    asked = [(cause, channel) for channel in channels for cause in Cause]
    found = [_step(present.get(cause), known.get((cause, channel)), cause, channel, now, period) for cause, channel in asked]
    return [step for step in found if step is not None]


def _step(trouble: Trouble | None, record: Record | None, cause: Cause, channel: str, now: float, period: float) -> Step | None:
    """The table: the trouble is there or not, our record lasts, has ended, or is none; the first line that holds."""
    lasts = record is not None and record.ended_at is None
    if trouble is not None:
        since = trouble.since if trouble.since is not None else now
        fresh = Record(cause=cause, channel=channel, message=trouble.message, since=since, told_at=record.told_at if record else None)
        kept = record if record is not None and lasts else fresh
        lines = (
            (not lasts, Move.BEGIN),
            (_is_ripe(kept, now) and _is_period(kept, now, period) and _may_try(kept, now), Move.TELL),
        )
        return next((Step(move=move, record=kept, message=trouble.message) for holds, move in lines if holds), None)
    if record is None:
        return None
    lines = (
        (lasts, Move.END),
        (record.owed and _may_try(record, now) and record.tries < RECOVERY_TRIES, Move.TELL_OVER),
    )
    return next((Step(move=move, record=record, message=record.message) for holds, move in lines if holds), None)


def _is_ripe(record: Record, now: float) -> bool:
    return now - record.since >= PATIENCE[record.cause]


def _is_period(record: Record, now: float, period: float) -> bool:
    """Also when the clock was put back, to before the last time."""
    return record.told_at is None or not 0 <= now - record.told_at < period


def _may_try(record: Record, now: float) -> bool:
    return record.retry_at is None or not 0 < record.retry_at - now <= RETRY_MOST


def wait(tries: int) -> float:
    """Seconds to wait after the n-th failure in a row: 60, 120, … 3600."""
    return min(RETRY_MOST, RETRY_FIRST * 2.0 ** min(tries - 1, 16))
