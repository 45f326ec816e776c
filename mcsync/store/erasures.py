"""Erasing one person from everything we hold, in one commit, with a receipt that does not name them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, delete, func, insert, or_, select, update

from mcsync.errors import RunError
from mcsync.message import say
from mcsync.outcome import ACTIVE
from mcsync.store.bulk import table, upsert
from mcsync.store.database import Database
from mcsync.store.erasing import PARTS, count_of, remembered, remove
from mcsync.store.mirror import Known
from mcsync.store.preferences import kept as written
from mcsync.store.tables import AddressRow, AudienceRow, JournalRow, RunRow, SurveyRow
from mcsync.store.tables_care import ErasedRow, ErasureRow
from mcsync.store.vault import Vault
from mcsync.verdicts import Cause

_addresses, _audiences, _journal, _runs = table(AddressRow), table(AudienceRow), table(JournalRow), table(RunRow)
_surveys, _erasures, _erased = table(SurveyRow), table(ErasureRow), table(ErasedRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """A receipt: that somebody was erased, not who."""

    id: int
    #: Seconds since 1970.
    at: float
    by: str
    #: A keyed hash of the address.
    hash: str
    #: Kind of record → how many were removed.
    removed: Mapping[str, int]


class Erasures:
    """Who was erased, without saying who."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database, self._vault = database, vault

    def held(self, address: str) -> dict[str, int]:
        """Kind of record → how many we hold of this canonical address; those that there are."""
        with self._database.reading() as connection:
            number = _number(connection, address)
            found = {part: count_of(connection, part, number, address) for part in PARTS}
        return {part: count for part, count in found.items() if count}

    def erase(self, address: str, by: str) -> Erasure:
        """Remove all of it. Raises `RunError` while a run is under way: it would write the person down again."""
        name = self._vault.digest(address)
        with self._database.writing() as connection:
            _refuse_while_running(connection)
            number = _number(connection, address)
            kept = [{**row, "hash": name} for row in remembered(connection, number)]
            upsert(connection, ErasedRow, kept, combined=_over_time)
            removed = {part: remove(connection, part, number, address) for part in PARTS}
            _begin_anew(connection)
            row = {"at": self._database.now(), "by": by, "hash": name, "removed": orjson.dumps(removed).decode()}
            receipt = connection.execute(insert(_erasures).values(row)).inserted_primary_key
            detail = say("receipt {receipt}", receipt=receipt[0])  # type: ignore[index]  # one row was inserted
            said = {"at": row["at"], "by": by, "action": "erase", "detail": written(detail)}
            connection.execute(insert(_journal), said)
        return self.receipts(1)[0]

    def receipts(self, limit: int = 100) -> list[Erasure]:
        """The newest first."""
        with self._database.reading() as connection:
            rows = connection.execute(select(_erasures).order_by(_erasures.c.id.desc()).limit(limit)).mappings().all()
        return [Erasure(**{**row, "removed": orjson.loads(row["removed"])}) for row in rows]

    def recalled(self, audience: int, addresses: Iterable[str], known: dict[str, Known]) -> dict[str, Known]:
        """What the mirror and the ledger know, and of those who were erased what must be respected all the same."""
        with self._database.reading() as connection:
            mine = select(_erased.c.hash, _erased.c.consented, _erased.c.left).where(_erased.c.audience == audience)
            by_hash = {row.hash: row for row in connection.execute(mine)}
        if not by_hash:
            return known
        for address in addresses:
            if row := by_hash.get(self._vault.digest(address)):
                known[address] = _amended(known.get(address, Known()), consented=row.consented, left=row.left)
        return known


def _amended(known: Known, *, consented: bool, left: bool) -> Known:
    """They said yes once, so that without it they have left; and whom Mailchimp does not have any more, only they can bring back."""
    cause = Cause.FORGOTTEN.value if left and known.outcome is None else known.cause
    return known._replace(consented=known.consented or consented, cause=cause)


def _over_time(old: Any, new: Any) -> dict[str, Any]:
    return {"consented": or_(old.consented, new.consented), "left": or_(old.left, new.left)}


def _number(connection: Connection, address: str) -> int:
    """Our number for the address; 0: it has none."""
    return int(connection.execute(select(_addresses.c.id).where(_addresses.c.address == address)).scalar() or 0)


def _refuse_while_running(connection: Connection) -> None:
    active = select(func.count()).where(_runs.c.state.in_([state.value for state in ACTIVE]))
    if connection.execute(active).scalar():
        raise RunError(say("A run is under way and would write this person down again. Erase them when it has ended, or pause it first."))


def _begin_anew(connection: Connection) -> None:
    """Kept surveys show examples. And changes alone would not tell what Mailchimp says of the person: it is read whole, so that it wins."""
    connection.execute(delete(_surveys))
    connection.execute(update(_audiences).values(read_at=None, version=_audiences.c.version + 1))
