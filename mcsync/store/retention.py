"""Removing details of people that are old enough. What is counted stays: runs, batches, refusals by cause, plans' figures, proofs' figures.

So the status page answers the same before and after; only the addresses behind a number are gone.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table, delete, func, select, update

from mcsync.outcome import RunKind, RunState
from mcsync.store.bulk import table
from mcsync.store.database import Database
from mcsync.store.tables import BatchRow, ContactRow, ItemRow, RunRow
from mcsync.store.tables_diagnostic import AskedRow, VerificationRow, VerifiedRow
from mcsync.store.tables_following import NewsRow, TroubleRow

_runs, _batches, _items, _news, _troubles = table(RunRow), table(BatchRow), table(ItemRow), table(NewsRow), table(TroubleRow)
_asked, _contacts, _proofs, _verified = table(AskedRow), table(ContactRow), table(VerificationRow), table(VerifiedRow)
#: People by run.
_OF_RUNS = (_items, _asked)

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
            runs = [(rows, self._oldest(connection, rows, before)) for rows in _OF_RUNS]
        with self._database.writing() as connection:
            removed = sum(_remove_of_run(connection, rows, run, most) for rows, run in runs if run)
            removed += _remove_listed(connection, before)
            removed += _remove_some(connection, _news, _news.c.id, [_news.c.at < before], most)
            removed += _remove_some(connection, _troubles, _troubles.c.id, [_troubles.c.ended_at < before], most)
            return removed + _give_up(connection, before) + _make_nameless(connection, before)

    def _oldest(self, connection: Connection, rows: Table, before: float) -> int | None:
        """The oldest run with such rows that ended before; by their own key, so that runs without any cost nothing."""
        last = 0
        for _ in range(_RUNS):
            run = connection.execute(select(func.min(rows.c.run_id)).where(rows.c.run_id > last)).scalar()
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


def _remove_of_run(connection: Connection, rows: Table, run: int, most: int) -> int:
    """Some people of one run, by the second column of the key."""
    _, key = rows.primary_key.columns
    some = list(connection.execute(select(key).where(rows.c.run_id == run).order_by(key).limit(most)).scalars())
    if not some:
        return 0
    if rows is _items:
        _silence(connection, run, some[-1])
    return connection.execute(delete(rows).where(rows.c.run_id == run, key <= some[-1])).rowcount


def _silence(connection: Connection, run: int, place: int) -> None:
    """Mailchimp's words go with the people of the run that heard them; the ledger keeps the outcome and the cause, by which we go."""
    told = select(_items.c.address_id).where(_items.c.run_id == run, _items.c.place <= place, _items.c.words.is_not(None))
    audience = select(_runs.c.audience).where(_runs.c.id == run).scalar_subquery()
    theirs = (_contacts.c.audience == audience) & _contacts.c.address_id.in_(told) & (_contacts.c.run_id == run)
    connection.execute(update(_contacts).where(theirs).values(words=None))


def _remove_listed(connection: Connection, before: float) -> int:
    """Whom one old proof lists: a few thousand at most."""
    old = (
        select(_verified.c.verification_id).join(_proofs, _proofs.c.id == _verified.c.verification_id).where(_proofs.c.at < before).limit(1)
    )
    return connection.execute(delete(_verified).where(_verified.c.verification_id.in_(old))).rowcount


def _remove_some(connection: Connection, rows: Table, key: Any, where: Sequence[Any], most: int) -> int:
    some = select(key).where(*where).limit(most)
    return connection.execute(delete(rows).where(key.in_(some))).rowcount
