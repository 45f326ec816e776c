"""The questions put to PrestaShop's two tables of people, built from the columns that this shop has.

A row is answered in five columns: id, address, first name, last name, and all else packed into one text by the server
(`"1,1,1,0,0,1,2,3|2024-05-06 07:08:09|1980-12-31|2019-01-01 00:00:00"`). The driver, written in Python, pays by the column: this reads
twice as many rows a second as fifteen columns do. Only numbers and dates are packed, so nothing that a person typed can break the text.
It pays by the row, too: MySQL puts a page of rows together in one text where it can, which halves what is left.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence

from mcsync.shop.tables import Table
from mcsync.shop.values import ADDRESS_BOUND, NAME_BOUND

#: The order of the packed numbers, then of the packed dates.
NUMBERS = ("shop", "newsletter", "active", "deleted", "guest", "language", "gender", "group")
DATES = ("newsletter_date", "birthday", "registered")

#: What we call it → what PrestaShop's customer table calls it.
CUSTOMER: Mapping[str, str] = {
    "id": "id_customer",
    "email": "email",
    "first_name": "firstname",
    "last_name": "lastname",
    "shop": "id_shop",
    "newsletter": "newsletter",
    "active": "active",
    "deleted": "deleted",
    "guest": "is_guest",
    "language": "id_lang",
    "gender": "id_gender",
    "group": "id_default_group",
    "newsletter_date": "newsletter_date_add",
    "birthday": "birthday",
    "registered": "date_add",
}
#: The same for the newsletter block's table; its `active` says whether the person gets the newsletter, not whether an account is banned.
BLOCK: Mapping[str, str] = {
    "id": "id",
    "email": "email",
    "shop": "id_shop",
    "newsletter": "active",
    "language": "id_lang",
    "newsletter_date": "newsletter_date_add",
    "registered": "newsletter_date_add",
}
#: What stands in for a column that this table lacks; 0 for the other numbers.
_ABSENT = {"active": "1"}

_EMPTY = "''"
#: Ids that one line of a digest stands for.
DIGEST_STRETCH = 20_000
#: Bits of an id by which the rows of one stretch differ; few, so that no product leaves MySQL's integers, whatever the id.
_OWN = 0xFFFF

#: What stands between two columns, and behind each row, where rows are put together. Nobody can type the end into their name, so that
#: as many ends as rows mean that nothing was cut off.
_BETWEEN, _END = "\x1f", f"\x1e{secrets.token_hex(4)}"
#: How many of the first each row has: id, address, first name, last name, all else.
_BETWEENS = 4

#: How each dialect joins texts.
_JOINED: Mapping[str, Callable[[str, list[str]], str]] = {
    "mysql": lambda glue, parts: f"CONCAT_WS('{glue}', {', '.join(parts)})",
    "sqlite": lambda glue, parts: "(" + f" || '{glue}' || ".join(parts) + ")",
}

#: What may precede an address without being part of it, besides the blanks and control characters that sort before `!`.
_INVISIBLE = "\u00a0\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"


def select(table: Table, names: Mapping[str, str], dialect: str) -> str:
    """The start of a question that answers rows as described above."""
    texts, packed = _texts(table, names), _packed(table, names, dialect)
    return f"SELECT {names['id']}, {texts}, {packed} FROM {table.name}"  # noqa: S608  # names from above, prefix checked


def page(table: Table, names: Mapping[str, str], dialect: str) -> str:
    """The rows after `:last` and not beyond `:until`, in the order of their ids."""
    return f"{select(table, names, dialect)} WHERE {_within(names)} ORDER BY {names['id']}"


def reach(table: Table, names: Mapping[str, str]) -> str:
    """How far a page goes that begins after `:last`: to the id with `:skip` others before it, or `:until`.

    Never by the offset from the first row: that gets slower, and skips rows that move.
    """
    end = f"SELECT {names['id']} FROM {table.name} WHERE {_within(names)} ORDER BY {names['id']} LIMIT 1 OFFSET :skip"  # noqa: S608  # as above
    return f"SELECT COALESCE(({end}), :until)"


def together(table: Table, names: Mapping[str, str]) -> str:
    """The rows of `page`, which MySQL reads by their ids by itself: their number, and all of them in one text for `apart`."""
    row = f"CONCAT_WS('{_BETWEEN}', {names['id']}, {_texts(table, names)}, {_packed(table, names, 'mysql')})"
    return f"SELECT COUNT(*), GROUP_CONCAT({row}, '{_END}' SEPARATOR '') FROM {table.name} WHERE {_within(names)}"  # noqa: S608  # as above


def apart(number: int, said: str | bytes | None) -> list[list[str]] | None:
    """The rows that MySQL put together; None where it cut them off, where a column is binary, or where somebody typed a separator."""
    if not number:
        return []
    if not isinstance(said, str) or said.count(_END) != number or said.count(_BETWEEN) != number * _BETWEENS:
        return None
    return [row.split(_BETWEEN) for row in said.removesuffix(_END).split(_END)]


def among(table: Table, names: Mapping[str, str], dialect: str) -> str:
    """The rows whose id is one of `:ids`."""
    return f"{select(table, names, dialect)} WHERE {names['id']} IN :ids ORDER BY {names['id']}"


def count(table: Table) -> str:
    """How many rows the table has."""
    return f"SELECT COUNT(*) FROM {table.name}"  # noqa: S608  # as above


def marks(table: Table, names: Mapping[str, str]) -> str:
    """For each stretch of ids, what MySQL makes of its rows: their number, and a sum of their check sums. Under a second a million rows.

    CONCAT_WS leaves NULLs out. No two columns of ours that may be NULL hold values of the same form, so none passes for another.
    """
    columns = [column for column in dict.fromkeys(names.values()) if column in table.columns]
    stretch = f"{names['id']} DIV {DIGEST_STRETCH}"
    return f"SELECT {stretch}, COUNT(*), {sum_of(columns, names['id'])} FROM {table.name} GROUP BY 1 ORDER BY 1"  # noqa: S608  # as above


def sum_of(columns: Sequence[str], key: str) -> str:
    """One number for many rows, of check sums that are each multiplied by something of the row's own.

    Without that, the same change in two rows, such as two people who leave, would change both check sums by the same bits: a CRC is
    linear, and an XOR of them stays as it was.
    """
    return f"BIT_XOR(CRC32(CONCAT_WS('|', {', '.join(columns)})) * (({key} & {_OWN}) + 1))"


def suspects(table: Table, names: Mapping[str, str], dialect: str) -> str:
    """The rows whose address may be the one searched for. Answers too many, never judges.

    By ranges of the index where there is one: its local part comes first, in any case and with any domain, or behind blanks.
    """
    ranges = ["email LIKE :start ESCAPE '!'", "email < '!'", *(f"email LIKE :invisible_{number}" for number in range(len(_INVISIBLE)))]
    narrowed = f"({' OR '.join(ranges)}) AND " if table.indexed else ""
    return f"{select(table, names, dialect)} WHERE {narrowed}LOWER(email) LIKE :within ESCAPE '!'"


def suspect_values(address: str) -> dict[str, str]:
    """What the question above is asked with, for a canonical address."""
    local = _escaped(address.rpartition("@")[0])
    return {"start": f"{local}@%", "within": f"%{local}@%", **_invisible_values()}


def crowd(table: Table, names: Mapping[str, str], dialect: str, people: int) -> str:
    """As `suspects`, for so many people at once; by ranges of the index."""
    ranges = [f"email LIKE :start_{number} ESCAPE '!'" for number in range(people)]
    ranges += ["email < '!'", *(f"email LIKE :invisible_{number}" for number in range(len(_INVISIBLE)))]
    return f"{select(table, names, dialect)} WHERE {' OR '.join(ranges)}"


def crowd_values(local_parts: Sequence[str]) -> dict[str, str]:
    """What the question above is asked with."""
    return {**{f"start_{number}": f"{_escaped(local)}@%" for number, local in enumerate(local_parts)}, **_invisible_values()}


def addresses(table: Table, names: Mapping[str, str]) -> str:
    """Ids and addresses alone, as `page`: for a table without an index, once through is cheaper than once for each person."""
    columns = f"{names['id']}, SUBSTR(email, 1, {ADDRESS_BOUND})"
    return f"SELECT {columns} FROM {table.name} WHERE {_within(names)} ORDER BY {names['id']}"  # noqa: S608  # as above


def starting(table: Table) -> str:
    """The addresses that begin with a local part, `:size` at most; one range of the index."""
    column = f"SUBSTR(email, 1, {ADDRESS_BOUND})"
    return f"SELECT {column} FROM {table.name} WHERE email LIKE :start ESCAPE '!' LIMIT :size"  # noqa: S608  # as above


def starting_values(local: str, size: int) -> dict[str, str | int]:
    """What the question above is asked with."""
    return {"start": f"{_escaped(local)}@%", "size": size}


def exactly(table: Table) -> str:
    """Which of `:addresses` there are."""
    column = f"SUBSTR(email, 1, {ADDRESS_BOUND})"
    return f"SELECT {column} FROM {table.name} WHERE email IN :addresses"  # noqa: S608  # as above


def _within(names: Mapping[str, str]) -> str:
    return f"{names['id']} > :last AND {names['id']} <= :until"


def _escaped(local: str) -> str:
    return "".join(f"!{character}" if character in "!%_" else character for character in local)


def _invisible_values() -> dict[str, str]:
    return {f"invisible_{number}": f"{character}%" for number, character in enumerate(_INVISIBLE)}


def _texts(table: Table, names: Mapping[str, str]) -> str:
    bounds = {"email": ADDRESS_BOUND, "first_name": NAME_BOUND, "last_name": NAME_BOUND}
    # Cut where it lies: a megabyte in a name must not travel.
    return ", ".join(f"SUBSTR({_column(table, names, name, _EMPTY)}, 1, {bound})" for name, bound in bounds.items())


def _packed(table: Table, names: Mapping[str, str], dialect: str) -> str:
    join = _JOINED[dialect]
    numbers = join(",", [_column(table, names, name, _ABSENT.get(name, "0")) for name in NUMBERS])
    return join("|", [numbers, *(_column(table, names, name, _EMPTY) for name in DATES)])


def _column(table: Table, names: Mapping[str, str], name: str, absent: str) -> str:
    column = names.get(name)
    return f"COALESCE({column}, {absent})" if column in table.columns else absent
