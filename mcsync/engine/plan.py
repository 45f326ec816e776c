"""The frozen work of a run: one row per address, in batches of one road each, with the figures that everyone will see."""

from collections.abc import Iterable

from mcsync.batching import ROAD, Road
from mcsync.contact import Consent
from mcsync.engine.survey import Weighed
from mcsync.outcome import Effect
from mcsync.store import Planned, Store
from mcsync.store.bulk import chunks


class Planner:
    """Writes the plan of one run, batch by batch, in little memory."""

    def __init__(self, store: Store, run: int, batch_size: int) -> None:
        self._store, self._run, self._batch_size = store, run, batch_size
        self._open: dict[Road, list[Planned]] = {road: [] for road in Road}
        self._place = 0
        self._number = 0

    def plan(self, weighed: Iterable[Weighed]) -> None:
        """Put everyone who is to be sent into batches."""
        self._store.plans.clear(self._run)
        for some in chunks(one for one in weighed if one.effect in ROAD):
            for planned in self._numbered(some):
                self._add(planned)
        for road in Road:
            if self._open[road]:
                self._close(road)

    def list_all(self, weighed: Iterable[Weighed]) -> None:
        """For a dry run: write down everyone who would be sent or left alone, in no batch."""
        self._store.plans.clear(self._run)
        for some in chunks(one for one in weighed if one.effect is not Effect.KEEP):
            self._store.plans.add_items(self._run, self._numbered(some))

    def _numbered(self, some: list[Weighed]) -> list[Planned]:
        ids = self._store.plans.number([one.contact.address for one in some])
        planned = []
        for one in some:
            self._place += 1
            planned.append(
                Planned(
                    place=self._place,
                    address_id=ids[one.contact.address],
                    effect=one.effect,
                    contact=one.contact,
                    consented=one.person.consent is Consent.YES,
                )
            )
        return planned

    def _add(self, planned: Planned) -> None:
        road = ROAD[planned.effect]
        self._open[road].append(planned)
        if len(self._open[road]) >= self._batch_size:
            self._close(road)

    def _close(self, road: Road) -> None:
        self._number += 1
        self._store.plans.add_batch(self._run, self._number, road, self._open[road])
        self._open[road] = []
