"""Batches on their way: claimed before the call, settled with every outcome in one commit."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, case, func, insert, or_, select, update

from mcsync.batching import Road, halves
from mcsync.contact import MemberStatus
from mcsync.fields import to_json
from mcsync.outcome import BatchState, Outcome
from mcsync.store.bulk import bump, execute_many, table, upsert
from mcsync.store.database import Database
from mcsync.store.parcels import Planned, pack, unpack
from mcsync.store.tables import AudienceRow, BatchRow, ContactRow, ItemRow, MemberRow, RefusalRow, RunRow

_batches, _items, _runs, _audiences = table(BatchRow), table(ItemRow), table(RunRow), table(AudienceRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A batch that this worker has claimed."""

    run: int
    number: int
    #: Our number of the audience, and of its last whole reading.
    audience: int
    reading: int
    road: Road
    #: How often it was claimed, this time included, less those times that certainly came to nothing.
    tries: int
    #: How often it, and not Mailchimp or its worker, seemed to be what failed.
    strikes: int
    owner: str
    planned: Sequence[Planned]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What became of one contact."""

    planned: Planned
    outcome: Outcome
    #: The status Mailchimp says the person has now; None where it did not say.
    status: MemberStatus | None = None
    #: The language and merge fields in Mailchimp, as `fields.to_json` writes them, where they are not what was planned.
    shown: str | None = None
    cause: str | None = None
    #: Mailchimp's own words.
    words: str | None = None
    #: Of a refusal: not sent again before then unless something changes; None: until something changes.
    held_until: float | None = None


class Batches:
    """All batches of all runs. Every move asks that the batch is still ours."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(self, run: int, owner: str) -> Batch | None:
        """The next planned batch, marked as being sent; None if there is none."""
        with self._database.writing() as connection:
            row = connection.execute(_NEXT, {"run": run}).mappings().first()
            if row is None:
                return None
            claimed = {"state": BatchState.SENDING.value, "owner": owner, "tries": row["tries"] + 1, "claimed_at": self._database.now()}
            connection.execute(update(_batches).where(_batches.c.run_id == run, _batches.c.number == row["number"]).values(claimed))
        return Batch(
            run=run,
            number=row["number"],
            audience=row["audience"],
            reading=row["reading"],
            road=Road(row["road"]),
            tries=row["tries"] + 1,
            strikes=row["strikes"],
            owner=owner,
            planned=unpack(row["parcel"]),
        )

    def give_back(self, batch: Batch, *, counts: bool, strike: bool = False) -> bool:
        """Not settled: to be sent again. `counts`: it may have been carried out all the same; `strike`: it is to blame for the failure."""
        tries = batch.tries if counts else batch.tries - 1
        with self._database.writing() as connection:
            return self._move(connection, batch, state=BatchState.PLANNED.value, owner=None, tries=tries, strikes=batch.strikes + strike)

    def split(self, batch: Batch, *, counts: bool = False) -> bool:
        """Replace a batch that fails whole by its two halves, with a clean slate. `counts`: it may have been carried out all the same."""
        tries = batch.tries if counts else batch.tries - 1
        with self._database.writing() as connection:
            if not self._move(connection, batch, state=BatchState.SPLIT.value, parcel=None, size=0):
                return False
            for half in halves(batch.planned):
                _add_again(connection, batch, half, tries=tries)
        return True

    def settle(
        self,
        batch: Batch,
        settlements: Sequence[Settlement],
        again: Sequence[Planned] = (),
        *,
        strike: bool = False,
        took: float | None = None,
    ) -> bool:
        """Write every outcome, the ledger and the mirror in one commit; `again` goes into a new batch, with or without a strike against it.

        `took`: how many seconds ago its request began, which may be long after it was claimed. False: it is no longer ours.
        """
        with self._database.writing() as connection:
            if not self._move(connection, batch, **self._settled(settlements, took)):
                return False
            if again:
                _add_again(connection, batch, again, tries=batch.tries, strikes=batch.strikes + strike)
            self._write_outcomes(connection, batch, settlements)
        return True

    def _settled(self, settlements: Sequence[Settlement], took: float | None) -> dict[str, object]:
        counts, now = Counter(one.outcome for one in settlements), self._database.now()
        return {
            "state": BatchState.SETTLED.value,
            "claimed_at": _batches.c.claimed_at if took is None else now - took,
            "settled_at": now,
            "parcel": None,
            "size": len(settlements),
            "created": counts[Outcome.CREATED],
            "updated": counts[Outcome.UPDATED],
            "refused": counts[Outcome.REFUSED],
            "left_alone": counts[Outcome.LEFT_ALONE],
        }

    def adopt(self, run: int) -> int:
        """Whatever was being sent when its worker died, or could not write, is to be sent again; returns how many batches."""
        with self._database.writing() as connection:
            adrift = (_batches.c.run_id == run) & (_batches.c.state == BatchState.SENDING.value)
            return connection.execute(update(_batches).where(adrift).values(state=BatchState.PLANNED.value, owner=None)).rowcount

    def open_count(self, run: int) -> int:
        """How many batches are neither settled nor split."""
        with self._database.reading() as connection:
            waiting = [BatchState.PLANNED.value, BatchState.SENDING.value]
            return connection.execute(select(func.count()).where(_batches.c.run_id == run, _batches.c.state.in_(waiting))).scalar_one()

    def last_settled(self, run: int) -> float:
        """When anything of this run last came to its end; 0: nothing has."""
        with self._database.reading() as connection:
            return float(connection.execute(select(func.max(_batches.c.settled_at)).where(_batches.c.run_id == run)).scalar() or 0.0)

    def _move(self, connection: Connection, batch: Batch, **values: object) -> bool:
        ours = (_batches.c.run_id == batch.run) & (_batches.c.number == batch.number)
        ours &= (_batches.c.state == BatchState.SENDING.value) & (_batches.c.owner == batch.owner) & (_batches.c.tries == batch.tries)
        return connection.execute(update(_batches).where(ours).values(values)).rowcount == 1

    def _write_outcomes(self, connection: Connection, batch: Batch, settlements: Sequence[Settlement]) -> None:
        if not settlements:
            return
        bump(connection, batch.audience)
        self._write_items(connection, batch, settlements)
        now, told = self._database.now(), [(one, to_json(one.planned.contact.language, one.planned.contact.fields)) for one in settlements]
        spoken = [_ledger(batch, one, sent, now) for one, sent in told if one.outcome is not Outcome.LEFT_ALONE]
        upsert(connection, ContactRow, spoken, combined=_over_time)
        upsert(connection, MemberRow, [_member(batch, one, sent) for one, sent in told if one.status is not None])
        causes = Counter(one.cause for one in settlements if one.cause and one.outcome is Outcome.REFUSED)
        upsert(
            connection,
            RefusalRow,
            [{"run_id": batch.run, "batch": batch.number, "cause": cause, "count": n} for cause, n in causes.items()],
        )

    def _write_items(self, connection: Connection, batch: Batch, settlements: Sequence[Settlement]) -> None:
        """The commonest outcome in one statement, the others one by one."""
        usual = Counter(one.outcome for one in settlements if one.cause is None).most_common(1)
        outcome = usual[0][0] if usual else None
        others = [one for one in settlements if one.outcome is not outcome or one.cause]
        if outcome:
            places = [one.planned.place for one in settlements]
            span = (_items.c.run_id == batch.run) & (_items.c.batch == batch.number) & _items.c.place.between(min(places), max(places))
            connection.execute(update(_items).where(span).values(outcome=outcome.value))
        execute_many(connection, _SETTLE_ITEM, [_item(batch, one) for one in others])


_NEXT = (
    select(_batches, _runs.c.audience, _audiences.c.reading)
    .join(_runs, _runs.c.id == _batches.c.run_id)
    .join(_audiences, _audiences.c.number == _runs.c.audience)
    .where(_batches.c.run_id == bindparam("run"), _batches.c.state == BatchState.PLANNED.value)
    .order_by(_batches.c.number)
    .limit(1)
    .with_for_update(of=_batches, skip_locked=True)
)
_SETTLE_ITEM = (
    update(_items)
    .where(_items.c.run_id == bindparam("of_run"), _items.c.place == bindparam("at_place"))
    .values(outcome=bindparam("outcome"), cause=bindparam("cause"), words=bindparam("words"))
)


def _add_again(connection: Connection, batch: Batch, planned: Sequence[Planned], *, tries: int, strikes: int = 0) -> None:
    """A new batch, at the end of the run, for contacts of an old one."""
    last = connection.execute(select(func.max(_batches.c.number)).where(_batches.c.run_id == batch.run)).scalar_one()
    row = {"run_id": batch.run, "number": last + 1, "road": batch.road.value, "state": BatchState.PLANNED.value, "size": len(planned)}
    zero = dict.fromkeys(("created", "updated", "refused", "left_alone"), 0)
    connection.execute(insert(_batches).values(tries=tries, strikes=strikes, parcel=pack(planned), **row, **zero))
    places = [one.place for one in planned]
    connection.execute(update(_items).where(_items.c.run_id == batch.run, _items.c.place.in_(places)).values(batch=last + 1))


def _item(batch: Batch, one: Settlement) -> dict[str, object]:
    return {"of_run": batch.run, "at_place": one.planned.place, "outcome": one.outcome.value, "cause": one.cause, "words": one.words}


def _ledger(batch: Batch, one: Settlement, sent: str, now: float) -> dict[str, object]:
    contact = one.planned.contact
    return {
        "audience": batch.audience,
        "address_id": one.planned.address_id,
        "status": contact.status.value if contact.status else "",
        "sent": sent,
        "consented": one.planned.consented,
        "outcome": one.outcome.value,
        "attempts": 1,
        "cause": one.cause,
        "words": one.words,
        "held_until": one.held_until,
        "run_id": batch.run,
        "at": now,
    }


def _over_time(old: Any, new: Any) -> dict[str, Any]:
    """A yes once seen is never forgotten; refusals of the same thing are counted."""
    again = (old.outcome == new.outcome) & (old.sent == new.sent) & (old.status == new.status)
    return {"consented": or_(old.consented, new.consented), "attempts": case((again, old.attempts + 1), else_=1)}


def _member(batch: Batch, one: Settlement, sent: str) -> dict[str, object]:
    return {
        "audience": batch.audience,
        "address_id": one.planned.address_id,
        "status": one.status,
        "shown": sent if one.shown is None else one.shown,
        "reading": batch.reading,
    }
