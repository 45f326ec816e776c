"""Runs with their figures, many at once: three questions in all, however many runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select

from mcsync.outcome import BatchState
from mcsync.store.bulk import table
from mcsync.store.database import Database
from mcsync.store.progress import Progress, progress_of, tallies_of
from mcsync.store.tables import BatchRow, RefusalRow, RunRow

_runs, _batches, _refusals = table(RunRow), table(BatchRow), table(RefusalRow)

#: (part, name) → count.
Tally = Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which runs: created from `since` on and before `until`. None, or empty: whatever it is."""

    since: float
    until: float | None = None
    audience: int | None = None
    kinds: Sequence[str] = ()
    states: Sequence[str] = ()
    with_errors: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One run with what its figures are made of."""

    run: RunRow
    progress: Progress
    tally: Tally


class RunList:
    """Lists of runs, newest first."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def count(self, wanted: Wanted) -> int:
        """How many there are."""
        with self._database.reading() as connection:
            return connection.execute(select(func.count()).select_from(_runs).where(*_where(wanted))).scalar_one()

    def page(self, wanted: Wanted, *, first: int = 0, size: int | None = None) -> list[Listed]:
        """Some of them, or all."""
        query = select(_runs).where(*_where(wanted)).order_by(_runs.c.id.desc()).limit(size).offset(first)
        with self._database.reading() as connection:
            rows = [RunRow(**row) for row in connection.execute(query).mappings()]
            numbers = [row.id or 0 for row in rows]
            progress, tallies = progress_of(connection, numbers, self._database.now()), tallies_of(connection, numbers)
        return [Listed(run=row, progress=progress.get(row.id or 0, Progress()), tally=tallies.get(row.id or 0, {})) for row in rows]

    def batches(self, run: int, *, first: int, size: int, with_errors: bool = False) -> list[Mapping[str, Any]]:
        """Some batches of a run in order: number, road, state, size, tries, refused, claimed_at, settled_at; split ones are left out."""
        columns = (_batches.c[name] for name in ("number", "road", "state", "size", "tries", "refused", "claimed_at", "settled_at"))
        query = select(*columns).where(*_of_run(run, with_errors=with_errors)).order_by(_batches.c.number).limit(size).offset(first)
        with self._database.reading() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def batch_count(self, run: int, *, with_errors: bool = False) -> int:
        """How many batches a run has."""
        with self._database.reading() as connection:
            return connection.execute(select(func.count()).select_from(_batches).where(*_of_run(run, with_errors=with_errors))).scalar_one()


def _of_run(run: int, *, with_errors: bool) -> list[ColumnElement[bool]]:
    where = [_batches.c.run_id == run, _batches.c.state != BatchState.SPLIT.value]
    return [*where, _batches.c.refused > 0] if with_errors else where


def _where(wanted: Wanted) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = [_runs.c.created_at >= wanted.since]
    where += [_runs.c.created_at < wanted.until] if wanted.until is not None else []
    where += [_runs.c.audience == wanted.audience] if wanted.audience is not None else []
    where += [_runs.c.kind.in_(wanted.kinds)] if wanted.kinds else []
    where += [_runs.c.state.in_(wanted.states)] if wanted.states else []
    where += [select(_refusals.c.count).where(_refusals.c.run_id == _runs.c.id).exists()] if wanted.with_errors else []
    return where
