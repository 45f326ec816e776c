"""The proof: the audience read back whole, compared with the shop person by person, and kept with the run that it proves."""

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from hashlib import blake2b
from typing import Any

from mcsync.contact import MemberStatus
from mcsync.engine.holding import Holding
from mcsync.engine.reading import Reader, filling_of
from mcsync.engine.survey import Count, Weighed, terms_of
from mcsync.engine.vanished import everyone
from mcsync.engine.worker import new_owner
from mcsync.errors import LeaseLostError, RunError
from mcsync.fields import differences
from mcsync.mapping import Filling
from mcsync.message import say
from mcsync.outcome import Effect, RunKind, RunState
from mcsync.service.diagnostic_views import Verification
from mcsync.service.running import SENDING
from mcsync.service.wiring import Wiring
from mcsync.settings import Settings
from mcsync.store import AudienceRow, Proof

#: People listed of each kind.
LISTED = 1000
#: Seconds to wait for the connections, and between two tries to have them.
PATIENCE, TURN = 20.0, 0.5

#: Kinds of runs that a verification proves.
_PROVEN = (*SENDING, RunKind.RETRY)

#: address, kind, detail.
Listed = Mapping[str, Any]


def verify(wiring: Wiring, by: str, sleep: Callable[[float], None]) -> Verification:
    """Read the audience (not its cached statistics), compare, and keep what was found.

    Raises `RunError` while a run has the connections, and as `preview` does.
    """
    settings = wiring.in_force().settings
    audience = wiring.fresh_audience(settings)
    filling = _read_whole(wiring, settings, audience, sleep)
    found, people, ours = Counter[str](), list[Listed](), array("Q")
    with wiring.shop(settings) as shop:
        for one in everyone(shop, wiring.store, terms_of(settings, audience, filling, now=wiring.store.now()), Count()):
            kind, detail = _compare(one)
            found[kind] += 1
            if one.known.status is not MemberStatus.ABSENT:
                ours.append(_mark(one.contact.address))
            if kind in {"different", "missing"} and found[kind] <= LISTED:
                people.append({"address": one.contact.address, "kind": kind, "detail": detail})
    for other in _not_ours(wiring, audience, ours):
        found["not_ours"] += 1
        if found["not_ours"] <= LISTED:
            people.append(other)
    return _kept(wiring, audience, by, found, people)


def last(wiring: Wiring) -> Verification | None:
    """The newest verification of the chosen audience; None where there is none, or no audience."""
    chosen = wiring.in_force().settings.audience
    audience = wiring.store.mirror.find(chosen) if chosen else None
    proof = wiring.store.proofs.last(audience.number or 0) if audience else None
    return view(wiring, proof) if proof else None


def of_run(wiring: Wiring, run: int) -> Verification | None:
    """The newest verification that proves this run."""
    proof = wiring.store.proofs.of_run(run)
    return view(wiring, proof) if proof else None


def view(wiring: Wiring, proof: Proof) -> Verification:
    """As it is shown."""
    figures = {name: getattr(proof, name) for name in ("in_place", "different", "missing", "left_alone", "not_ours", "at", "by")}
    return Verification(**figures, run=proof.run_id, audience=wiring.store.mirror.numbered(proof.audience).name, examples=proof.people)


def _kept(wiring: Wiring, audience: AudienceRow, by: str, found: Counter[str], people: list[Listed]) -> Verification:
    number = audience.number or 0
    run = wiring.store.runs.last(number, _PROVEN)
    figures = {name: found[name] for name in ("in_place", "different", "missing", "left_alone", "not_ours")}
    proves = run.id if run and run.state == RunState.DONE else None
    proof = Proof(audience=number, run_id=proves, at=wiring.store.now(), by=by, **figures, people=people)
    wiring.store.proofs.keep(proof)
    return view(wiring, proof)


def _read_whole(wiring: Wiring, settings: Settings, audience: AudienceRow, sleep: Callable[[float], None]) -> Filling:
    """Waits for its turn: a look by itself has the connections for some seconds now and then."""
    until = wiring.store.now() + PATIENCE
    while True:
        try:
            with wiring.mailchimp(settings) as mailchimp, Holding(wiring.store.leases, wiring.lease(settings), new_owner()):
                filling = filling_of(wiring.store, mailchimp, audience)
                Reader(wiring.store, mailchimp, filling.tags, at_once=settings.connections).refresh(audience, whole=True)
                return filling
        except LeaseLostError as error:
            if wiring.store.now() >= until:
                raise RunError(say("An export is using the connections to Mailchimp. Verify when it has ended.")) from error
        sleep(TURN)


def _compare(one: Weighed) -> tuple[str, str]:
    if one.known.status is MemberStatus.ABSENT:
        return "missing", one.known.cause or ""
    if one.effect is Effect.LEAVE:
        return "left_alone", one.known.status.value
    if one.status is not one.known.status:
        return "different", f"status: {one.known.status.value} → {one.status.value}"
    different = differences(one.known.shown, one.contact.language, one.contact.fields)
    return (
        ("different", "; ".join(f"{tag}: {there} → {here}" for tag, (there, here) in different.items())) if different else ("in_place", "")
    )


def _mark(address: str) -> int:
    """Eight bytes that stand for an address: a million of them take 8 MB, and two that are the same are one in 37 million."""
    return int.from_bytes(blake2b(address.encode(), digest_size=8).digest(), "big")


def _not_ours(wiring: Wiring, audience: AudienceRow, ours: "array[int]") -> Iterator[Listed]:
    """Everybody in the audience who is no contact of the shop."""
    if wiring.store.mirror.all_count(audience.number or 0) == len(ours):
        return
    marks = array("Q", sorted(ours))
    for address, status in wiring.store.lookups.everybody(audience.number or 0):
        mark = _mark(address)
        place = bisect_left(marks, mark)
        if place == len(marks) or marks[place] != mark:
            yield {"address": address, "kind": "not_ours", "detail": status.value}
