"""All batches of a run at one glance: some columns, each with so many batches of each look."""

from collections.abc import Mapping, Sequence

from sqlalchemy import case, func, select

from mcsync.outcome import BatchLook, BatchState
from mcsync.store.bulk import table
from mcsync.store.database import Database
from mcsync.store.tables import BatchRow

_batches = table(BatchRow)

#: What a batch looks like. `refused` is asked for last: it lies behind the packed contacts of a batch that was not settled yet.
_LOOK = case(
    (_batches.c.state == BatchState.SENDING.value, BatchLook.IN_FLIGHT.value),
    (_batches.c.state == BatchState.SPLIT.value, BatchLook.FAILED.value),
    (_batches.c.state == BatchState.PLANNED.value, case((_batches.c.strikes > 0, BatchLook.FAILED.value), else_=BatchLook.WAITING.value)),
    (_batches.c.refused > 0, BatchLook.REFUSED.value),
    else_=BatchLook.DONE.value,
)


class Strips:
    """One question, asked every second by everybody who watches: the database counts, and few rows come back."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def strip(self, run: int, columns: int) -> Sequence[Mapping[BatchLook, int]]:
        """The batches in the order of their numbers, in at most so many columns of about as many batches each."""
        mine = _batches.c.run_id == run
        last = select(func.max(_batches.c.number)).where(mine).scalar_subquery()
        place = _batches.c.number - 1
        column = case((last <= columns, place), else_=place * columns // last).label("place")
        look = _LOOK.label("look")
        found: dict[int, dict[BatchLook, int]] = {}
        with self._database.reading() as connection:
            for at, name, count in connection.execute(select(column, look, func.count()).where(mine).group_by(column, look)):
                found.setdefault(int(at), {})[BatchLook(name)] = int(count)
        return [found[at] for at in sorted(found)]
