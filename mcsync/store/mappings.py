"""What fills the merge fields of each audience, and which tags are added."""

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import Connection, delete, insert, select, union

from mcsync.contact import ALWAYS_READ, ShopField
from mcsync.store.bulk import bump, execute_many, table, upsert
from mcsync.store.database import Database
from mcsync.store.tables_mapping import AudienceTagRow, MappingRow, RunTagRow

_mappings, _audience_tags, _run_tags = table(MappingRow), table(AudienceTagRow), table(RunTagRow)
_FIELDS: Mapping[str, ShopField] = {field.value: field for field in ShopField}


class Mappings:
    """By our number of the audience."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, audience: int) -> dict[str, ShopField | None]:
        """Merge tag → what fills it, where somebody chose; None: nothing."""
        with self._database.reading() as connection:
            rows = connection.execute(select(_mappings.c.tag, _mappings.c.field).where(_mappings.c.audience == audience)).all()
        return {tag: _FIELDS.get(name) for tag, name in rows}

    def wanted(self) -> frozenset[ShopField]:
        """What must be read from the shop besides what always is: for any audience, since a run may belong to one that is not chosen now."""
        with self._database.reading() as connection:
            names = connection.execute(select(_mappings.c.field).distinct()).scalars().all()
        return frozenset(_FIELDS[name] for name in names if name in _FIELDS) - ALWAYS_READ

    def write(self, audience: int, chosen: Mapping[str, ShopField | None]) -> None:
        """Choose what fills these merge tags. Everybody is compared anew from then on."""
        with self._database.writing() as connection:
            rows = [{"audience": audience, "tag": tag, "field": field.value if field else ""} for tag, field in chosen.items()]
            if upsert(connection, MappingRow, rows):
                bump(connection, audience)

    def tags(self, audience: int) -> list[str]:
        """The names that everybody gets who is sent to this audience, in order."""
        with self._database.reading() as connection:
            mine = select(_audience_tags.c.name).where(_audience_tags.c.audience == audience)
            return sorted(connection.execute(mine).scalars().all())

    def write_tags(self, audience: int, names: Collection[str]) -> None:
        """These, and no others."""
        with self._database.writing() as connection:
            connection.execute(delete(_audience_tags).where(_audience_tags.c.audience == audience))
            execute_many(connection, insert(_audience_tags), [{"audience": audience, "name": name} for name in names])

    def tags_of_run(self, audience: int, run: int) -> list[str]:
        """The names that this run adds, those of its audience included."""
        always = select(_audience_tags.c.name).where(_audience_tags.c.audience == audience)
        with self._database.reading() as connection:
            return sorted(connection.execute(union(always, select(_run_tags.c.name).where(_run_tags.c.run_id == run))).scalars().all())


def tag_run(connection: Connection, run: int, names: Iterable[str]) -> None:
    """What this run adds besides, in the transaction that starts it."""
    execute_many(connection, insert(_run_tags), [{"run_id": run, "name": name} for name in names])
