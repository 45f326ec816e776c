"""A period, day by day: what was sent, what was refused and why, and the people behind each number."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from mcsync.errors import SettingsError
from mcsync.message import say
from mcsync.parsing import whole_number
from mcsync.service import running
from mcsync.service.views import CauseCount, Day, RunView, Status
from mcsync.service.wiring import Wiring
from mcsync.store.history import Refused, Settled
from mcsync.verdicts import VERDICTS, Cause

#: Days that a period may have.
DAYS_MAX = 3650
_days = whole_number("number of days", 1, DAYS_MAX)


def status(wiring: Wiring, days: int) -> Status:
    """The last `days` days of the chosen audience, today included, by UTC. Raises `SettingsError`."""
    number = _audience(wiring)
    first = _first_day(wiring, days)
    moment = first.timestamp()
    settled = wiring.store.history.settled_since(number, moment)
    refused = wiring.store.history.refused_since(number, moment)
    return Status(days=_by_day(first, days, settled, refused), causes=_causes(refused), runs=runs(wiring, days))


def runs(wiring: Wiring, days: int) -> list[RunView]:
    """The runs created in the last `days` days, newest first, of all audiences."""
    return [running.view(wiring, run) for run in wiring.store.runs.since(_first_day(wiring, days).timestamp())]


def people_refused(
    wiring: Wiring, *, days: int, cause: str | None = None, run: int | None = None, day: datetime | None = None
) -> list[Mapping[str, Any]]:
    """The addresses behind a number of the period: address, cause, words, run, at (seconds since 1970)."""
    since = day or _first_day(wiring, days)
    until = since + timedelta(days=1) if day else datetime.fromtimestamp(wiring.store.now(), UTC) + timedelta(days=1)
    return wiring.store.history.people_refused(_audience(wiring), since=since.timestamp(), until=until.timestamp(), cause=cause, run=run)


def _audience(wiring: Wiring) -> int:
    chosen = wiring.in_force().settings.audience
    if not chosen:
        raise SettingsError(say("No audience is chosen yet. Choose one on the Audience page, or set MCSYNC_AUDIENCE."))
    known = wiring.store.mirror.find(chosen)
    return known.number or 0 if known else 0


def _first_day(wiring: Wiring, days: int) -> datetime:
    today = datetime.fromtimestamp(wiring.store.now(), UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return today - timedelta(days=_days(str(days)) - 1)


def _by_day(first: datetime, days: int, settled: Sequence[Settled], refused: Sequence[Refused]) -> list[Day]:
    sent, errors, causes, kinds = (
        Counter[Any](),
        Counter[Any](),
        defaultdict[Any, Counter[str]](Counter),
        defaultdict[Any, dict[int, str]](dict),
    )
    for batch in settled:
        day = datetime.fromtimestamp(batch.at, UTC).date()
        sent[day] += batch.sent
        kinds[day][batch.run] = batch.kind
    for one in refused:
        day = datetime.fromtimestamp(one.at, UTC).date()
        causes[day][one.cause] += one.count
    for batch in settled:
        errors[datetime.fromtimestamp(batch.at, UTC).date()] += batch.refused
    dates = [(first + timedelta(days=n)).date() for n in range(days)]
    return [Day(date=d, runs=Counter(kinds[d].values()), sent=sent[d], errors=errors[d], causes=dict(causes[d])) for d in dates]


def _causes(refused: Sequence[Refused]) -> list[CauseCount]:
    counts = Counter[str]()
    for one in refused:
        counts[one.cause] += one.count
    return [_cause(cause, count) for cause, count in counts.most_common()]


def _cause(cause: str, count: int) -> CauseCount:
    verdict = VERDICTS[Cause(cause)]
    return CauseCount(cause=cause, count=count, sentence=verdict.sentence, advice=verdict.advice)
