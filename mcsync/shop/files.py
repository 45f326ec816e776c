"""A shop that is a file: its rows as shop users.

Every row is a newsletter-only subscriber. The file's consent column decides; without one nobody consents, because a list of addresses
says nothing of what its people want.
"""

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

from mcsync.address import canonical
from mcsync.contact import Origin, ShopField, ShopUser
from mcsync.errors import ShopError
from mcsync.message import say
from mcsync.shop import values
from mcsync.shop.columns import Columns, positions, proposed
from mcsync.shop.protocol import ShopSummary, Stretch
from mcsync.shop.rows import Rows, read_rows

#: Read as "agreed to the newsletter", in any case; everything else is no.
_YES = frozenset({"yes", "y", "oui", "o", "1", "true", "vrai", "x", "on", "abonné", "abonnée", "inscrit", "inscrite", "subscribed"})
_GENDERS: Mapping[str, str] = (
    dict.fromkeys(("m", "m.", "mr", "mr.", "h", "homme", "male", "man", "monsieur"), "m")
    | dict.fromkeys(("f", "mme", "mme.", "mrs", "mrs.", "ms", "mlle", "femme", "female", "woman", "madame"), "f")
)  # fmt: skip
#: The two languages of the shop by name.
_LANGUAGES: Mapping[str, str] = {"français": "fr", "francais": "fr", "french": "fr", "anglais": "en", "english": "en"}
_LANGUAGE = re.compile(r"([a-z]{2})(?:[-_][a-z]{2,4})?")
_ISO_COUNTRY = re.compile(r"[A-Za-z]{2}")
_SOMEWHERE = frozenset({ShopField.ADDRESS})
#: Column → the fields that need it, of those that are not always read.
_MORE: Mapping[str, frozenset[ShopField]] = {
    **{field.value: frozenset({field}) for field in (ShopField.GENDER, ShopField.GROUP, ShopField.SHOP, ShopField.REGISTERED)},
    **{field.value: frozenset({field}) for field in (ShopField.COMPANY, ShopField.PHONE)},
    "street": _SOMEWHERE,
    "postcode": _SOMEWHERE | {ShopField.POSTCODE},
    "city": _SOMEWHERE | {ShopField.CITY},
    "country": _SOMEWHERE | {ShopField.COUNTRY},
}
#: 31/12/1980, 31.12.1980, 31-12-1980: day first, as in both languages of the shop but the American.
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})(.*)", re.DOTALL)


def open_file(path: Path | str, columns: Columns | None = None, *, wanted: frozenset[ShopField] = frozenset()) -> "FileShop":
    """The file as a shop; its columns are proposed by its header where they are not given.

    `wanted` is what its users should know besides what they always do.

    Raises `ShopError` when the file cannot be read, or `SettingsError` when a given column is not in it.
    """
    place = Path(path)
    return FileShop(place, positions(columns or propose_columns(place), read_header(place)[0]), wanted)


def propose_columns(path: Path | str) -> Columns:
    """What the file's columns seem to be, by the words of its header. Raises `ShopError`."""
    return proposed(read_header(Path(path))[0])


class FileShop:
    """A `Shop` over a CSV or Excel file. Reads it anew each time, so that a replaced file is noticed."""

    def __init__(self, path: Path, places: Mapping[str, int], wanted: frozenset[ShopField] = frozenset()) -> None:
        self._path = path
        self._places = places
        self._more = [name for name in _MORE if name in places and _MORE[name] & wanted]

    def summary(self) -> ShopSummary:
        """See `Shop`; a file has rows and nothing else to say."""
        return ShopSummary(newsletter_only=sum(1 for _ in self._rows()))

    def users(self) -> Iterator[ShopUser]:
        """See `Shop`; in the order of the file, with line numbers as ids."""
        return (self._user(line, fields) for line, fields in self._rows())

    def find(self, address: str) -> list[ShopUser]:
        """See `Shop`."""
        wanted = canonical(address)
        return [user for user in self.users() if values.is_of(user, wanted)]

    def find_all(self, addresses: Collection[str]) -> Iterator[ShopUser]:
        """See `Shop`."""
        wanted = frozenset(addresses)
        return (user for user in self.users() if values.canonical_of(user) in wanted)

    def near(self, local_parts: Collection[str], addresses: Collection[str]) -> set[str]:
        """See `Shop`; a file is read whole for anything."""
        locals_, exact = frozenset(local_parts), frozenset(addresses)
        found = map(values.canonical_of, self.users())
        return {address for address in found if address in exact or address.rpartition("@")[0] in locals_}

    def digest(self) -> str:
        """See `Shop`; of the file's bytes, and of what its columns mean."""
        with self._path.open("rb") as file:
            mark = hashlib.file_digest(file, "sha256")
        mark.update(repr((sorted(self._places.items()), self._more)).encode())
        return mark.hexdigest()

    def stretches(self) -> dict[Stretch, str]:
        """See `Shop`; a file is one stretch, because any line moves all that follow."""
        return {Stretch(Origin.SUBSCRIBER, 0): self.digest()}

    def stretch(self, stretch: Stretch) -> Iterator[ShopUser]:
        """See `Shop`."""
        return self.users() if stretch == (Origin.SUBSCRIBER, 0) else iter(())

    def rows(self, origin: Origin, ids: Collection[int]) -> Iterator[ShopUser]:
        """See `Shop`."""
        wanted = frozenset(ids) if origin is Origin.SUBSCRIBER else frozenset()
        return (user for user in self.users() if user.id in wanted)

    def close(self) -> None:
        """See `Shop`; nothing is held open between two questions."""

    def _rows(self) -> Rows:
        return islice(read_rows(self._path), 1, None)

    def _user(self, line: int, fields: Sequence[str]) -> ShopUser:
        # A ragged line ends early: what it lacks is empty.
        said = {what: fields[place].strip() if place < len(fields) else "" for what, place in self._places.items()}
        return ShopUser(
            origin=Origin.SUBSCRIBER,
            id=line,
            email=values.text(fields[self._places["email"]] if self._places["email"] < len(fields) else "", values.ADDRESS_BOUND),
            newsletter=said.get("newsletter", "").lower() in _YES,
            newsletter_date=values.moment(_iso(said.get("newsletter_date", ""))),
            first_name=values.text(said.get("first_name")),
            last_name=values.text(said.get("last_name")),
            birthday=values.day(_iso(said.get("birthday", ""))),
            language=_language(said.get("language", "").lower()),
            gender=_GENDERS.get(said.get("gender", "").lower(), ""),
            registered=values.moment(_iso(said.get("registered", ""))),
            more=self._further(said) or None,
        )

    def _further(self, said: Mapping[str, str]) -> dict[str, str]:
        raw = {name: values.text(said[name]) for name in self._more}
        if "gender" in raw:
            raw["gender"] = _GENDERS.get(raw["gender"].lower(), "")
        if "registered" in raw:
            found = values.day(_iso(raw["registered"]))
            raw["registered"] = found.isoformat() if found else ""
        if _ISO_COUNTRY.fullmatch(raw.get("country", "")):
            raw["country"] = raw["country"].upper()
        elif "country" in raw:
            raw["country_name"] = raw.pop("country")
        return {name: value for name, value in raw.items() if value}


def read_header(path: Path) -> tuple[list[str], Iterator[list[str]]]:
    """The names of the columns, and the rows below. Raises `ShopError`, also while the rows are read."""
    rows = read_rows(path)
    for _, fields in rows:
        return [values.text(field.strip()) for field in fields], ([values.text(field) for field in row] for _, row in rows)
    raise ShopError(say("The file {name} is empty.", name=path.name))


def _iso(written: str) -> str:
    """`"31/12/1980 10:00"` → `"1980-12-31 10:00"`; what is written otherwise stays as it is."""
    found = _DAY_FIRST.fullmatch(written)
    return f"{found[3]}-{found[2]:0>2}-{found[1]:0>2}{found[4]}" if found else written


def _language(written: str) -> str | None:
    """`"fr"`, `"fr-FR"`, `"Français"` → `"fr"`."""
    found = _LANGUAGE.fullmatch(written)
    return found[1] if found else _LANGUAGES.get(written)
