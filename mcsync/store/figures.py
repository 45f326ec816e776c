"""What a period amounts to: counted from settled batches, their refusals and the runs, which are few, never from the contacts, which are many.

Retention may take the details away (`item`); these figures stay as they are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, column, func, select, values
from sqlalchemy import Double as Moment

from mcsync.days import Days
from mcsync.store.bulk import table
from mcsync.store.database import Database
from mcsync.store.tables import BatchRow, RefusalRow, RunRow

_runs, _batches, _refusals = table(RunRow), table(BatchRow), table(RefusalRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """What was settled in some time."""

    #: Contacts sent, whatever came of them: the four below together.
    sent: int = 0
    created: int = 0
    updated: int = 0
    refused: int = 0
    left_alone: int = 0


_COLUMNS = tuple(
    func.sum(_batches.c[name]).label(label)
    for name, label in (
        ("size", "sent"),
        ("created", "created"),
        ("updated", "updated"),
        ("refused", "refused"),
        ("left_alone", "left_alone"),
    )
)


class Figures:
    """Figures of one audience, by our number of it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def settled(self, audience: int, days: Days) -> dict[int, Sums]:
        """Place of the day → what was settled in it; days on which nothing was are left out."""
        day = _parts(days)
        query = (
            select(day.c.place, *_COLUMNS)
            .select_from(day)
            .join(_batches, (_batches.c.settled_at >= day.c.since) & (_batches.c.settled_at < day.c.until))
            .join(_runs, _runs.c.id == _batches.c.run_id)
            .where(of_audience(audience))
            .group_by(day.c.place)
        )
        return {row.pop("place"): Sums(**_whole(row)) for row in self._rows(query)}

    def refused(self, audience: int, days: Days) -> dict[tuple[int, str], int]:
        """(place of the day, cause) → refusals."""
        day = _parts(days)
        query = (
            select(day.c.place, _refusals.c.cause, func.sum(_refusals.c.count).label("count"))
            .select_from(day)
            .join(_batches, (_batches.c.settled_at >= day.c.since) & (_batches.c.settled_at < day.c.until) & (_batches.c.refused > 0))
            .join(_refusals, (_refusals.c.run_id == _batches.c.run_id) & (_refusals.c.batch == _batches.c.number))
            .join(_runs, _runs.c.id == _batches.c.run_id)
            .where(of_audience(audience))
            .group_by(day.c.place, _refusals.c.cause)
        )
        return {(row["place"], row["cause"]): int(row["count"]) for row in self._rows(query)}

    def started(self, audience: int, days: Days) -> dict[tuple[int, str], int]:
        """(place of the day, kind) → runs that were started in it, whatever came of them."""
        day = _parts(days)
        query = (
            select(day.c.place, _runs.c.kind, func.count().label("count"))
            .select_from(day)
            .join(_runs, (_runs.c.created_at >= day.c.since) & (_runs.c.created_at < day.c.until))
            .where(_runs.c.audience == audience)
            .group_by(day.c.place, _runs.c.kind)
        )
        return {(row["place"], row["kind"]): int(row["count"]) for row in self._rows(query)}

    def _rows(self, query: Select[Any]) -> Sequence[dict[str, Any]]:
        with self._database.reading() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]


def of_audience(audience: int) -> ColumnElement[bool]:
    """Asked of each run that a batch belongs to, and not of an index: or SQLite would begin with all runs that there ever were."""
    return _runs.c.audience + 0 == audience


def _parts(days: Days) -> Any:
    """The days as a table, so that the database finds those that batches fall into, however long each day is."""
    columns = column("place", Integer), column("since", Moment), column("until", Moment)
    rows = [(place, *bounds) for place, bounds in enumerate(zip(days.bounds, days.bounds[1:], strict=False))]
    return values(*columns, name="day").data(rows).cte("days")


def _whole(row: Mapping[str, Any]) -> dict[str, int]:
    """PostgreSQL sums whole numbers to decimals."""
    return {name: int(value) for name, value in row.items()}
