"""Many rows in one statement, the same on SQLite and PostgreSQL."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, Dialect, Table, bindparam, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import SQLModel

from mcsync.store.tables import AddressRow, AudienceRow

#: Values in one statement that SQLite takes.
VALUES_MAX = 32_766
#: Rows in one statement.
CHUNK = 1000
#: The part of an INSERT with places that stands for one row.
_ROW = re.compile(r"VALUES (\((?:\?, )*\?\))")

Item = TypeVar("Item")


def table(model: type[SQLModel]) -> Table:
    """The Core table of a model."""
    found: Table = model.__table__  # type: ignore[attr-defined]
    return found


def chunks(items: Iterable[Item], size: int = CHUNK) -> Iterator[list[Item]]:
    """The items in lists of at most `size`."""
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk


#: From the row that is there and the row that would come in its place to columns that follow from both.
Combined = Callable[[Any, Any], Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """A statement as the driver takes it."""

    text: str
    #: The values' names in their order; None where the driver takes names.
    names: Sequence[str] | None
    #: Values that belong to the statement, not to a row.
    literals: Mapping[str, Any]

    @cached_property
    def row(self) -> str:
        """Of an INSERT whose values have places: the part that stands for one row, e.g. `(?, ?)`; else empty."""
        found = _ROW.search(self.text) if self.names is not None else None
        return found[1] if found else ""


def upsert(connection: Connection, model: type[SQLModel], rows: Sequence[Mapping[str, Any]], *, combined: Combined | None = None) -> int:
    """Insert the rows; where the primary key is there already, write the other columns, if any differs. All rows name the same columns.

    Returns how many rows are new or differ.
    """
    return _execute(connection, _upserting(connection.dialect, model, tuple(rows[0]), combined), rows) if rows else 0


def execute_many(connection: Connection, statement: Any, rows: Sequence[Mapping[str, Any]]) -> int:
    """One statement for many rows of the same columns, handed straight to the driver. Returns how many rows it wrote.

    SQLAlchemy would work on each row's values anew, 5 µs a row: more than SQLite takes to write it.
    """
    return _execute(connection, _prepared(connection.dialect, statement, tuple(rows[0])), rows) if rows else 0


@lru_cache
def _upserting(dialect: Dialect, model: type[SQLModel], columns: tuple[str, ...], combined: Combined | None) -> Prepared:
    """Kept, because writing the same statement out again takes longer than writing a hundred rows with it."""
    target = table(model)
    insert = insert_into(dialect, target)
    keys = [column.name for column in target.primary_key]
    changed = {name: insert.excluded[name] for name in columns if name not in keys}
    if combined:
        changed.update(combined(target.c, insert.excluded))
    # Writing the same again would grow the log for nothing.
    differs = or_(*(target.c[name].is_distinct_from(value) for name, value in changed.items()))
    return _prepared(dialect, insert.on_conflict_do_update(index_elements=keys, set_=changed, where=differs), columns)


def _prepared(dialect: Dialect, statement: Any, columns: tuple[str, ...]) -> Prepared:
    compiled = statement.compile(dialect=dialect, column_keys=list(columns))
    literals = {name: value for name, value in compiled.params.items() if name not in columns}
    return Prepared(text=compiled.string, names=compiled.positiontup if compiled.positional else None, literals=literals)


def _execute(connection: Connection, prepared: Prepared, rows: Sequence[Mapping[str, Any]]) -> int:
    if prepared.names is None:
        return connection.exec_driver_sql(prepared.text, [{**row, **prepared.literals} for row in rows]).rowcount
    if not prepared.row:
        full = [{**row, **prepared.literals} for row in rows]
        return connection.exec_driver_sql(prepared.text, [tuple([row[name] for name in prepared.names]) for row in full]).rowcount
    return sum(_insert(connection, prepared, prepared.names, some) for some in chunks(rows, VALUES_MAX // len(prepared.names)))


def _insert(connection: Connection, prepared: Prepared, names: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> int:
    """All rows in one statement: the driver lets other threads run after each statement, and would wait for them 500 times a batch."""
    columns = names[: prepared.row.count("?")]
    values = [row[name] for row in rows for name in columns]
    values += [prepared.literals[name] for name in names[len(columns) :]]
    return connection.exec_driver_sql(_many(prepared.text, prepared.row, len(rows)), tuple(values)).rowcount


@lru_cache
def _many(text: str, row: str, number: int) -> str:
    return text.replace(f"VALUES {row}", f"VALUES {', '.join([row] * number)}", 1)


def bump(connection: Connection, audience: int) -> None:
    """We learnt something about people of this audience: what was surveyed before may no longer hold."""
    rows = table(AudienceRow)
    connection.execute(update(rows).where(rows.c.number == audience).values(version=rows.c.version + 1))


def address_ids(connection: Connection, addresses: Sequence[str]) -> dict[str, int]:
    """Our number for each canonical address, made where there is none."""
    found = _known_ids(connection, addresses)
    # Asked first, because PostgreSQL uses up a number for each row that it then does not insert; in order, because two
    # writers that insert the same in different orders wait for each other for ever.
    missing = sorted(set(addresses) - found.keys())
    if missing:
        insert = insert_into(connection.dialect, table(AddressRow)).on_conflict_do_nothing(index_elements=["address"])
        execute_many(connection, insert, [{"address": address} for address in missing])
        found |= _known_ids(connection, missing)
    return found


def _known_ids(connection: Connection, addresses: Sequence[str]) -> dict[str, int]:
    rows = table(AddressRow)
    query = select(rows.c.address, rows.c.id).where(rows.c.address.in_(bindparam("some", expanding=True)))
    return {address: number for chunk in chunks(addresses) for address, number in connection.execute(query, {"some": chunk})}


def insert_into(dialect: Dialect, target: Table) -> Any:
    """An INSERT that may say what happens on conflict; typed by each dialect for itself, hence `Any`."""
    return (postgresql if dialect.name == "postgresql" else sqlite).insert(target)
