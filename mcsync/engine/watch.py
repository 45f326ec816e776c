"""One look at the shop: which stretches differ from last time, which of their rows, and so who is pending."""

import zlib
from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter

from mcsync.address import canonical
from mcsync.contact import ShopUser
from mcsync.errors import AddressError
from mcsync.shop import Shop, Stretch
from mcsync.store import Place, RowMark, Store

#: All that a survey asks of a row.
_SAID = attrgetter(
    *("origin", "email", "shop_id", "newsletter", "newsletter_date", "active", "deleted", "first_name", "last_name"),
    *("birthday", "language", "gender", "group_id"),
)
#: SQLite keeps 23 bits and a sign in three bytes. One change in eight million looks like none, and is found by the day's comparison.
_BITS = 0x7F_FFFF


def watch(shop: Shop, store: Store, audience: int, *, everybody: bool, between: Callable[[], None]) -> int:
    """Compare the shop with the last look and note who is pending; returns how many rows differ. Raises `ShopError`, `StoreError`.

    Each stretch is noted with those whom it concerns in one commit: whatever dies on the way, the next look finds the rest.
    `between` is called before each stretch, and may raise.
    """
    # Digests first: what changes between them and the rows makes the next look read the rows again, and lose nothing.
    now = {Place(*stretch): digest for stretch, digest in shop.stretches().items()}
    seen = store.baseline.digests(audience)
    differing = [place for place in sorted({*now, *seen}) if now.get(place) != seen.get(place)]
    found = 0
    for place in differing:
        between()
        rows = _marks(shop.stretch(Stretch(*place))) if place in now else []
        found += store.baseline.remember(audience, place, now.get(place), rows, everybody=everybody)
    return found


def rows_of(shop: Shop, store: Store, audience: int, people: dict[str, int]) -> Iterator[ShopUser]:
    """Every row that is one of these people's now, as far as the last look knows; `people`: address → our number for it."""
    for origin, ids in store.baseline.rows_of(audience, people.values()).items():
        for user in shop.rows(origin, ids) if ids else ():
            if address_of(user) in people:
                yield user


def _marks(users: Iterable[ShopUser]) -> list[RowMark]:
    # The last wins where a file has a row twice.
    return list({user.id: RowMark(id=user.id, address=address_of(user), mark=_mark(user)) for user in users}.values())


def address_of(user: ShopUser) -> str:
    """Whose row it is; empty for a deleted one, which is as good as gone."""
    if user.deleted:
        return ""
    try:
        return canonical(user.email)
    except AddressError:
        return ""


def _mark(user: ShopUser) -> int:
    # What else was asked for comes after, so that the marks of those of whom nothing was stay as they are.
    said = (*_SAID(user), user.more) if user.more else _SAID(user)
    return zlib.crc32(repr(said).encode(errors="surrogatepass")) & _BITS
