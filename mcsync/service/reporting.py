"""A period, day by day: what was sent, what was refused and why, and the people behind each number."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from mcsync.days import Days
from mcsync.engine.judging import PASSING_HOLD
from mcsync.engine.survey import PASSING_TRIES_MAX
from mcsync.outcome import BatchState, Outcome
from mcsync.service import running
from mcsync.service.behind import audience_of, behind_of, last, period_of
from mcsync.service.status_views import (
    BatchesPage,
    BatchView,
    CauseCount,
    Day,
    Figure,
    Hold,
    PeoplePage,
    PersonBehind,
    RunFilter,
    RunRecord,
    RunsPage,
    Status,
    Totals,
)
from mcsync.service.views import RunView
from mcsync.service.wiring import Wiring
from mcsync.store import Sums, Wanted
from mcsync.verdicts import VERDICTS, Cause, Weight


def status(wiring: Wiring, days: int) -> Status:
    """The last `days` days of the chosen audience, today included. Raises `SettingsError`."""
    number, period = audience_of(wiring), last(wiring, days)
    figures = wiring.store.figures
    refused = figures.refused(number, period)
    found = _by_day(period, figures.started(number, period), figures.settled(number, period), refused)
    return Status(zone=period.zone, days=found, causes=_causes(_by_cause(refused)), before=_totals(wiring, number, period.before()))


def _totals(wiring: Wiring, number: int, period: Days) -> Totals:
    settled = wiring.store.figures.settled(number, period).values()
    runs = wiring.store.run_list.count(Wanted(audience=number, since=period.since, until=period.until))
    return Totals(runs=runs, sent=sum(one.sent for one in settled), errors=sum(one.refused for one in settled))


def _by_day(
    period: Days, started: Mapping[tuple[int, str], int], settled: Mapping[int, Sums], refused: Mapping[tuple[int, str], int]
) -> list[Day]:
    """Every day of the period, also those on which nothing happened."""
    kinds: list[dict[str, int]] = [{} for _ in period.dates]
    causes: list[dict[str, int]] = [{} for _ in period.dates]
    for (place, kind), count in started.items():
        kinds[place][kind] = count
    for (place, cause), count in refused.items():
        causes[place][cause] = count
    return [_day(day, settled.get(place, Sums()), kinds[place], causes[place]) for place, day in enumerate(period.dates)]


def _day(day: date, sums: Sums, runs: Mapping[str, int], causes: Mapping[str, int]) -> Day:
    return Day(
        date=day,
        runs=runs,
        sent=sums.sent,
        created=sums.created,
        updated=sums.updated,
        left_alone=sums.left_alone,
        errors=sums.refused,
        causes=causes,
    )


def _by_cause(refused: Mapping[tuple[int, str], int]) -> Counter[str]:
    counts = Counter[str]()
    for (_, cause), count in refused.items():
        counts[cause] += count
    return counts


def _causes(counts: Mapping[str, int]) -> list[CauseCount]:
    return [_cause(cause, count) for cause, count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))]


def _cause(cause: str, count: int) -> CauseCount:
    verdict = VERDICTS[Cause(cause)]
    may_retry = verdict.weight is not Weight.THEIRS
    return CauseCount(cause=cause, count=count, sentence=verdict.sentence, advice=verdict.advice, may_retry=may_retry)


def people(wiring: Wiring, figure: Figure, *, first: int, size: int) -> PeoplePage:
    """Some of the people behind a number. Raises `SettingsError`, `RunError`."""
    behind, now = behind_of(wiring, figure), wiring.store.now()
    found = wiring.store.people.page(behind, first=first, size=size)
    return PeoplePage(total=wiring.store.people.count(behind), people=[_person(row, now) for row in found])


def everybody(wiring: Wiring, figure: Figure) -> Iterator[PersonBehind]:
    """All of them, streamed. Raises as `people`."""
    now = wiring.store.now()
    return (_person(row, now) for row in wiring.store.people.stream(behind_of(wiring, figure)))


def _person(row: Mapping[str, Any], now: float) -> PersonBehind:
    same = {name: row[name] for name in ("address", "cause", "words", "run", "at", "attempts")}
    hold = _hold(row, now) if row["outcome"] == Outcome.REFUSED else None
    return PersonBehind(outcome=Outcome(row["outcome"]), hold=hold, until=row["held_until"] if hold is Hold.TIME else None, **same)


def _hold(row: Mapping[str, Any], now: float) -> Hold:
    """As the survey decides it (`survey._is_held`), for who reads it here."""
    if row["now"] != Outcome.REFUSED:
        return Hold.PASSED
    if VERDICTS[Cause(row["cause"])].weight is Weight.THEIRS:
        return Hold.THEIRS
    if row["held_until"] is None:
        return Hold.CHANGE
    if row["attempts"] >= PASSING_TRIES_MAX:
        return Hold.IN_VAIN
    return Hold.TIME if 0 < row["held_until"] - now <= PASSING_HOLD else Hold.NEXT


def runs(wiring: Wiring, days: int) -> list[RunView]:
    """The runs created in the last `days` days, newest first, of all audiences."""
    silent = wiring.store.leases.silent_for()
    return [running.view_of(one, silent) for one in wiring.store.run_list.page(Wanted(since=last(wiring, days).since))]


def runs_page(wiring: Wiring, days: int, chosen: RunFilter, *, first: int, size: int) -> RunsPage:
    """Some runs of the chosen audience in the period, newest first. Raises `SettingsError`."""
    period = period_of(wiring, Figure(days=days, day=chosen.day))
    wanted = Wanted(
        audience=audience_of(wiring),
        since=period.since,
        until=period.until,
        kinds=chosen.kinds,
        states=chosen.states,
        with_errors=chosen.with_errors,
    )
    silent, listed = wiring.store.leases.silent_for(), wiring.store.run_list
    found = [running.view_of(one, silent) for one in listed.page(wanted, first=first, size=size)]
    return RunsPage(total=listed.count(wanted), runs=found)


def batches(wiring: Wiring, run: int, *, with_errors: bool, first: int, size: int) -> BatchesPage:
    """Some batches of a run."""
    found = wiring.store.run_list.batches(run, first=first, size=size, with_errors=with_errors)
    return BatchesPage(total=wiring.store.run_list.batch_count(run, with_errors=with_errors), batches=[_batch(row) for row in found])


def _batch(row: Mapping[str, Any]) -> BatchView:
    seconds = row["settled_at"] - row["claimed_at"] if row["settled_at"] is not None and row["claimed_at"] is not None else None
    same = {name: row[name] for name in ("number", "size", "tries", "refused")}
    return BatchView(state=BatchState(row["state"]), seconds=seconds, **same)


def record(wiring: Wiring, run: int) -> RunRecord:
    """What is kept of a run besides its figures. Raises `RunError`."""
    row = wiring.store.runs.get(run)
    settings = json.loads(row.settings or "{}")
    if settings:
        settings["audience"] = wiring.store.mirror.numbered(row.audience).name
    return RunRecord(causes=_causes(wiring.store.history.refusals(run)), settings=settings)
