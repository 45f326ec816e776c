"""What more a shop knows of its customers: gender, group, shop, company, telephone, address. Read only where a merge field asks for it."""

import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, bindparam, text

from mcsync.contact import ShopField, ShopUser
from mcsync.shop.connection import reading
from mcsync.shop.facts import read_groups, read_shops, read_version_and_language
from mcsync.shop.questions import DIGEST_STRETCH, sum_of
from mcsync.shop.tables import find_table, rows_if_there
from mcsync.shop.values import NAME_BOUND
from mcsync.shop.values import text as tidy

#: What each field needs of PrestaShop's address table: what we call it → its column.
_TOWN = {"city": "city", "postcode": "postcode", "id_country": "id_country"}
_OF_ADDRESS: Mapping[ShopField, Mapping[str, str]] = {
    ShopField.COMPANY: {"company": "company"},
    ShopField.PHONE: {"phone": "phone", "mobile": "phone_mobile"},
    ShopField.ADDRESS: {"street": "address1", "street2": "address2", "id_state": "id_state", **_TOWN},
    ShopField.CITY: {"city": "city"},
    ShopField.POSTCODE: {"postcode": "postcode"},
    ShopField.COUNTRY: {"id_country": "id_country"},
}
_COUNTRIES = "SELECT id_country AS id, iso_code AS name FROM `{prefix}country`"
_COUNTRY_NAMES = "SELECT id_country AS id, name FROM `{prefix}country_lang` WHERE id_lang = :language"
_STATES = "SELECT id_state AS id, name FROM `{prefix}state`"


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The names behind ids, as the small tables have them; empty where they were not asked for."""

    groups: Mapping[int, str] = field(default_factory=dict)
    shops: Mapping[int, str] = field(default_factory=dict)
    countries: Mapping[int, str] = field(default_factory=dict)
    country_names: Mapping[int, str] = field(default_factory=dict)
    states: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Columns of one table that hang on a customer."""

    table: str
    #: What we call it → its column.
    columns: Mapping[str, str]
    #: Of several rows of one customer, the last counts.
    order: str
    where: str = "1 = 1"

    @property
    def values(self) -> str:
        """The columns, cut where they lie: a megabyte in a field must not travel."""
        return ", ".join(f"SUBSTR(COALESCE({column}, ''), 1, {NAME_BOUND}) AS {name}" for name, column in self.columns.items())

    @property
    def of_some(self) -> str:
        """The question for the customers `:ids`."""
        return f"SELECT id_customer, {self.values} FROM {self.table} WHERE id_customer IN :ids AND {self.where} ORDER BY id_customer, {self.order}"  # noqa: S608  # names from above, prefix checked

    @property
    def of_all(self) -> str:
        """The question for everybody, for a file of SQLite."""
        return f"SELECT id_customer, {self.values} FROM {self.table} WHERE {self.where} ORDER BY id_customer, {self.order}"  # noqa: S608  # as above

    @property
    def marks(self) -> str:
        """For each stretch of customers, what MySQL makes of these columns."""
        columns = ["id_customer", self.order, *(f"COALESCE({column}, '')" for column in self.columns.values())]
        return f"SELECT id_customer DIV {DIGEST_STRETCH}, COUNT(*), {sum_of(columns, self.order)} FROM {self.table} WHERE {self.where} GROUP BY 1"  # noqa: S608  # as above


class Further:
    """Completes users with what is wanted."""

    def __init__(self, engine: Engine, prefix: str, wanted: frozenset[ShopField]) -> None:
        """Looks which tables and columns there are. Raises `ShopError` where the user may not read one."""
        self._engine, self._wanted = engine, wanted
        self.names = _names(engine, prefix, wanted) if wanted else Names()
        self._parts = list(_parts(engine, prefix, wanted)) if wanted else []

    def complete(self, users: Iterable[ShopUser], *, customers: bool = True) -> Iterable[ShopUser]:
        """The same users, with `more`. `customers`: their ids are customers' ids."""
        if not self._wanted:
            return users
        some = list(users)
        found = self._found([user.id for user in some]) if customers else {}
        return [user._replace(more=self._more(user, found.get(user.id, {})) or None) for user in some]

    def marks(self) -> dict[int, str]:
        """Number of a stretch of customers → a text that differs whenever `complete` would answer otherwise for one of them."""
        found: dict[int, str] = {}
        for part in self._parts:
            for stretch, *line in self._lines(part):
                found[stretch] = f"{found.get(stretch, '')}{line}"
        return found

    def _lines(self, part: Part) -> Iterator[tuple[Any, ...]]:
        mysql = self._engine.dialect.name == "mysql"
        with reading(self._engine) as connection:
            rows = connection.execute(text(part.marks if mysql else part.of_all)).all()
        if mysql:
            return ((int(stretch), *rest) for stretch, *rest in rows if stretch is not None)
        sums: dict[int, int] = {}
        for key, *rest in rows:
            stretch = int(key or 0) // DIGEST_STRETCH
            sums[stretch] = zlib.crc32(repr((key, *rest)).encode(errors="replace"), sums.get(stretch, 0))
        return iter(sums.items())

    def _found(self, ids: Collection[int]) -> dict[int, dict[str, str]]:
        found: dict[int, dict[str, str]] = {}
        for part in self._parts if ids else ():
            question = text(part.of_some).bindparams(bindparam("ids", expanding=True))
            with reading(self._engine) as connection:
                rows = connection.execute(question, {"ids": list(ids)}).all()
            latest = {int(key): dict(zip(part.columns, values, strict=True)) for key, *values in rows}
            for key, values in latest.items():
                # A customer's own company comes before that of an address.
                found[key] = values | {name: value for name, value in found.get(key, {}).items() if value}
        return found

    def _more(self, user: ShopUser, found: Mapping[str, Any]) -> dict[str, str]:
        country, state = _id(found.get("id_country")), _id(found.get("id_state"))
        said = {
            "gender": user.gender if ShopField.GENDER in self._wanted else "",
            "registered": user.registered.date().isoformat() if ShopField.REGISTERED in self._wanted and user.registered else "",
            "group": self.names.groups.get(user.group_id or 0, ""),
            "shop": self.names.shops.get(user.shop_id or 0, ""),
            "phone": found.get("mobile") or found.get("phone") or "",
            "country": self.names.countries.get(country, ""),
            "country_name": self.names.country_names.get(country, ""),
            "state": self.names.states.get(state, ""),
            **{name: found.get(name, "") for name in ("company", "street", "street2", "city", "postcode")},
        }
        return {name: value for name, raw in said.items() if (value := tidy(raw).strip())}


def _names(engine: Engine, prefix: str, wanted: frozenset[ShopField]) -> Names:
    _, language = read_version_and_language(engine, prefix)
    somewhere = bool(wanted & {ShopField.COUNTRY, ShopField.ADDRESS})

    def asked(question: str, **values: object) -> dict[int, str]:
        return {int(key): tidy(name) for key, name in rows_if_there(engine, question.format(prefix=prefix), **values)}

    return Names(
        groups=dict(read_groups(engine, prefix, language)) if ShopField.GROUP in wanted else {},
        shops=dict(read_shops(engine, prefix)) if ShopField.SHOP in wanted else {},
        countries=asked(_COUNTRIES) if somewhere else {},
        country_names=asked(_COUNTRY_NAMES, language=language) if somewhere else {},
        states=asked(_STATES) if ShopField.ADDRESS in wanted else {},
    )


def _parts(engine: Engine, prefix: str, wanted: frozenset[ShopField]) -> Iterator[Part]:
    customer = find_table(engine, f"{prefix}customer", frozenset({"id_customer"}))
    if customer and ShopField.COMPANY in wanted and "company" in customer.columns:
        yield Part(table=customer.name, columns={"company": "company"}, order="id_customer")
    asked = {name: column for one in sorted(wanted & _OF_ADDRESS.keys()) for name, column in _OF_ADDRESS[one].items()}
    address = find_table(engine, f"{prefix}address", frozenset({"id_address", "id_customer"})) if asked else None
    there = {name: column for name, column in asked.items() if address and column in address.columns}
    if address and there:
        # An address that was changed after an order stays behind as deleted.
        live = "deleted = 0" if "deleted" in address.columns else "1 = 1"
        yield Part(table=address.name, columns=there, order="id_address", where=f"id_customer > 0 AND {live}")


def _id(value: object) -> int:
    return int(str(value)) if str(value or "").isdecimal() else 0
