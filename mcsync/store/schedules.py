"""When to look next: one row an audience, and only one worker takes each look."""

from sqlalchemy import select, update

from mcsync.outcome import RunKind, RunState
from mcsync.store.bulk import insert_into, table
from mcsync.store.database import Database
from mcsync.store.tables import RunRow
from mcsync.store.tables_following import ScheduleRow

_schedules, _runs = table(ScheduleRow), table(RunRow)


class Schedules:
    """The looks of all audiences."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, audience: int) -> ScheduleRow | None:
        """The audience's row; made when its first complete export is done, None before."""
        return self._get(audience) or (self._begin(audience) if self.was_exported(audience) else None)

    def was_exported(self, audience: int, since: float = 0.0) -> bool:
        """Whether somebody exported to it completely, beginning at or after this moment."""
        complete = (_runs.c.kind == RunKind.MANUAL.value) & (_runs.c.state == RunState.DONE.value)
        mine = complete & (_runs.c.audience == audience) & (_runs.c.created_at >= since)
        with self._database.reading() as connection:
            return connection.execute(select(_runs.c.id).where(mine).limit(1)).first() is not None

    def claim(self, seen: ScheduleRow) -> bool:
        """Take the next look; False when another worker took it since `seen` was read."""
        with self._database.writing() as connection:
            now = self._database.shared_now(connection)
            mine = (_schedules.c.audience == seen.audience) & (_schedules.c.claimed_at == seen.claimed_at)
            return connection.execute(update(_schedules).where(mine).values(claimed_at=now)).rowcount == 1

    def note(self, audience: int, **values: object) -> None:
        """Write these columns."""
        with self._database.writing() as connection:
            connection.execute(update(_schedules).where(_schedules.c.audience == audience).values(values))

    def now(self) -> float:
        """By the clock that all workers share."""
        with self._database.reading() as connection:
            return self._database.shared_now(connection)

    def _get(self, audience: int) -> ScheduleRow | None:
        with self._database.reading() as connection:
            row = connection.execute(select(_schedules).where(_schedules.c.audience == audience)).mappings().first()
        return ScheduleRow(**row) if row else None

    def _begin(self, audience: int) -> ScheduleRow | None:
        row = {
            "audience": audience,
            "claimed_at": 0.0,
            "source": "",
            "held": 0,
            "allowed": 0,
            "chosen": "",
            "whole_asked_at": self._database.now(),
        }
        with self._database.writing() as connection:
            connection.execute(insert_into(connection.dialect, _schedules).values(row).on_conflict_do_nothing(index_elements=["audience"]))
        return self._get(audience)
