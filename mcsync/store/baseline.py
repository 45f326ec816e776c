"""The shop as an audience's last look found it, in as few bytes as can tell what has changed since."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, delete, select

from mcsync.contact import Origin
from mcsync.store.bulk import address_ids, chunks, table, upsert
from mcsync.store.database import Database
from mcsync.store.pending import note_pending
from mcsync.store.tables_following import ShopRow, StretchRow

_stretches, _rows = table(StretchRow), table(ShopRow)

_ORIGINS: Sequence[Origin] = (Origin.CUSTOMER, Origin.SUBSCRIBER)
#: Of nobody: a deleted row, or one whose address is none.
NOBODY = 0


class Place(NamedTuple):
    """A stretch of the shop's rows: its table (`CUSTOMER` or `SUBSCRIBER`) and number."""

    origin: Origin
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RowMark:
    """One row of the shop, as it is remembered."""

    id: int
    #: Canonical; empty: of nobody.
    address: str
    #: A check sum of all that was read of it, below 2²³.
    mark: int


class Baseline:
    """What was seen of the shop, by our number of the audience that it was seen for."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def digests(self, audience: int) -> dict[Place, str]:
        """The digest of every stretch that was seen."""
        query = select(_stretches.c.origin, _stretches.c.number, _stretches.c.digest).where(_stretches.c.audience == audience)
        with self._database.reading() as connection:
            return {Place(_ORIGINS[origin], number): digest for origin, number, digest in connection.execute(query)}

    def remember(self, audience: int, place: Place, digest: str | None, rows: Sequence[RowMark], *, everybody: bool) -> int:
        """A stretch as it is now (digest None: it has no rows any more), and who is pending because of it, in one commit.

        With `everybody`, the whole shop is to be compared anyway, and nobody is noted by name. Returns how many rows differ.
        """
        key = {"audience": audience, "origin": _ORIGINS.index(place.origin), "stretch": place.number}
        mine = (_rows.c.audience == audience) & (_rows.c.origin == key["origin"]) & (_rows.c.stretch == place.number)
        with self._database.writing() as connection:
            known = {
                row: (owner, mark)
                for row, owner, mark in connection.execute(select(_rows.c.id, _rows.c.address_id, _rows.c.mark).where(mine))
            }
            changed, gone = _differences(known, rows)
            ids = _numbers(connection, [row.address for row in changed if row.address])
            fresh = [{**key, "id": row.id, "address_id": ids.get(row.address, NOBODY), "mark": row.mark} for row in changed]
            for some in chunks(gone):
                connection.execute(delete(_rows).where(mine, _rows.c.id.in_(some)))
            upsert(connection, ShopRow, fresh)
            self._note(connection, audience, place, digest)
            concerned = {known[one][0] for one in (*gone, *(row.id for row in changed if row.id in known))}
            concerned |= {int(str(row["address_id"])) for row in fresh}
            note_pending(connection, audience, concerned - {NOBODY}, self._database.now(), everybody=everybody)
        return len(changed) + len(gone)

    def rows_of(self, audience: int, owners: Collection[int]) -> dict[Origin, list[int]]:
        """The ids of the rows that belong to these people, by table."""
        found: dict[Origin, list[int]] = {origin: [] for origin in _ORIGINS}
        with self._database.reading() as connection:
            for some in chunks(sorted(owners)):
                query = select(_rows.c.origin, _rows.c.id).where(_rows.c.audience == audience, _rows.c.address_id.in_(some))
                for origin, row in connection.execute(query):
                    found[_ORIGINS[origin]].append(row)
        return found

    def _note(self, connection: Connection, audience: int, place: Place, digest: str | None) -> None:
        key = {"audience": audience, "origin": _ORIGINS.index(place.origin), "number": place.number}
        if digest is not None:
            upsert(connection, StretchRow, [{**key, "digest": digest}])
            return
        mine = (_stretches.c.audience == audience) & (_stretches.c.origin == key["origin"]) & (_stretches.c.number == place.number)
        connection.execute(delete(_stretches).where(mine))


def _differences(known: Mapping[int, tuple[int, int]], rows: Sequence[RowMark]) -> tuple[list[RowMark], list[int]]:
    """The rows that are new or changed, and the ids of those that are gone."""
    changed = [row for row in rows if row.id not in known or known[row.id][1] != row.mark]
    return changed, list(known.keys() - {row.id for row in rows})


def _numbers(connection: Connection, addresses: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for some in chunks(dict.fromkeys(addresses)):
        found |= address_ids(connection, some)
    return found
