"""PrestaShop's customers and newsletter subscribers, read from its database.

Names are translated, nothing is judged. Only what is needed is read: never passwords, keys, tokens or notes.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby
from typing import TypeVar

from sqlalchemy import Engine, bindparam, text

from mcsync.address import canonical
from mcsync.contact import ALWAYS_READ, Origin, ShopField, ShopUser
from mcsync.shop import questions, values
from mcsync.shop.connection import connect, reading
from mcsync.shop.facts import read_facts, read_groups, read_shops, read_version_and_language
from mcsync.shop.further import Further
from mcsync.shop.paging import Read, pages, plainly, together
from mcsync.shop.protocol import ShopSummary, Stretch
from mcsync.shop.tables import Table, checked_prefix, find_tables
from mcsync.shop.translation import Row, translator

#: Rows in one short transaction: 10 ms for the shop's server, and a few megabytes here.
PAGE_ROWS = 5_000
#: Ids in one question.
_IDS_AT_ONCE = 1_000
#: People looked for in one question: as many ranges of the index.
_CROWD = 200
#: Rows with one local part that are looked at.
_NEAR = 200

Part = TypeVar("Part")
#: From rows to users, many at a time.
_Translate = Callable[[Sequence[Row]], Iterable[ShopUser]]
#: A table, PrestaShop's names of its columns, and what its rows mean.
_Source = tuple[Table, Mapping[str, str], _Translate]


def open_prestashop(url: str, prefix: str, *, page_rows: int = PAGE_ROWS, wanted: frozenset[ShopField] = frozenset()) -> "PrestaShop":
    """The shop whose tables begin with `prefix` in the database at `url` (see `connection.connect`); nothing is read yet.

    `wanted` is what its users should know besides what they always do.

    Raises `SettingsError` when the URL or the prefix cannot be used.
    """
    return PrestaShop(connect(url), checked_prefix(prefix), page_rows, wanted)


class PrestaShop:
    """A `Shop` over PrestaShop's database, 1.6 to 9."""

    def __init__(self, engine: Engine, prefix: str, page_rows: int, wanted: frozenset[ShopField] = frozenset()) -> None:
        self._engine = engine
        self._page_rows = page_rows
        self._prefix = prefix
        self._wanted = wanted - ALWAYS_READ

    def summary(self) -> ShopSummary:
        """See `Shop`."""
        tables = find_tables(self._engine, self._prefix)
        facts = read_facts(self._engine, self._prefix)
        version, language = read_version_and_language(self._engine, self._prefix)
        return ShopSummary(
            version=version,
            customers=self._count(tables.customer),
            newsletter_only=self._count(tables.block) if tables.block else 0,
            shops=read_shops(self._engine, self._prefix),
            languages=facts.active_languages,
            default_language=facts.languages.get(language, ""),
            groups=read_groups(self._engine, self._prefix, language),
            prefix=self._prefix,
        )

    def users(self) -> Iterator[ShopUser]:
        """See `Shop`. Each page is a transaction of its own, so rows may change meanwhile: each is read as it was at its turn."""
        for table, names, translate in self._sources():
            for page in self._pages(table, names):
                yield from translate(page)

    def find(self, address: str) -> list[ShopUser]:
        """See `Shop`."""
        wanted = canonical(address)
        return [user for source in self._sources() for user in self._found(*source, wanted)]

    def find_all(self, addresses: Collection[str]) -> Iterator[ShopUser]:
        """See `Shop`. The newsletter block has no index: its addresses are read once."""
        wanted = frozenset(addresses)
        for origin, (table, names, translate) in self._by_origin().items():
            found = self._crowd(table, names, translate, wanted) if table.indexed else self._sifted(origin, table, names, wanted)
            yield from (user for user in found if values.canonical_of(user) in wanted)

    def near(self, local_parts: Collection[str], addresses: Collection[str]) -> set[str]:
        """See `Shop`; of customers, whose table has an index."""
        table = find_tables(self._engine, self._prefix).customer
        with reading(self._engine) as connection:
            starts = text(questions.starting(table))
            found = [row for local in local_parts for row in connection.execute(starts, questions.starting_values(local, _NEAR)).all()]
            exact = text(questions.exactly(table)).bindparams(bindparam("addresses", expanding=True))
            for some in _parts(sorted(addresses), _IDS_AT_ONCE):
                found += connection.execute(exact, {"addresses": some}).all()
        return {values.canonical_text(row[0]) for row in found} - {""}

    def digest(self) -> str:
        """See `Shop`. MySQL reckons by itself; the rows of a file of SQLite are read."""
        mark = hashlib.sha256(self._facts().encode())
        if self._wanted:
            mark.update(repr(sorted(self._further().marks().items())).encode())
        for table, names, _ in self._sources():
            for line in self._lines(table, names):
                mark.update(repr(tuple(line)).encode())
        return mark.hexdigest()

    def stretches(self) -> dict[Stretch, str]:
        """See `Shop`; `DIGEST_STRETCH` ids each. What the small tables say is part of every row."""
        facts, more = self._facts(), self._further().marks()
        found = {}
        for origin, (table, names, _) in self._by_origin().items():
            for number, lines in groupby(self._lines(table, names), key=self._stretch_of):
                mark = hashlib.sha256((facts + (more.get(number, "") if origin is Origin.CUSTOMER else "")).encode())
                for line in lines:
                    mark.update(repr(tuple(line)).encode())
                found[Stretch(origin, number)] = mark.hexdigest()
        return found

    def stretch(self, stretch: Stretch) -> Iterator[ShopUser]:
        """See `Shop`; in pages, as `users`."""
        if source := self._by_origin().get(stretch.origin):
            table, names, translate = source
            first = stretch.number * questions.DIGEST_STRETCH
            for page in self._pages(table, names, after=first - 1, until=first + questions.DIGEST_STRETCH - 1):
                yield from translate(page)

    def rows(self, origin: Origin, ids: Collection[int]) -> Iterator[ShopUser]:
        """See `Shop`."""
        if source := self._by_origin().get(origin):
            table, names, translate = source
            question = text(questions.among(table, names, self._engine.dialect.name)).bindparams(bindparam("ids", expanding=True))
            for some in _parts(sorted(ids), _IDS_AT_ONCE):
                with reading(self._engine) as connection:
                    rows = connection.execute(question, {"ids": some}).all()
                yield from translate(rows)

    def close(self) -> None:
        """See `Shop`."""
        self._engine.dispose()

    def _sources(self) -> Iterator[_Source]:
        tables = find_tables(self._engine, self._prefix)
        facts, further = read_facts(self._engine, self._prefix), self._further()
        customer, block = translator(Origin.CUSTOMER, facts), translator(Origin.SUBSCRIBER, facts)
        yield tables.customer, questions.CUSTOMER, lambda rows: further.complete(map(customer, rows))
        if tables.block:
            yield tables.block, questions.BLOCK, lambda rows: further.complete(map(block, rows), customers=False)

    def _further(self) -> Further:
        return Further(self._engine, self._prefix, self._wanted)

    def _facts(self) -> str:
        """What the small tables say: a part of every row."""
        facts = repr(read_facts(self._engine, self._prefix))
        return f"{facts}{self._further().names}{sorted(self._wanted)}" if self._wanted else facts

    def _by_origin(self) -> dict[Origin, _Source]:
        return dict(zip((Origin.CUSTOMER, Origin.SUBSCRIBER), self._sources(), strict=False))

    def _stretch_of(self, line: Row) -> int:
        """Of a line of a digest, or of a row where the rows themselves are digested."""
        return int(line[0]) if self._engine.dialect.name == "mysql" else int(line[0]) // questions.DIGEST_STRETCH

    def _pages(self, table: Table, names: Mapping[str, str], read: Read | None = None, **bounds: int) -> Iterator[Sequence[Row]]:
        """Whole rows, unless `read` reads something else of them."""
        return pages(self._engine, questions.reach(table, names), read or self._whole(table, names), self._page_rows, **bounds)

    def _whole(self, table: Table, names: Mapping[str, str]) -> Read:
        dialect = self._engine.dialect.name
        return together(table, names) if dialect == "mysql" else plainly(questions.page(table, names, dialect))

    def _lines(self, table: Table, names: Mapping[str, str]) -> Iterator[Row]:
        if self._engine.dialect.name != "mysql":
            yield from chain.from_iterable(self._pages(table, names))
            return
        with reading(self._engine) as connection:
            yield from connection.execute(text(questions.marks(table, names))).cursor.fetchall()

    def _found(self, table: Table, names: Mapping[str, str], translate: _Translate, wanted: str) -> list[ShopUser]:
        question = text(questions.suspects(table, names, self._engine.dialect.name))
        with reading(self._engine) as connection:
            rows = connection.execute(question, questions.suspect_values(wanted)).all()
        return [user for user in translate(rows) if values.is_of(user, wanted)]

    def _crowd(self, table: Table, names: Mapping[str, str], translate: _Translate, wanted: Collection[str]) -> Iterable[ShopUser]:
        # Those behind a blank are in every answer.
        found: dict[int, Row] = {}
        for some in _parts(sorted({address.rpartition("@")[0] for address in wanted}), _CROWD):
            question = text(questions.crowd(table, names, self._engine.dialect.name, len(some)))
            with reading(self._engine) as connection:
                found |= {row[0]: row for row in connection.execute(question, questions.crowd_values(some)).all()}
        return translate(list(found.values()))

    def _sifted(self, origin: Origin, table: Table, names: Mapping[str, str], wanted: frozenset[str]) -> Iterator[ShopUser]:
        rows = chain.from_iterable(self._pages(table, names, plainly(questions.addresses(table, names))))
        return self.rows(origin, [int(row[0]) for row in rows if values.canonical_text(row[1]) in wanted])

    def _count(self, table: Table) -> int:
        with reading(self._engine) as connection:
            return int(connection.execute(text(questions.count(table))).scalar_one())


def _parts(items: Sequence[Part], size: int) -> Iterator[Sequence[Part]]:
    return (items[start : start + size] for start in range(0, len(items), size))
