"""What happened: figures, days, causes, people, one person. Read only; every number is counted from stored facts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, case, func, select

from mcsync.batching import Measure
from mcsync.outcome import BatchState, Effect, Outcome, RunKind
from mcsync.store.bulk import table
from mcsync.store.database import Database
from mcsync.store.preferences import told
from mcsync.store.progress import Progress, progress_of
from mcsync.store.tables import AddressRow, BatchRow, ContactRow, ItemRow, JournalRow, MemberRow, RefusalRow, RunRow

_runs, _batches, _items, _refusals = table(RunRow), table(BatchRow), table(ItemRow), table(RefusalRow)
_addresses, _contacts, _members, _journal = table(AddressRow), table(ContactRow), table(MemberRow), table(JournalRow)

#: The shortest time that a request is believed to take.
SECONDS_LEAST = 0.001


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened to one address."""

    at: float | None
    run: int
    kind: str
    by: str
    batch: int
    effect: Effect
    outcome: Outcome
    cause: str | None
    words: str | None
    #: Where the batch stands, and how often it was sent.
    batch_state: str | None
    tries: int


class History:
    """Questions about the past."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def progress(self, run: int) -> Progress:
        """How far a run is."""
        with self._database.reading() as connection:
            return progress_of(connection, [run], self._database.now()).get(run, Progress())

    def batches(self, run: int) -> list[Mapping[str, Any]]:
        """Each batch of a run in order: number, state, size, tries, refused, claimed_at, settled_at."""
        columns = (_batches.c[name] for name in ("number", "road", "state", "size", "tries", "refused", "claimed_at", "settled_at"))
        return self._rows(select(*columns).where(_batches.c.run_id == run).order_by(_batches.c.number))

    def measures(self, audience: int) -> list[Measure]:
        """How batches of each size have fared, over all runs."""
        settled = (_batches.c.state == BatchState.SETTLED.value) & (_batches.c.tries == 1)
        query = (
            select(
                _runs.c.batch_size,
                func.count(case((settled, 1))).label("requests"),
                func.avg(case((settled, _batches.c.settled_at - _batches.c.claimed_at))).label("seconds"),
                func.count(case((_batches.c.state == BatchState.SPLIT.value, 1))).label("halved"),
            )
            .join(_runs, _runs.c.id == _batches.c.run_id)
            .where(_runs.c.audience == audience, _runs.c.kind.not_in([RunKind.ADDRESS.value, RunKind.RETRY.value]))
            .group_by(_runs.c.batch_size)
        )
        # A request answered within the clock's grain would be infinitely fast.
        return [Measure(**{**row, "seconds": max(row["seconds"] or 0.0, SECONDS_LEAST)}) for row in self._rows(query)]

    def refusals(self, run: int) -> dict[str, int]:
        """How many were refused, by cause."""
        query = select(_refusals.c.cause, func.sum(_refusals.c.count)).where(_refusals.c.run_id == run).group_by(_refusals.c.cause)
        with self._database.reading() as connection:
            return {cause: int(count) for cause, count in connection.execute(query)}

    def people(self, run: int) -> Iterator[Mapping[str, Any]]:
        """Everyone in a run's plan: address, effect, outcome, cause, words; streamed in the order of the plan."""
        last = 0
        columns = (_items.c.place, _addresses.c.address, _items.c.effect, _items.c.outcome, _items.c.cause, _items.c.words)
        query = select(*columns).join(_addresses, _addresses.c.id == _items.c.address_id).where(_items.c.run_id == run)
        while page := self._rows(query.where(_items.c.place > last).order_by(_items.c.place).limit(5000)):
            yield from page
            last = page[-1]["place"]

    def timeline(self, audience: int, address: str) -> list[Event]:
        """Everything that happened to an address, newest first."""
        query = (
            select(
                func.coalesce(_batches.c.settled_at, _runs.c.created_at).label("at"),
                _runs.c.id.label("run"),
                _runs.c.kind,
                _runs.c.by,
                _items.c.batch,
                _items.c.effect,
                _items.c.outcome,
                _items.c.cause,
                _items.c.words,
                _batches.c.state.label("batch_state"),
                func.coalesce(_batches.c.tries, 0).label("tries"),
            )
            .join(_addresses, _addresses.c.id == _items.c.address_id)
            .join(_runs, _runs.c.id == _items.c.run_id)
            .outerjoin(_batches, and_(_batches.c.run_id == _items.c.run_id, _batches.c.number == _items.c.batch))
            .where(_addresses.c.address == address, _runs.c.audience == audience)
            .order_by(_runs.c.id.desc())
        )
        rows = self._rows(query)
        return [Event(**{**row, "effect": Effect(row["effect"]), "outcome": Outcome(row["outcome"])}) for row in rows]

    def last_sent(self, audience: int, address: str) -> Mapping[str, Any] | None:
        """The ledger's row of an address."""
        query = select(_contacts).join(_addresses, _addresses.c.id == _contacts.c.address_id)
        return next(iter(self._rows(query.where(_contacts.c.audience == audience, _addresses.c.address == address))), None)

    def journal(self, limit: int = 200) -> list[Mapping[str, Any]]:
        """Who did what, newest first: at, by, action, and `detail`, a sentence or a text."""
        rows = self._rows(select(_journal).order_by(_journal.c.id.desc()).limit(limit))
        return [{**row, "detail": told(row["detail"])} for row in rows]

    def _rows(self, query: Any) -> list[Mapping[str, Any]]:
        with self._database.reading() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]
