"""A plan as it is written: its contacts in batches, its figures; whole, or begun anew."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from mcsync.batching import Road
from mcsync.errors import LeaseLostError
from mcsync.outcome import BatchState, Outcome, RunState
from mcsync.store.bulk import address_ids, execute_many, table
from mcsync.store.database import Database
from mcsync.store.parcels import Planned, pack
from mcsync.store.tables import BatchRow, ItemRow, RefusalRow, RunRow, TallyRow

_batches, _items, _tallies, _refusals, _runs = table(BatchRow), table(ItemRow), table(TallyRow), table(RefusalRow), table(RunRow)

#: (part, name) → count, e.g. ("skipped", "deleted") → 31.
Tally = Mapping[tuple[str, str], int]


class Plans:
    """Written by one worker at a time; until `freeze`, nobody sends any of it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def clear(self, run: int) -> None:
        """Forget a plan that was never frozen: the worker that made it is gone, and the shop may have changed."""
        with self._database.writing() as connection:
            for part in (_batches, _items, _tallies, _refusals):
                connection.execute(delete(part).where(part.c.run_id == run))

    def number(self, addresses: Sequence[str]) -> dict[str, int]:
        """Our number for each address, made where there is none."""
        with self._database.writing() as connection:
            return address_ids(connection, addresses)

    def add_batch(self, run: int, number: int, road: Road, planned: Sequence[Planned]) -> None:
        """One batch and its contacts. Raises `LeaseLostError`."""
        batch = {
            "run_id": run,
            "number": number,
            "road": road.value,
            "state": BatchState.PLANNED.value,
            "size": len(planned),
            "parcel": pack(planned),
        }
        with self._alone() as connection:
            connection.execute(insert(_batches).values(tries=0, strikes=0, created=0, updated=0, refused=0, left_alone=0, **batch))
            execute_many(connection, insert(_items), [_item(run, number, one) for one in planned])

    def add_items(self, run: int, planned: Sequence[Planned]) -> None:
        """Contacts that travel in no batch, for a dry run that lists everybody. Raises `LeaseLostError`."""
        with self._alone() as connection:
            execute_many(connection, insert(_items), [_item(run, 0, one) for one in planned])

    def freeze(self, run: int, tally: Tally) -> None:
        """The plan is whole: write its figures and let the run send, in one commit. Raises `LeaseLostError` when it is no longer being planned."""
        rows = [{"run_id": run, "part": part, "name": name, "count": count} for (part, name), count in tally.items()]
        planning = (_runs.c.id == run) & (_runs.c.state == RunState.PLANNING.value)
        with self._database.writing() as connection:
            if not connection.execute(update(_runs).where(planning).values(state=RunState.SENDING.value)).rowcount:
                raise LeaseLostError
            connection.execute(insert(_tallies), rows)

    @contextmanager
    def _alone(self) -> Iterator[Connection]:
        """A place that is taken was taken by another worker, which began while this one was frozen."""
        try:
            with self._database.writing() as connection:
                yield connection
        except IntegrityError:
            raise LeaseLostError from None

    def tally(self, run: int) -> dict[tuple[str, str], int]:
        """The figures of a frozen plan; empty before."""
        with self._database.reading() as connection:
            rows = connection.execute(select(_tallies.c.part, _tallies.c.name, _tallies.c.count).where(_tallies.c.run_id == run))
            return {(part, name): count for part, name, count in rows}


def _item(run: int, batch: int, one: Planned) -> dict[str, object]:
    return {
        "run_id": run,
        "place": one.place,
        "address_id": one.address_id,
        "batch": batch,
        "effect": one.effect.value,
        "outcome": Outcome.WAITING.value,
    }
