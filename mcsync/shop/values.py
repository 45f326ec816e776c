"""From what a shop stores to what we keep: texts that every store can hold, dates that exist."""

from datetime import date, datetime

from mcsync.address import canonical
from mcsync.contact import ShopUser
from mcsync.errors import AddressError

#: Characters. No address has more than 254, so what is cut off here was malformed before and stays so.
ADDRESS_BOUND = 512
#: Characters; PrestaShop's own bound since 1.7. An imported name may be a megabyte long.
NAME_BOUND = 255

#: A blank for each control character (C0, DEL, C1): PostgreSQL refuses NUL, terminals obey the others. A blank and not nothing, so that no
#: malformed address becomes another person's.
_NO_CONTROLS = dict.fromkeys([*range(32), *range(127, 160)], " ")


def text(value: str | bytes | None, bound: int = NAME_BOUND) -> str:
    """The value without control characters, at most `bound` long; empty for None."""
    if not value:
        return ""
    if isinstance(value, bytes):
        # A column that an old migration left binary.
        value = value.decode(errors="replace")
    # The common case, decided in C: a million rows pass here three times each.
    return value if value.isprintable() and len(value) <= bound else value[:bound].translate(_NO_CONTROLS)


def moment(value: str) -> datetime | None:
    """`"2024-05-06 07:08:09"` in the shop's own clock, without a zone; None for zero and impossible dates."""
    if not value or value.startswith("0000"):
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return found if found.tzinfo is None else found.replace(tzinfo=None)


def day(value: str) -> date | None:
    """`"1980-12-31"`; None for zero and impossible dates."""
    if not value or value.startswith("0000"):
        return None
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        return None


def is_of(user: ShopUser, wanted: str) -> bool:
    """Whether this row is of the person with this canonical address."""
    return canonical_of(user) == wanted


def canonical_of(user: ShopUser) -> str:
    """The canonical address of a row; empty where it has none."""
    return canonical_text(user.email)


def canonical_text(stored: str | bytes | None) -> str:
    """The same, from what the shop's column holds."""
    try:
        return canonical(text(stored, ADDRESS_BOUND))
    except AddressError:
        return ""
