"""Who waits to be carried over because the shop said something new: kept until that is done, whatever dies meanwhile."""

from collections.abc import Collection

from sqlalchemy import Connection, delete, func, select, update

from mcsync.store.bulk import chunks, table, upsert
from mcsync.store.database import Database
from mcsync.store.tables import AddressRow
from mcsync.store.tables_following import PendingRow, ScheduleRow

_pending, _schedules, _addresses = table(PendingRow), table(ScheduleRow), table(AddressRow)


def note_pending(connection: Connection, audience: int, people: Collection[int], now: float, *, everybody: bool) -> None:
    """These wait from now on; with `everybody`, all of the shop does."""
    if everybody:
        connection.execute(update(_schedules).where(_schedules.c.audience == audience).values(whole_asked_at=now))
        return
    for some in chunks(sorted(people)):
        upsert(connection, PendingRow, [{"audience": audience, "address_id": one, "at": now} for one in some])


class Pending:
    """The people who wait, by our number of the audience."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def count(self, audience: int) -> int:
        """How many wait by name."""
        with self._database.reading() as connection:
            return connection.execute(select(func.count()).select_from(_pending).where(_pending.c.audience == audience)).scalar_one()

    def people(self, audience: int) -> dict[str, int]:
        """Address → our number for it, of everybody who waits."""
        query = select(_addresses.c.address, _addresses.c.id).join(_pending, _pending.c.address_id == _addresses.c.id)
        with self._database.reading() as connection:
            return {row.address: row.id for row in connection.execute(query.where(_pending.c.audience == audience))}

    def done(self, audience: int, planned_at: float) -> None:
        """Whatever was found before this moment is carried out; what was found since still waits."""
        with self._database.writing() as connection:
            connection.execute(delete(_pending).where(_pending.c.audience == audience, _pending.c.at <= planned_at))
            whole = (_schedules.c.audience == audience) & (_schedules.c.whole_asked_at <= planned_at)
            connection.execute(update(_schedules).where(whole).values(whole_asked_at=None, whole_at=planned_at))
            connection.execute(update(_schedules).where(_schedules.c.audience == audience).values(held=0, allowed=0))
