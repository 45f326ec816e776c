"""The proof: the audience read back whole, compared with the shop person by person."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from mcsync.contact import MemberStatus
from mcsync.engine.holding import Holding
from mcsync.engine.reading import Reader, filling_of
from mcsync.engine.survey import Count, Weighed, survey, terms_of
from mcsync.engine.worker import new_owner
from mcsync.errors import LeaseLostError, RunError
from mcsync.fields import differences
from mcsync.mapping import Filling
from mcsync.message import say
from mcsync.outcome import Effect
from mcsync.service.views import Verification
from mcsync.service.wiring import Wiring
from mcsync.settings import Settings
from mcsync.store import AudienceRow

#: People listed of each kind.
LISTED = 100
#: Seconds to wait for the connections, and between two tries to have them.
PATIENCE, TURN = 20.0, 0.5


def verify(wiring: Wiring, sleep: Callable[[float], None]) -> Verification:
    """Read the audience (not its cached statistics) and compare. Raises `RunError` while a run has the connections, and as `preview` does."""
    settings = wiring.in_force().settings
    audience = wiring.fresh_audience(settings)
    filling = _read_whole(wiring, settings, audience, sleep)
    found, examples, there = Counter[str](), list[Mapping[str, Any]](), 0
    with wiring.shop(settings) as shop:
        for one in survey(shop.users(), wiring.store, terms_of(settings, audience, filling, now=wiring.store.now()), Count()):
            kind, detail = _compare(one)
            found[kind] += 1
            there += one.known.status is not MemberStatus.ABSENT
            if kind in {"different", "missing"} and found[kind] <= LISTED:
                examples.append({"address": one.contact.address, "kind": kind, "detail": detail})
    everyone = wiring.store.mirror.all_count(audience.number or 0)
    return Verification(
        in_place=found["in_place"],
        different=found["different"],
        missing=found["missing"],
        left_alone=found["left_alone"],
        not_ours=everyone - there,
        examples=examples,
    )


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
