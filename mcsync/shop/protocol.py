"""What a shop can be asked, wherever its rows lie."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from mcsync.contact import Origin, ShopUser


class Stretch(NamedTuple):
    """A part of one of the shop's two tables of people, by its rows' ids."""

    #: `CUSTOMER` (guests too) or `SUBSCRIBER`.
    origin: Origin
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopSummary:
    """What a shop is, and how much is in it; counted from its rows when asked."""

    #: As the shop says it, e.g. `"8.1.7"`; empty where it does not.
    version: str = ""
    #: Rows of the customer table, with guests and deleted ones.
    customers: int = 0
    #: Rows of the newsletter block's table, or of the file.
    newsletter_only: int = 0
    #: (id, name) of each shop that is not deleted, by id.
    shops: tuple[tuple[int, str], ...] = ()
    #: ISO 639-1 codes of the active languages, by id.
    languages: tuple[str, ...] = ()
    #: ISO 639-1 code; empty where the shop does not say.
    default_language: str = ""
    #: (id, name in the default language) of each customer group, by id.
    groups: tuple[tuple[int, str], ...] = ()
    #: Of the table names; empty for a file.
    prefix: str = ""


class Shop(Protocol):
    """A source of shop users. It only reads, and may be used by several threads at once.

    Every method raises `ShopUnreachableError`, `ShopError` or `SettingsError`.
    """

    def summary(self) -> ShopSummary:
        """What the shop is; also the test of its connection, since it reads from each table that is needed."""
        ...

    def users(self) -> Iterator[ShopUser]:
        """Every row once: customers by id, then newsletter-only subscribers by id."""
        ...

    def find(self, address: str) -> list[ShopUser]:
        """Every row, of either table, whose address has the same canonical form as this one. Raises `AddressError`."""
        ...

    def find_all(self, addresses: Collection[str]) -> Iterator[ShopUser]:
        """As `find`, for many canonical addresses in few questions; in no particular order."""
        ...

    def near(self, local_parts: Collection[str], addresses: Collection[str]) -> set[str]:
        """Canonical addresses there are with one of these local parts, or among these addresses; some of them where they are many.

        Only what an index finds at once is looked for.
        """
        ...

    def digest(self) -> str:
        """A text that differs whenever `users` would answer otherwise; much cheaper than reading them where the server can reckon."""
        ...

    def stretches(self) -> Mapping[Stretch, str]:
        """For each stretch that has rows, a text that differs whenever `stretch` would answer otherwise; as cheap as `digest`."""
        ...

    def stretch(self, stretch: Stretch) -> Iterator[ShopUser]:
        """Every row of one stretch, by id."""
        ...

    def rows(self, origin: Origin, ids: Collection[int]) -> Iterator[ShopUser]:
        """The rows of one table (`CUSTOMER` or `SUBSCRIBER`) with these ids, as they are now; those that are gone are left out."""
        ...

    def close(self) -> None:
        """Gives up its connections."""
        ...
