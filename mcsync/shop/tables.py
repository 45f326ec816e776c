"""Which of PrestaShop's tables and columns a database has: versions, modules and updates leave them different."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, text

from mcsync.errors import SettingsError, ShopError
from mcsync.message import say
from mcsync.shop.connection import connect, reading
from mcsync.shop.refusals import TableMissingError

#: PrestaShop's installers write letters, digits and the underscore; MySQL bounds a whole table name at 64 characters.
_PREFIX = re.compile(r"[A-Za-z0-9_]{0,32}")
#: Tables that make a database PrestaShop's, without their prefix.
_MARKS = ("customer", "configuration", "lang", "shop")
#: The newsletter block's table since 1.7, and in 1.6.
_BLOCK_NAMES = ("emailsubscription", "newsletter")
_CUSTOMER_NEEDS = frozenset({"id_customer", "email"})
_BLOCK_NEEDS = frozenset({"id", "email", "active"})

#: Collations that hold every character and take upper for lower case: PrestaShop's own, and what servers make of them.
_FOLDING = re.compile(r"utf\w+_ci")

#: By dialect. Both show only what the user may read.
_TABLES = {
    "mysql": "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()",
    "sqlite": "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')",
}
_COLUMNS = {
    "mysql": "SELECT column_name, CASE column_key WHEN '' THEN '' ELSE collation_name END FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = :table",
    "sqlite": "SELECT name, '' FROM pragma_table_info(:table)",
}
_PROBE = "SELECT 1 FROM `{name}` LIMIT 1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table as it is in this database."""

    #: Quoted, ready for a question; `group` is a reserved word, and a prefix may begin with a digit.
    name: str
    columns: frozenset[str]
    #: Whether an index finds an address in whatever case and Unicode it is written; the newsletter block has none.
    indexed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """PrestaShop's two tables of people."""

    customer: Table
    #: None where the newsletter block was never installed.
    block: Table | None


def find_prefixes(url: str) -> tuple[str, ...]:
    """The prefixes under which this database has PrestaShop's tables, in alphabetical order; empty when it has none."""
    engine = connect(url)
    try:
        return prefixes(engine)
    finally:
        engine.dispose()


def prefixes(engine: Engine) -> tuple[str, ...]:
    """`find_prefixes` of a database that is connected."""
    with reading(engine) as connection:
        names = frozenset(str(name) for (name,) in connection.execute(text(_TABLES[engine.dialect.name])))
    candidates = (name.removesuffix(_MARKS[0]) for name in names if name.endswith(_MARKS[0]))
    return tuple(sorted(prefix for prefix in candidates if _PREFIX.fullmatch(prefix) and all(prefix + mark in names for mark in _MARKS)))


def checked_prefix(prefix: str) -> str:
    """The prefix, if it can be one. Raises `SettingsError`; it goes into questions as it is."""
    if not _PREFIX.fullmatch(prefix):
        raise SettingsError(say("This cannot be a table prefix: use letters, digits and the underscore, at most 32, as in ps_."))
    return prefix


def find_tables(engine: Engine, prefix: str) -> Tables:
    """What this database has under this prefix. Raises `ShopError` when the customers are not there, naming the prefixes that are."""
    customer = find_table(engine, f"{prefix}customer", _CUSTOMER_NEEDS)
    if customer is None:
        raise _not_here(prefix, prefixes(engine))
    blocks = (find_table(engine, prefix + name, _BLOCK_NEEDS) for name in _BLOCK_NAMES)
    return Tables(customer=customer, block=next((block for block in blocks if block), None))


def rows_if_there(engine: Engine, question: str, **values: object) -> Sequence[Any]:
    """The answer to a question about a small table; empty where this shop has no such table."""
    try:
        with reading(engine) as connection:
            return connection.execute(text(question), values).all()
    except TableMissingError:
        return ()


def find_table(engine: Engine, name: str, needs: frozenset[str]) -> Table | None:
    """None where it does not exist or is something else. Raises `ShopError`, naming it, when the user may not read it."""
    with reading(engine) as connection:
        columns = _columns(connection, name)
    if not columns:
        # Not shown may mean not there or not allowed; asking it tells which, by raising.
        rows_if_there(engine, _PROBE.format(name=name))
    if not needs <= columns.keys():
        return None
    return Table(name=f"`{name}`", columns=frozenset(columns), indexed=bool(_FOLDING.fullmatch(columns.get("email", ""))))


def _columns(connection: Connection, table: str) -> dict[str, str]:
    """Name → collation of the index that begins with this column; empty without index, and for numbers and dates."""
    question = text(_COLUMNS[connection.dialect.name])
    return {str(name).lower(): str(collation or "") for name, collation in connection.execute(question, {"table": table})}


def _not_here(prefix: str, found: tuple[str, ...]) -> ShopError:
    if found:
        return ShopError(
            say(
                "There is no PrestaShop under the prefix “{prefix}” in this database. Found: {found}. Choose one of them on the Connections page.",
                prefix=prefix,
                found=", ".join(found),
            )
        )
    return ShopError(
        say(
            "This database has no PrestaShop tables that this user may read. Check the database's name, and that the user has SELECT on it."
        )
    )
