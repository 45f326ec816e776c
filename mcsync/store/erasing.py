"""Where a person is found in our tables, one entry a kind of record, and how each is removed. A new table with people belongs here.

`tests/store/test_erasures.py` looks through every table for what is left of somebody.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, Table, delete, func, select, update

from mcsync.outcome import BatchState, Outcome
from mcsync.store.baseline import NOBODY
from mcsync.store.bulk import table
from mcsync.store.parcels import pack, unpack
from mcsync.store.retention import ERASED
from mcsync.store.tables import AddressRow, AudienceRow, BatchRow, ContactRow, ItemRow, JournalRow, MemberRow, RunRow
from mcsync.store.tables_diagnostic import AskedRow, VerifiedRow
from mcsync.store.tables_following import NewsRow, PendingRow, ShopRow
from mcsync.store.tables_webhook import HeardRow
from mcsync.verdicts import Cause

_members, _contacts, _items, _batches = table(MemberRow), table(ContactRow), table(ItemRow), table(BatchRow)
_shop_rows = table(ShopRow)
#: Kind of record → its table. All but the last two are deleted where `address_id` names the person.
_ROWS: Mapping[str, Table] = {
    "mirror": _members,
    "ledger": _contacts,
    "timeline": _items,
    "news": table(NewsRow),
    "pending": table(PendingRow),
    "asked": table(AskedRow),
    "verified": table(VerifiedRow),
    "heard": table(HeardRow),
    "shop_rows": _shop_rows,
    "address": table(AddressRow),
}
#: Kind of record → the column of text that may hold the address.
_TEXTS: Mapping[str, Any] = {"runs": table(RunRow).c.address, "journal": table(JournalRow).c.detail}
#: Every kind, in the order in which they are removed: parcels are found by the timeline.
PARTS = ("parcels", *_ROWS, *_TEXTS)
_ACCEPTED = frozenset({Outcome.CREATED.value, Outcome.UPDATED.value})


def count_of(connection: Connection, part: str, number: int, address: str) -> int:
    """How many records of this kind there are of the person with our `number` and this canonical address."""
    if part in _TEXTS:
        return len(_naming(connection, _TEXTS[part], address))
    query = select(func.count()).select_from(_packed(number).subquery() if part == "parcels" else _ROWS[part])
    return int(connection.execute(query if part == "parcels" else query.where(*_mine(connection, part, number, address))).scalar_one())


def remove(connection: Connection, part: str, number: int, address: str) -> int:
    """Remove them; returns how many there were."""
    if part == "parcels":
        return _unpack_from(connection, number)
    if part in _TEXTS:
        return _blot(connection, _TEXTS[part], address)
    mine = _mine(connection, part, number, address)
    if part == "shop_rows":
        # Of nobody from now on, but still there: as a new row, it would be looked at again.
        return connection.execute(update(_shop_rows).where(*mine).values(address_id=NOBODY)).rowcount
    return connection.execute(delete(_ROWS[part]).where(*mine)).rowcount


def remembered(connection: Connection, number: int) -> Iterator[dict[str, Any]]:
    """By audience, what must still be respected: consented, left; nothing where there is nothing to respect."""
    members = select(_members.c.audience, _members.c.consented).where(_members.c.address_id == number)
    there = {row.audience: bool(row.consented) for row in connection.execute(members)}
    rows = connection.execute(
        select(_contacts.c.audience, _contacts.c.consented, _contacts.c.outcome, _contacts.c.cause).where(_contacts.c.address_id == number)
    )
    ledger = {row.audience: row for row in rows}
    for audience in sorted(there.keys() | ledger.keys()):
        row = ledger.get(audience)
        sent = row is not None and (row.outcome in _ACCEPTED or row.cause == Cause.FORGOTTEN.value)
        consented = there.get(audience, False) or (row is not None and bool(row.consented))
        left = audience in there or sent
        if consented or left:
            yield {"audience": audience, "consented": consented, "left": left}


def _mine(connection: Connection, part: str, number: int, address: str) -> tuple[Any, ...]:
    rows = _ROWS[part]
    if part == "heard":
        return (rows.c.address == address,)
    if part == "address":
        return (rows.c.id == number,)
    if part != "shop_rows":
        return (rows.c.address_id == number,)
    # By audience, because that is what the index begins with; 0 is of nobody, and not this person.
    audiences = list(connection.execute(select(table(AudienceRow).c.number)).scalars()) if number else []
    return rows.c.audience.in_(audiences), rows.c.address_id == number


def _naming(connection: Connection, column: Any, address: str) -> list[tuple[int, str]]:
    """Texts that hold the address, in any case of letters and not as a part of a longer one: (id, the text without it)."""
    pattern = re.compile(rf"(?<![\w.+\-]){re.escape(address)}(?![\w\-]|\.\w)", re.IGNORECASE)
    query = select(column.table.c.id, column).where(func.lower(column).contains(address, autoescape=True))
    texts = connection.execute(query).all()
    return [(key, pattern.sub(ERASED, text)) for key, text in texts if pattern.search(text)]


def _blot(connection: Connection, column: Any, address: str) -> int:
    found = _naming(connection, column, address)
    for key, text in found:
        connection.execute(update(column.table).where(column.table.c.id == key).values({column.name: text}))
    return len(found)


def _packed(number: int) -> Any:
    """Batches whose parcel has the person in it."""
    mine = (_items.c.run_id == _batches.c.run_id) & (_items.c.batch == _batches.c.number) & (_items.c.address_id == number)
    return select(_batches.c.run_id, _batches.c.number, _batches.c.parcel).join(_items, mine).where(_batches.c.parcel.is_not(None))


def _unpack_from(connection: Connection, number: int) -> int:
    found = connection.execute(_packed(number)).all()
    for run, batch, parcel in found:
        rest = [one for one in unpack(parcel) if one.address_id != number]
        # An empty request is none: such a batch counts as one that others took the place of.
        values = {"parcel": pack(rest), "size": len(rest)} if rest else {"parcel": None, "size": 0, "state": BatchState.SPLIT.value}
        connection.execute(update(_batches).where(_batches.c.run_id == run, _batches.c.number == batch).values(values))
    return len(found)
