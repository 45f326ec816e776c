"""Which of the ordered faults befall a call: the one place of the sandbox where chance is asked."""

import random
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mcsync.sandbox.faults import ADDRESS_EFFECTS, Effect, Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What befalls one call."""

    #: The fault that ends it, if any.
    ending: Fault | None = None
    #: Seconds that it takes longer.
    slower_by: float = 0.0
    effects: frozenset[Effect] = frozenset()
    #: A batch that holds one of them is refused whole.
    poisons: frozenset[str] = frozenset()
    #: Faults on single addresses, in the order in which they were ordered.
    on_addresses: Sequence[Fault] = ()


class Fates:
    """The faults ordered, and the calls counted since."""

    def __init__(self, faults: Iterable[Fault], chance: random.Random) -> None:
        self._faults = tuple(faults)
        self._chance = chance
        self._calls = self._batches = 0
        self._lock = threading.Lock()

    def order(self, faults: Iterable[Fault]) -> None:
        """Replaces all faults, and counts calls from 1 again."""
        with self._lock:
            self._faults = tuple(faults)
            self._calls = self._batches = 0

    def next(self, *, batch: bool, listing: bool) -> Fate:
        """The fate of the call that has just come in. `listing`: it asks for more than 500 members."""
        with self._lock:
            self._calls += 1
            self._batches += batch
            met = [fault for fault in self._faults if self._befalls(fault, batch=batch, listing=listing)]
        return Fate(
            ending=next((fault for fault in met if fault.kind.ends_call), None),
            slower_by=sum(fault.seconds for fault in met if fault.kind.effect is Effect.SLOW),
            effects=frozenset(fault.kind.effect for fault in met if fault.kind.effect),
            poisons=frozenset(fault.address for fault in met if fault.kind.effect is Effect.POISON),
            on_addresses=[fault for fault in met if fault.kind.effect in ADDRESS_EFFECTS],
        )

    def of_addresses(self, fate: Fate, addresses: Iterable[str]) -> dict[str, Effect]:
        """Which effect befalls which address of the call: a share of them, or every second one where the fault names a call."""
        befallen: dict[str, Effect] = {}
        with self._lock:
            for place, address in enumerate(addresses):
                for fault in fate.on_addresses:
                    hit = place % 2 == 0 if fault.number else self._chance.random() < fault.share
                    if hit and fault.kind.effect:
                        befallen.setdefault(address, fault.kind.effect)
        return befallen

    def _befalls(self, fault: Fault, *, batch: bool, listing: bool) -> bool:
        if (fault.batches_only and not batch) or (fault.kind.listings_only and not listing):
            return False
        if fault.number:
            return fault.number == (self._batches if fault.batches_only else self._calls)
        return fault.kind.effect in ADDRESS_EFFECTS or self._chance.random() < fault.share
