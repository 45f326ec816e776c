"""The people behind a figure: who was refused, or sent at all, in some time, a page at a time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from mcsync.outcome import Outcome
from mcsync.store.bulk import table
from mcsync.store.database import Database
from mcsync.store.figures import of_audience
from mcsync.store.tables import AddressRow, BatchRow, ContactRow, ItemRow, RefusalRow, RunRow

_runs, _batches, _items, _refusals = table(RunRow), table(BatchRow), table(ItemRow), table(RefusalRow)
_addresses, _contacts = table(AddressRow), table(ContactRow)

#: People that a stream reads at once.
_PAGE = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """Which figure: of our number of an audience, from `since` on and before `until` (seconds since 1970)."""

    audience: int
    since: float
    until: float
    #: Only these; None: all of them.
    cause: str | None = None
    run: int | None = None
    #: Also those who were taken or left alone.
    everyone: bool = False


class People:
    """The people behind figures. They are the details that retention may have taken away; the figures stay."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def count(self, behind: Behind) -> int:
        """How many there are; counted from the roll-ups, as the figure is."""
        counted = func.sum(_batches.c.size if behind.everyone else _refusals.c.count)
        query = select(func.coalesce(counted, 0)).select_from(_batches).join(_runs, _runs.c.id == _batches.c.run_id)
        if not behind.everyone:
            query = query.join(_refusals, (_refusals.c.run_id == _batches.c.run_id) & (_refusals.c.batch == _batches.c.number))
            query = query.where(_refusals.c.cause == behind.cause) if behind.cause else query
        with self._database.reading() as connection:
            return int(connection.execute(_narrowed(query, behind)).scalar_one())

    def page(self, behind: Behind, *, first: int = 0, size: int = 1000) -> list[Mapping[str, Any]]:
        """Some of them, newest first: address, outcome, cause, words, run, at; and as they stand by now: `now`, `held_until`, `attempts`."""
        if not behind.everyone:
            return self._rows(_refused(behind).limit(size).offset(first))
        found: list[Mapping[str, Any]] = []
        for run, count in self._runs(behind).items():
            if first < count and len(found) < size:
                found += self._rows(_everyone(behind, run).limit(size - len(found)).offset(first))
            first = max(0, first - count)
        return found

    def stream(self, behind: Behind) -> Iterator[Mapping[str, Any]]:
        """All of them, in the same order."""
        for query in [_everyone(behind, run) for run in self._runs(behind)] if behind.everyone else [_refused(behind)]:
            with self._database.reading() as connection:
                for row in connection.execution_options(yield_per=_PAGE).execute(query).mappings():
                    yield dict(row)

    def refused_still(self, behind: Behind, causes: Sequence[str]) -> list[str]:
        """The addresses behind a figure that are refused to this day, for one of these causes; each once, in order."""
        query = _refused_still(_addresses.c.address, causes).join(_addresses, _addresses.c.id == _items.c.address_id)
        with self._database.reading() as connection:
            return sorted(address for (address,) in connection.execute(_narrowed(query, behind)))

    def refused_still_count(self, behind: Behind, causes: Sequence[str]) -> int:
        """How many those are."""
        people = _narrowed(_refused_still(_items.c.address_id, causes), behind).subquery()
        with self._database.reading() as connection:
            return int(connection.execute(select(func.count()).select_from(people)).scalar_one())

    def _runs(self, behind: Behind) -> dict[int, int]:
        """The runs that settled anybody, the newest first, and how many; from the roll-ups."""
        query = select(_batches.c.run_id, func.sum(_batches.c.size)).join(_runs, _runs.c.id == _batches.c.run_id)
        query = _narrowed(query, behind).group_by(_batches.c.run_id).order_by(_batches.c.run_id.desc())
        with self._database.reading() as connection:
            return {int(row[0]): int(row[1]) for row in connection.execute(query)}

    def _rows(self, query: Select[Any]) -> list[Mapping[str, Any]]:
        with self._database.reading() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]


def _narrowed(query: Select[Any], behind: Behind) -> Select[Any]:
    query = query.where(of_audience(behind.audience))
    if behind.run:
        return query.where(_batches.c.run_id == behind.run, _batches.c.settled_at.is_not(None))
    return query.where(_batches.c.settled_at >= behind.since, _batches.c.settled_at < behind.until)


def _refused_still(column: Any, causes: Sequence[str]) -> Select[Any]:
    return (
        select(column)
        .select_from(_batches)
        .join(_items, (_items.c.run_id == _batches.c.run_id) & (_items.c.batch == _batches.c.number) & _items.c.cause.in_(causes))
        .join(_runs, _runs.c.id == _batches.c.run_id)
        .join(_contacts, (_contacts.c.audience == _runs.c.audience) & (_contacts.c.address_id == _items.c.address_id))
        .where(_batches.c.refused > 0, _items.c.cause.is_not(None), _items.c.outcome == Outcome.REFUSED.value)
        .where(_contacts.c.outcome == Outcome.REFUSED.value)
        .distinct()
    )


def _refused(behind: Behind) -> Select[Any]:
    # The cause is asked for as well because the index holds only items that have one.
    query = _people(_items.c.cause.is_not(None)).where(_batches.c.refused > 0, _items.c.outcome == Outcome.REFUSED.value)
    if behind.cause:
        named = (_refusals.c.run_id == _batches.c.run_id) & (_refusals.c.batch == _batches.c.number) & (_refusals.c.cause == behind.cause)
        query = query.where(_items.c.cause == behind.cause, select(_refusals.c.count).where(named).exists())
    return _narrowed(query, behind).order_by(_batches.c.settled_at.desc(), _items.c.run_id, _items.c.place)


def _everyone(behind: Behind, run: int) -> Select[Any]:
    """By the contacts' own key, a run at a time: no index leads from a batch to everybody in it."""
    return _narrowed(_people(), behind).where(_items.c.run_id == run).order_by(_items.c.place)


def _people(*of_batch: Any) -> Select[Any]:
    on = (_items.c.run_id == _batches.c.run_id) & (_items.c.batch == _batches.c.number)
    for each in of_batch:
        on &= each
    return (
        select(
            _addresses.c.address,
            _items.c.outcome,
            _items.c.cause,
            _items.c.words,
            _items.c.run_id.label("run"),
            _batches.c.settled_at.label("at"),
            _contacts.c.outcome.label("now"),
            _contacts.c.held_until,
            func.coalesce(_contacts.c.attempts, 0).label("attempts"),
        )
        .select_from(_batches)
        .join(_items, on)
        .join(_addresses, _addresses.c.id == _items.c.address_id)
        .join(_runs, _runs.c.id == _items.c.run_id)
        .outerjoin(_contacts, (_contacts.c.audience == _runs.c.audience) & (_contacts.c.address_id == _items.c.address_id))
    )
