"""The people behind a figure: who was refused, or sent at all, in some time, a page at a time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from mcsync.outcome import Outcome
from mcsync.store.bulk import table
from mcsync.store.database import Database
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
        query = _narrowed(_everyone() if behind.everyone else _refused(behind.cause), behind).limit(size).offset(first)
        with self._database.reading() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def refused_still(self, behind: Behind, causes: Sequence[str]) -> list[str]:
        """The addresses behind a figure that are refused to this day, for one of these causes; each once, in order."""
        query = (
            select(_addresses.c.address)
            .select_from(_batches)
            .join(_items, (_items.c.run_id == _batches.c.run_id) & (_items.c.batch == _batches.c.number) & _items.c.cause.in_(causes))
            .join(_addresses, _addresses.c.id == _items.c.address_id)
            .join(_runs, _runs.c.id == _batches.c.run_id)
            .join(_contacts, (_contacts.c.audience == _runs.c.audience) & (_contacts.c.address_id == _items.c.address_id))
            .where(_batches.c.refused > 0, _items.c.cause.is_not(None), _items.c.outcome == Outcome.REFUSED.value)
            .where(_contacts.c.outcome == Outcome.REFUSED.value)
            .distinct()
        )
        with self._database.reading() as connection:
            return sorted(address for (address,) in connection.execute(_narrowed(query, behind)))

    def stream(self, behind: Behind) -> Iterator[Mapping[str, Any]]:
        """All of them, in the same order."""
        first = 0
        while some := self.page(behind, first=first, size=_PAGE):
            yield from some
            first += len(some)


def _narrowed(query: Select[Any], behind: Behind) -> Select[Any]:
    query = query.where(_runs.c.audience == behind.audience)
    query = query.where(_batches.c.settled_at >= behind.since, _batches.c.settled_at < behind.until)
    return query.where(_batches.c.run_id == behind.run) if behind.run else query


def _refused(cause: str | None) -> Select[Any]:
    # The cause is asked for as well because the index holds only items that have one.
    query = _people(_items.c.cause.is_not(None)).where(_batches.c.refused > 0, _items.c.outcome == Outcome.REFUSED.value)
    if cause:
        named = (_refusals.c.run_id == _batches.c.run_id) & (_refusals.c.batch == _batches.c.number) & (_refusals.c.cause == cause)
        query = query.where(_items.c.cause == cause, select(_refusals.c.count).where(named).exists())
    return query.order_by(_batches.c.settled_at.desc(), _items.c.run_id, _items.c.place)


def _everyone() -> Select[Any]:
    # By the order of the contacts' own key: no index leads from a batch to everybody in it.
    return _people().order_by(_items.c.run_id.desc(), _items.c.place)


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
