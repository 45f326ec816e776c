"""Questions about people that the diagnostic asks: who waits, who is like somebody, who is there. Read only, and by indexes alone."""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import and_, bindparam, select

from mcsync.contact import MemberStatus
from mcsync.outcome import LIVE, BatchState, Outcome, RunState
from mcsync.store.bulk import chunks, table
from mcsync.store.database import Database
from mcsync.store.tables import AddressRow, BatchRow, ItemRow, MemberRow, RunRow
from mcsync.store.tables_diagnostic import AskedRow

_addresses, _members = table(AddressRow), table(MemberRow)
_items, _runs, _batches, _asked_for = table(ItemRow), table(RunRow), table(BatchRow), table(AskedRow)

#: People on a page.
_PAGE = 5000
#: People with one local part that are looked at.
_NEAR = 200


class Lookups:
    """By our number of the audience."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def waiting(self, audience: int, addresses: Sequence[str]) -> dict[str, tuple[int, int | None]]:
        """Who of these waits for a run that has not ended: address → run, and the batch, or None while the run has no plan."""
        asked: dict[str, tuple[int, int | None]] = dict(self._asked(audience, addresses))
        return asked | self._in_batches(audience, addresses)

    def _asked(self, audience: int, addresses: Iterable[str]) -> Iterator[tuple[str, tuple[int, None]]]:
        """Of those who were asked for by name, in a run that nobody has planned yet."""
        coming = (_runs.c.audience == audience) & _runs.c.state.in_([RunState.WAITING.value, RunState.PLANNING.value])
        by_name = (
            select(_addresses.c.address, _runs.c.id)
            .join(_asked_for, _asked_for.c.address_id == _addresses.c.id)
            .join(_runs, _runs.c.id == _asked_for.c.run_id)
            .where(coming, _addresses.c.address.in_(bindparam("some", expanding=True)))
        )
        with self._database.reading() as connection:
            # Most of the time nothing waits, and thousands of addresses need not be asked for.
            if not connection.execute(select(_runs.c.id).where(coming).limit(1)).first():
                return
            for chunk in chunks(addresses):
                yield from ((address, (run, None)) for address, run in connection.execute(by_name, {"some": chunk}))
            alone = select(_runs.c.address, _runs.c.id).where(coming, _runs.c.address.is_not(None))
            wanted = frozenset(addresses)
            yield from ((address, (run, None)) for address, run in connection.execute(alone) if address in wanted)

    def _in_batches(self, audience: int, addresses: Iterable[str]) -> dict[str, tuple[int, int | None]]:
        held = [BatchState.PLANNED.value, BatchState.SENDING.value]
        query = (
            select(_addresses.c.address, _items.c.run_id, _items.c.batch)
            .join(_items, _items.c.address_id == _addresses.c.id)
            .join(_runs, _runs.c.id == _items.c.run_id)
            .join(_batches, and_(_batches.c.run_id == _items.c.run_id, _batches.c.number == _items.c.batch))
            .where(_addresses.c.address.in_(bindparam("some", expanding=True)), _items.c.outcome == Outcome.WAITING.value)
            .where(_runs.c.audience == audience, _runs.c.state.in_([state.value for state in LIVE]), _batches.c.state.in_(held))
        )
        with self._database.reading() as connection:
            rows = [row for chunk in chunks(addresses) for row in connection.execute(query, {"some": chunk})]
        return {address: (run, batch) for address, run, batch in rows}

    def near(self, audience: int, local_parts: Iterable[str], addresses: Iterable[str]) -> set[str]:
        """Addresses in the audience with one of these local parts, or among these; some of them where they are many.

        A PostgreSQL that sorts otherwise than by bytes may find fewer.
        """
        known = select(_addresses.c.id, _addresses.c.address)
        exact = known.where(_addresses.c.address.in_(bindparam("some", expanding=True)))
        # “A” is what comes after “@”.
        ranges = [_addresses.c.address.between(f"{local}@", f"{local}A") for local in local_parts]
        # Two questions: asked for both at once, SQLite goes through the whole audience.
        there = select(_members.c.address_id).where(
            _members.c.audience == audience, _members.c.address_id.in_(bindparam("ids", expanding=True))
        )
        with self._database.reading() as connection:
            rows = [row for which in ranges for row in connection.execute(known.where(which).limit(_NEAR))]
            rows += [row for chunk in chunks(addresses) for row in connection.execute(exact, {"some": chunk})]
            found = {number: str(address) for number, address in rows}
            return {found[number] for chunk in chunks(found) for number in connection.execute(there, {"ids": chunk}).scalars()}

    def everybody(self, audience: int) -> Iterator[tuple[str, MemberStatus]]:
        """Address and status of all whom the mirror has."""
        columns = (_members.c.address_id, _addresses.c.address, _members.c.status)
        query = select(*columns).join(_addresses, _addresses.c.id == _members.c.address_id).where(_members.c.audience == audience)
        last = 0
        while True:
            with self._database.reading() as connection:
                rows = connection.execute(query.where(_members.c.address_id > last).order_by(_members.c.address_id).limit(_PAGE)).all()
            if not rows:
                return
            last = rows[-1][0]
            yield from ((address, MemberStatus(status)) for _, address, status in rows)
