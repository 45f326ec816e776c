"""Runs: started once, moved only along `RUN_MAY_BECOME`, asked rather than told."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from mcsync.errors import RunError
from mcsync.message import Message, say
from mcsync.outcome import ACTIVE, LIVE, RUN_MAY_BECOME, Request, RunKind, RunState
from mcsync.settings import Settings, for_the_record
from mcsync.store.bulk import address_ids, execute_many, table
from mcsync.store.database import Database
from mcsync.store.mappings import tag_run
from mcsync.store.tables import AddressRow, BatchRow, RunRow, TallyRow
from mcsync.store.tables_diagnostic import AskedRow
from mcsync.words import STATE_NAMES

_runs, _batches, _tallies = table(RunRow), table(BatchRow), table(TallyRow)
_asked, _addresses = table(AskedRow), table(AddressRow)
#: Kinds that send to the whole audience: only one of them at a time.
_HOLDING = frozenset({RunKind.MANUAL, RunKind.AUTOMATIC})


def recorded(settings: Settings) -> str:
    """The settings as a run keeps them: JSON, without secrets."""
    return orjson.dumps(for_the_record(settings)).decode()


class Runs:
    """The runs of all audiences."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def start(
        self,
        kind: RunKind,
        audience: int,
        *,
        batch_size: int,
        connections: int,
        full: bool,
        by: str,
        address: str | None = None,
        settings: Settings | None = None,
        tags: Sequence[str] = (),
    ) -> tuple[int, bool]:
        """A new run that waits for a worker, and True; or the run that holds the audience already, and False. `settings`: in force now."""
        row = {
            "kind": kind.value,
            "audience": audience,
            "batch_size": batch_size,
            "connections": connections,
            "full": full,
            "by": by,
            "address": address,
            "settings": recorded(settings) if settings else None,
        }
        return self._start(row | {"state": RunState.WAITING.value, "holds": kind in _HOLDING}, tags)

    def _start(self, row: Mapping[str, Any], tags: Sequence[str]) -> tuple[int, bool]:
        try:
            with self._database.writing() as connection:
                number = connection.execute(insert(_runs).values(**row, created_at=self._database.now())).inserted_primary_key
                run = int(number[0])  # type: ignore[index]  # one row was inserted
                tag_run(connection, run, tags)
                return run, True
        except IntegrityError:
            holder = self.holder(row["audience"])
            # The holder may have ended in this very moment; then there is room again.
            return (int(holder.id or 0), False) if holder else self._start(row, tags)

    def start_for(
        self, people: Collection[str], audience: int, *, batch_size: int, connections: int, by: str, settings: Settings | None = None
    ) -> tuple[int, bool]:
        """A new run for these people alone, and True; or the one for the very same people that has not ended yet, and False.

        It holds no audience: it goes when its turn comes, and an export is not what whoever asked for these people wants to join.
        """
        row = {"kind": RunKind.RETRY.value, "audience": audience, "batch_size": batch_size, "connections": connections, "by": by}
        fresh = {"state": RunState.WAITING.value, "full": False, "holds": False, "created_at": self._database.now()}
        kept = {"settings": recorded(settings) if settings else None}
        with self._database.writing() as connection:
            ids = sorted(address_ids(connection, sorted(people)).values())
            if same := self._asked_already(connection, audience, ids):
                return same, False
            number = connection.execute(insert(_runs).values(**row, **fresh, **kept)).inserted_primary_key
            run = int(number[0])  # type: ignore[index]  # one row was inserted
            execute_many(connection, insert(_asked), [{"run_id": run, "address_id": one} for one in ids])
        return run, True

    def people(self, number: int) -> list[str]:
        """Whom a run was asked for, by name."""
        query = select(_addresses.c.address).join(_asked, _asked.c.address_id == _addresses.c.id).where(_asked.c.run_id == number)
        with self._database.reading() as connection:
            return [str(address) for (address,) in connection.execute(query)]

    def get(self, number: int) -> RunRow:
        """One run. Raises `RunError`."""
        found = self._select(_runs.c.id == number)
        if not found:
            raise RunError(say("There is no run {number}. See `runs` or the Status page for those there are.", number=number))
        return found[0]

    def holder(self, audience: int) -> RunRow | None:
        """The run that holds this audience."""
        return next(iter(self._select(_runs.c.audience == audience, _runs.c.holds)), None)

    def last(self, audience: int, kinds: Iterable[RunKind]) -> RunRow | None:
        """The newest run of these kinds."""
        with self._database.reading() as connection:
            mine = (_runs.c.audience == audience) & _runs.c.kind.in_([kind.value for kind in kinds])
            row = connection.execute(select(_runs).where(mine).order_by(_runs.c.id.desc()).limit(1)).mappings().first()
        return RunRow(**row) if row else None

    def since(self, moment: float) -> list[RunRow]:
        """The runs created at or after this moment, newest first."""
        return self._select(_runs.c.created_at >= moment)

    def to_do(self) -> list[RunRow]:
        """The runs that a worker should be busy with; runs for one address first, then the oldest."""
        active = self._select(_runs.c.state.in_([state.value for state in ACTIVE]))
        return sorted(active, key=lambda run: (run.kind != RunKind.ADDRESS, run.id))

    def become(self, number: int, state: RunState, *, problem: Message | None = None) -> None:
        """Move a run on. Raises `RunError` when it may not go there."""
        with self._database.writing() as connection:
            self._become(connection, number, state, problem)

    def ask(self, number: int, request: Request) -> None:
        """Ask for a pause or a cancellation: the worker obeys between batches; a run nobody works on obeys at once."""
        with self._database.writing() as connection:
            state = self._state(connection, number)
            if state in {RunState.PLANNING, RunState.SENDING}:
                connection.execute(update(_runs).where(_runs.c.id == number).values(request=request.value))
                return
            self._become(connection, number, RunState.PAUSED if request is Request.PAUSE else RunState.CANCELLED, None)

    def resume(self, number: int) -> None:
        """Let a paused or failed run go on. Raises `RunError`, also when another run has taken the audience since."""
        try:
            with self._database.writing() as connection:
                if self._state(connection, number) in ACTIVE:
                    connection.execute(update(_runs).where(_runs.c.id == number).values(request=None))
                    return
                self._become(connection, number, RunState.WAITING, None)
        except IntegrityError:
            raise RunError(
                say("Run {number} cannot go on while another run sends to this audience. Wait for that one, or cancel it.", number=number)
            ) from None

    def drop(self, number: int) -> None:
        """Forget an automatic run that had nothing to send: looking leaves no trace."""
        with self._database.writing() as connection:
            mine = (_runs.c.id == number) & (_runs.c.kind == RunKind.AUTOMATIC.value)
            if connection.execute(delete(_runs).where(mine)).rowcount:
                connection.execute(delete(_tallies).where(_tallies.c.run_id == number))

    def request(self, number: int) -> Request | None:
        """What someone asked of this run and was not done yet."""
        asked = self.get(number).request
        return Request(asked) if asked else None

    def _select(self, *where: Any) -> list[RunRow]:
        with self._database.reading() as connection:
            return [RunRow(**row) for row in connection.execute(select(_runs).where(*where).order_by(_runs.c.id.desc())).mappings()]

    def _asked_already(self, connection: Connection, audience: int, people: list[int]) -> int | None:
        mine = (_runs.c.audience == audience) & (_runs.c.kind == RunKind.RETRY.value)
        active = connection.execute(select(_runs.c.id).where(mine, _runs.c.state.in_([state.value for state in ACTIVE]))).scalars().all()
        for run in active:
            asked = select(_asked.c.address_id).where(_asked.c.run_id == run).order_by(_asked.c.address_id)
            if list(connection.execute(asked).scalars()) == people:
                return int(run)
        return None

    def _state(self, connection: Connection, number: int) -> RunState:
        state = connection.execute(select(_runs.c.state).where(_runs.c.id == number).with_for_update()).scalar()
        if state is None:
            raise RunError(say("There is no run {number}. See `runs` or the Status page for those there are.", number=number))
        return RunState(state)

    def _become(self, connection: Connection, number: int, state: RunState, problem: Message | None) -> None:
        before = self._state(connection, number)
        if state not in RUN_MAY_BECOME[before]:
            raise RunError(
                say(
                    "Run {number} is {before}, so it cannot become {state}.",
                    number=number,
                    before=STATE_NAMES[before],
                    state=STATE_NAMES[state],
                )
            )
        connection.execute(update(_runs).where(_runs.c.id == number).values(self._columns(connection, number, state, problem)))
        if state is RunState.CANCELLED:  # what it would have sent need not be kept
            connection.execute(update(_batches).where(_batches.c.run_id == number).values(parcel=None))

    def _columns(self, connection: Connection, number: int, state: RunState, problem: Message | None) -> Mapping[str, object]:
        kind, started = connection.execute(select(_runs.c.kind, _runs.c.started_at).where(_runs.c.id == number)).one()
        now = self._database.now()
        return {
            "state": state.value,
            "request": None,
            "holds": state in LIVE and RunKind(kind) in _HOLDING,
            "started_at": started or (now if state is RunState.PLANNING else None),
            "ended_at": now if state in {RunState.DONE, RunState.FAILED, RunState.CANCELLED} else None,
            "problem": orjson.dumps(problem.to_json()).decode() if problem else None,
        }
