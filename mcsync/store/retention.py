"""Removing details of people that are old enough. What is counted stays: runs, batches, refusals by cause, plans' figures.

So the status page answers the same before and after; only the addresses behind a number are gone.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table, delete, func, select, update

from mcsync.outcome import RunKind, RunState
from mcsync.store.bulk import table
from mcsync.store.database import Database
from mcsync.store.tables import BatchRow, ItemRow, RunRow
from mcsync.store.tables_following import NewsRow, TroubleRow

_runs, _batches, _items, _news, _troubles = table(RunRow), table(BatchRow), table(ItemRow), table(NewsRow), table(TroubleRow)

#: In place of a run's address: nobody's, so that not even a resumed run finds anybody by it.
ERASED = "erased"
#: Runs that were looked at in one go.
_RUNS = 200


class Retention:
    """The details of all audiences."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def remove(self, before: float, most: int) -> int:
        """Remove up to about `most` rows of what ended before this moment, in one commit; returns how many."""
        with self._database.reading() as connection:
            run = self._oldest(connection, before)
        with self._database.writing() as connection:
            removed = _remove_items(connection, run, most) if run else 0
            removed += _remove_some(connection, _news, _news.c.id, [_news.c.at < before], most)
            removed += _remove_some(connection, _troubles, _troubles.c.id, [_troubles.c.ended_at < before], most)
            return removed + _give_up(connection, before) + _make_nameless(connection, before)

    def _oldest(self, connection: Connection, before: float) -> int | None:
        """The oldest run with items that ended before; by the items' own key, so that runs without any cost nothing."""
        last = 0
        for _ in range(_RUNS):
            run = connection.execute(select(func.min(_items.c.run_id)).where(_items.c.run_id > last)).scalar()
            if run is None:
                return None
            state, ended, created = connection.execute(
                select(_runs.c.state, _runs.c.ended_at, _runs.c.created_at).where(_runs.c.id == run)
            ).one_or_none() or (None, 0.0, 0.0)
            if state in _OVER and (ended or created) < before:
                return int(run)
            last = run
        return None


#: A run that failed may still be resumed, and needs its items for that, until it is given up; None: its run is gone.
_OVER: Sequence[str | None] = (RunState.DONE.value, RunState.CANCELLED.value, None)


def _give_up(connection: Connection, before: float) -> int:
    """Nobody resumed it in all that time, and what it would send is long out of date."""
    old = (_runs.c.state == RunState.FAILED.value) & (_runs.c.ended_at < before)
    given_up = list(connection.execute(select(_runs.c.id).where(old)).scalars())
    if given_up:
        connection.execute(update(_runs).where(_runs.c.id.in_(given_up)).values(state=RunState.CANCELLED.value))
        connection.execute(update(_batches).where(_batches.c.run_id.in_(given_up)).values(parcel=None))
    return len(given_up)


def _make_nameless(connection: Connection, before: float) -> int:
    """Runs for one address keep no address."""
    old = (_runs.c.kind == RunKind.ADDRESS.value) & (_runs.c.created_at < before) & _runs.c.state.in_(_OVER)
    named = old & _runs.c.address.is_not(None) & (_runs.c.address != ERASED)
    return connection.execute(update(_runs).where(named).values(address=ERASED)).rowcount


def _remove_items(connection: Connection, run: int, most: int) -> int:
    mine = select(_items.c.place).where(_items.c.run_id == run).order_by(_items.c.place).limit(most)
    places = list(connection.execute(mine).scalars())
    if not places:
        return 0
    return connection.execute(delete(_items).where(_items.c.run_id == run, _items.c.place <= places[-1])).rowcount


def _remove_some(connection: Connection, rows: Table, key: Any, where: Sequence[Any], most: int) -> int:
    some = select(key).where(*where).limit(most)
    return connection.execute(delete(rows).where(key.in_(some))).rowcount
