"""A period, day by day: what was sent, what was refused and why, and the people behind each number."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from mcsync.parsing import number_of_days
from mcsync.service import running
from mcsync.service.views import CauseCount, Day, RunView, Status
from mcsync.service.wiring import Wiring
from mcsync.store.history import Refused, Settled
from mcsync.verdicts import VERDICTS, Cause


def status(wiring: Wiring, days: int) -> Status:
    """The last `days` days of the chosen audience, today included, by UTC. Raises `SettingsError`."""
    number = _audience(wiring)
    first = _first_day(wiring, days)
    moment = first.timestamp()
    settled = wiring.store.history.settled_since(number, moment)
    refused = wiring.store.history.refused_since(number, moment)
    started = [running.view(wiring, run) for run in wiring.store.runs.since(moment) if run.audience == number]
    return Status(days=_by_day(first, days, settled, refused, started), causes=_causes(refused), runs=started)


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
    known = wiring.known_audience(wiring.in_force().settings)
    return known.number or 0 if known else 0


def _first_day(wiring: Wiring, days: int) -> datetime:
    today = datetime.fromtimestamp(wiring.store.now(), UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return today - timedelta(days=number_of_days(str(days)) - 1)


def _by_day(first: datetime, days: int, settled: Sequence[Settled], refused: Sequence[Refused], runs: Sequence[RunView]) -> list[Day]:
    """Every day of the period, also those on which nothing happened."""
    sent, errors = Counter[date](), Counter[date]()
    causes, kinds = defaultdict[date, Counter[str]](Counter), defaultdict[date, Counter[str]](Counter)
    for batch in settled:
        sent[_day(batch.at)] += batch.sent
        errors[_day(batch.at)] += batch.refused
    for one in refused:
        causes[_day(one.at)][one.cause] += one.count
    for run in runs:
        kinds[_day(run.created)][run.kind] += 1
    dates = [(first + timedelta(days=n)).date() for n in range(days)]
    return [Day(date=d, runs=kinds[d], sent=sent[d], errors=errors[d], causes=causes[d]) for d in dates]


def _day(moment: float) -> date:
    return datetime.fromtimestamp(moment, UTC).date()


def _causes(refused: Sequence[Refused]) -> list[CauseCount]:
    counts = Counter[str]()
    for one in refused:
        counts[one.cause] += one.count
    return [_cause(cause, count) for cause, count in counts.most_common()]


def _cause(cause: str, count: int) -> CauseCount:
    verdict = VERDICTS[Cause(cause)]
    return CauseCount(cause=cause, count=count, sentence=verdict.sentence, advice=verdict.advice)
