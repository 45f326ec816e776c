"""How far runs are: of one, or of many in one question. Counted from their batches, never kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, case, func, select

from mcsync.outcome import BatchState
from mcsync.store.bulk import chunks, table
from mcsync.store.tables import BatchRow, TallyRow

_batches, _tallies = table(BatchRow), table(TallyRow)

#: Seconds over which the rate of a run is taken.
LATELY = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the batches of a run are."""

    created: int = 0
    updated: int = 0
    refused: int = 0
    left_alone: int = 0
    #: Batches by state; split ones are not counted.
    planned: int = 0
    sending: int = 0
    settled: int = 0
    #: Contacts settled in the last minute.
    recent: int = 0
    #: Seconds in which that was done, at most 60.
    recent_seconds: float = 0.0

    @property
    def batches(self) -> int:
        """All batches."""
        return self.planned + self.sending + self.settled


def progress_of(connection: Connection, runs: Sequence[int], now: float) -> dict[int, Progress]:
    """Run → how far it is; runs without a batch are left out."""
    lately = {"lately": now - LATELY}
    rows = (row for some in chunks(runs) for row in connection.execute(_QUERY.where(_batches.c.run_id.in_(some)), lately).mappings())
    return {int(row["run_id"]): _progress(row, now) for row in rows}


def tallies_of(connection: Connection, runs: Sequence[int]) -> dict[int, dict[tuple[str, str], int]]:
    """Run → the figures of its frozen plan; runs without a plan are left out."""
    found: dict[int, dict[tuple[str, str], int]] = {}
    for some in chunks(runs):
        for row in connection.execute(select(_tallies).where(_tallies.c.run_id.in_(some))).mappings():
            found.setdefault(row["run_id"], {})[row["part"], row["name"]] = row["count"]
    return found


def _in(state: BatchState) -> Any:
    return func.count(case((_batches.c.state == state.value, 1))).label(state.value)


# Only settled batches have outcomes, and split ones have none.
_LATELY = _batches.c.settled_at >= bindparam("lately")
_QUERY = select(
    _batches.c.run_id,
    *(func.sum(_batches.c[name]).label(name) for name in ("created", "updated", "refused", "left_alone")),
    *(_in(state) for state in (BatchState.PLANNED, BatchState.SENDING, BatchState.SETTLED)),
    func.sum(case((_LATELY, _batches.c.size), else_=0)).label("recent"),
    func.min(case((_LATELY, _batches.c.claimed_at))).label("since"),
).group_by(_batches.c.run_id)


def _progress(row: RowMapping, now: float) -> Progress:
    counts = ("created", "updated", "refused", "left_alone", "planned", "sending", "settled", "recent")
    seconds = min(LATELY, now - row["since"]) if row["since"] else 0.0
    return Progress(**{name: int(row[name]) for name in counts}, recent_seconds=seconds)
