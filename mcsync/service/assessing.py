"""From what shop, ledger and mirror say of people to the facts that a verdict goes by: the same for one address and for thousands."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from mcsync.comparison import consent_now, decide
from mcsync.contact import MemberStatus, ShopUser
from mcsync.diagnosis import Facts
from mcsync.engine.survey import Count, Terms, Weighed, survey
from mcsync.engine.vanished import gone
from mcsync.fields import differences
from mcsync.outcome import Effect, Outcome
from mcsync.selection import Candidate, SkipReason, judge, merge
from mcsync.shop import Shop, canonical_of
from mcsync.store import Known, Store
from mcsync.store.bulk import chunks
from mcsync.verdicts import Cause

#: People looked at together.
TOGETHER = 500
_ACCEPTED = frozenset({Outcome.CREATED, Outcome.UPDATED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessed:
    """What was gathered about one address."""

    address: str
    users: Sequence[ShopUser]
    known: Known
    #: What would be sent; None: nothing.
    weighed: Weighed | None
    facts: Facts
    #: Tag (or language, status) → (in Mailchimp, in the shop).
    differences: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def assess(shop: Shop, store: Store, terms: Terms, addresses: Sequence[str]) -> Iterator[Assessed]:
    """Each of these canonical addresses, in their order. Raises `ShopError`, `StoreError`."""
    for some in chunks(addresses, TOGETHER):
        rows = _rows(shop, some)
        known = store.erasures.recalled(terms.audience, some, store.mirror.known(terms.audience, some))
        users = [user for theirs in rows.values() for user in theirs]
        weighed = {one.person.address: one for one in survey(users, store, terms, Count())}
        waiting = store.lookups.waiting(terms.audience, some)
        leaving = _leaving(store, terms, [address for address in some if all(user.deleted for user in rows[address])])
        for address in some:
            one = _assessed(address, rows[address], known.get(address, Known()), weighed.get(address), waiting.get(address), terms)
            yield replace(one, facts=replace(one.facts, leaving=address in leaving))


def _rows(shop: Shop, addresses: Collection[str]) -> Mapping[str, list[ShopUser]]:
    """Address → its rows, in the shop's order."""
    found: defaultdict[str, list[ShopUser]] = defaultdict(list)
    if len(addresses) == 1:
        (only,) = addresses
        found[only] = shop.find(only)
        return found
    for user in shop.find_all(addresses):
        found[canonical_of(user)].append(user)
    return found


def _leaving(store: Store, terms: Terms, without_row: Sequence[str]) -> frozenset[str]:
    """Whom the next export unsubscribes because the shop no longer has them; nobody before the first complete one."""
    if not without_row or not store.schedules.find(terms.audience):
        return frozenset()
    return frozenset(one.person.address for one in gone(without_row, store, terms, Count()))


def _assessed(
    address: str, users: Sequence[ShopUser], known: Known, weighed: Weighed | None, waiting: tuple[int, int | None] | None, terms: Terms
) -> Assessed:
    differs = _differences(weighed)
    facts = Facts(
        decided=weighed.effect if weighed else _reason(users, known, terms),
        member=known.status,
        differences=differs,
        cause=Cause(known.cause) if known.cause and known.outcome in {None, Outcome.REFUSED} else None,
        rule=_rule(users, terms) if weighed is None else "",
        sent=known.outcome is not None,
        accepted=known.outcome in _ACCEPTED,
        run=waiting[0] if waiting else None,
        batch=waiting[1] if waiting else None,
    )
    return Assessed(address=address, users=users, known=known, weighed=weighed, facts=facts, differences=differs)


def _reason(users: Sequence[ShopUser], known: Known, terms: Terms) -> SkipReason | None:
    """Why none of the rows became a contact; None: there is no row."""
    judged = [judge(user, terms.rules) for user in users]
    candidates = [one for one in judged if isinstance(one, Candidate)]
    if not candidates:
        return next((one for one in judged if isinstance(one, SkipReason)), None)
    person = merge(candidates, terms.rules.default_language)
    consent = consent_now(person.consent, terms.policy.choice, consented_before=known.consented)
    decision = decide(known.status, consent, terms.policy, customer=person.customer)
    return decision if isinstance(decision, SkipReason) else None


def _rule(users: Sequence[ShopUser], terms: Terms) -> str:
    """The operator's rule that keeps them out."""
    for user in users:
        if rule := terms.rules.exclusion_of(user.email):
            return str(rule)
    return ""


def _differences(weighed: Weighed | None) -> dict[str, tuple[str, str]]:
    if weighed is None or weighed.known.status is MemberStatus.ABSENT or weighed.effect is Effect.LEAVE:
        return {}
    there = weighed.known.status
    found = differences(weighed.known.shown, weighed.contact.language, weighed.contact.fields)
    return {**found, "status": (there.value, weighed.status.value)} if weighed.status is not there else found
