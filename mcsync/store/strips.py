"""All batches of a run at one glance: some columns, each with so many batches of each look."""

from collections.abc import Mapping, Sequence

from sqlalchemy import BindParameter, Connection, Integer, bindparam, case, func, select

from mcsync.outcome import BatchLook, BatchState
from mcsync.store.bulk import table
from mcsync.store.database import Database
from mcsync.store.tables import BatchRow, RunRow

_batches, _runs = table(BatchRow), table(RunRow)

#: Claimed batches are sent in the order of their numbers, so many at once as there are connections: those from here on stand ready.
_READY_FROM: BindParameter[int] = bindparam("ready_from", type_=Integer)
#: What a batch looks like. `refused` is asked for last: it lies behind the packed contacts of a batch that was not settled yet.
_LOOK = case(
    (
        _batches.c.state == BatchState.SENDING.value,
        case((_batches.c.number >= _READY_FROM, BatchLook.WAITING.value), else_=BatchLook.IN_FLIGHT.value),
    ),
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
        query, found = select(column, look, func.count()).where(mine).group_by(column, look), dict[int, dict[BatchLook, int]]()
        with self._database.reading() as connection:
            for at, name, count in connection.execute(query, {"ready_from": _ready_from(connection, run)}):
                found.setdefault(int(at), {})[BatchLook(name)] = int(count)
        return [found[at] for at in sorted(found)]


def _ready_from(connection: Connection, run: int) -> int | None:
    """The first claimed batch that stands ready behind those in flight; None: there is none."""
    at_once = connection.execute(select(_runs.c.connections).where(_runs.c.id == run)).scalar() or 0
    claimed = (_batches.c.run_id == run) & (_batches.c.state == BatchState.SENDING.value)
    return connection.execute(select(_batches.c.number).where(claimed).order_by(_batches.c.number).offset(at_once).limit(1)).scalar()
