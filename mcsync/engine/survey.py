"""Everyone in the shop, weighed: who would be sent, with what, and why the others would not. Preview, dry run and run ask the same.

Streams: rows are judged as they come, sorted by address on disk, merged, and compared with what we know, a thousand people at a time.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

import orjson

from mcsync.batching import ROAD
from mcsync.comparison import ConsentPolicy, Decision, consent_now, decide
from mcsync.contact import Consent, Contact, MemberStatus, Person, ShopUser
from mcsync.engine.judging import PASSING_HOLD
from mcsync.fields import differences, says_the_same, to_json
from mcsync.mapping import Filling
from mcsync.outcome import Effect, Outcome
from mcsync.selection import Candidate, SelectionRules, SkipReason, judge, merge
from mcsync.settings import Settings
from mcsync.store import AudienceRow, Known, Sorter, Store, sorter
from mcsync.store.bulk import chunks
from mcsync.verdicts import Cause

#: How often a contact whose refusals pass by themselves is sent, unchanged, before it waits for a change or a re-sync.
PASSING_TRIES_MAX = 10
#: Examples kept of each step.
EXAMPLES = 20
#: Of an address that we have never met.
_UNKNOWN = Known()


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a survey goes by."""

    rules: SelectionRules
    policy: ConsentPolicy
    #: What fills the audience's merge fields.
    filling: Filling
    #: Our number of the audience.
    audience: int
    #: Seconds since 1970; holds that ended before are over.
    now: float
    #: Unchanged contacts are sent too.
    full: bool = False
    #: Someone asked for these very people: refusals of the past do not hold them back.
    asked: bool = False
    #: Nobody watches: whoever was there by our hand and is gone was taken out, or moved, by somebody, and is not added again.
    alone: bool = False


def terms_of(
    settings: Settings,
    audience: AudienceRow,
    filling: Filling,
    *,
    now: float,
    full: bool = False,
    asked: bool = False,
    alone: bool = False,
) -> Terms:
    """The terms that the settings and the audience ask for."""
    policy = ConsentPolicy(choice=settings.consent, double_optin=audience.double_optin, unsubscribe_never=settings.unsubscribe_never)
    number = audience.number or 0
    return Terms(
        rules=SelectionRules.of(settings), policy=policy, filling=filling, audience=number, now=now, full=full, asked=asked, alone=alone
    )


class Weighed(NamedTuple):
    """One person of the shop who is a contact."""

    person: Person
    effect: Effect
    #: The status afterwards, if Mailchimp agrees.
    status: MemberStatus
    contact: Contact
    known: Known


@dataclass(slots=True)
class Count:
    """The figures of a survey, and examples of each step; whole when the survey is read to its end."""

    #: (part, name) → how many: rows, skipped, merged, contacts, status, effect, rule.
    tally: Counter[tuple[str, str]] = field(default_factory=Counter)
    #: (part, name) → the first few, as (address or text of the row, origin or detail).
    examples: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    #: Seconds since 1970: when the first refusal that passes by itself is over; None: there is none.
    valid_until: float | None = None

    @property
    def to_send(self) -> int:
        """How many contacts travel."""
        return sum(self.tally["effect", effect] for effect in ROAD)

    @classmethod
    def from_json(cls, text: str) -> "Count":
        """As `to_json` wrote it."""
        kept = orjson.loads(text)
        return cls(
            tally=Counter({(part, name): number for part, name, number in kept["tally"]}),
            examples={(part, name): some for part, name, some in kept["examples"]},
            valid_until=kept["valid_until"],
        )

    def to_json(self) -> str:
        """All of it, to be kept."""
        tally = [[part, name, number] for (part, name), number in self.tally.items()]
        examples = [[part, name, some] for (part, name), some in self.examples.items()]
        return orjson.dumps({"tally": tally, "examples": examples, "valid_until": self.valid_until}).decode()

    def ends(self, moment: float | None) -> None:
        """The figures hold no longer than until then."""
        if moment is not None:
            self.valid_until = min(moment, self.valid_until or moment)

    def add(self, part: str, name: str, example: str, number: int = 1) -> None:
        """`number` more of this kind."""
        key = part, name
        self.tally[key] += number
        if number and self.tally[key] <= EXAMPLES:
            self.examples.setdefault(key, []).append(example)

    def add_all(self, part: str, names: Sequence[str], examples: Sequence[str] = ()) -> None:
        """One more of each of these kinds; without `examples`, none are kept. Counted in C: a million people are counted three times."""
        for name, number in Counter(names).items():
            key = part, name
            if (room := EXAMPLES - self.tally[key]) > 0 and examples:
                mine = (example for one, example in zip(names, examples, strict=True) if one == name)
                self.examples.setdefault(key, []).extend(islice(mine, room))
            self.tally[key] += number


def survey(
    users: Iterable[ShopUser], store: Store, terms: Terms, count: Count, *, left_out: Callable[[ShopUser], None] = lambda _: None
) -> Iterator[Weighed]:
    """Every contact in the order of addresses; who is skipped is counted, and handed to `left_out`. Raises `ShopError`, `StoreError`."""
    with sorter() as sort:
        sort.add(_judged(users, terms.rules, count, left_out))
        for people in chunks(_people(sort, terms.rules, count)):
            addresses = [person.address for person in people]
            known = store.erasures.recalled(terms.audience, addresses, store.mirror.known(terms.audience, addresses))
            weighed = [found for person in people if (found := _weigh(person, known.get(person.address, _UNKNOWN), terms, count))]
            _count(weighed, count)
            yield from weighed


def _judged(users: Iterable[ShopUser], rules: SelectionRules, count: Count, left_out: Callable[[ShopUser], None]) -> Iterator[Candidate]:
    for some in chunks(users):
        count.add_all("rows", [user.origin for user in some])
        for user in some:
            found = judge(user, rules)
            if isinstance(found, Candidate):
                yield found
            else:
                count.add("skipped", found, user.email)
                _count_rule(user, found, rules, count)
                left_out(user)


_BY_RULE = frozenset({SkipReason.EXCLUDED_ADDRESS, SkipReason.EXCLUDED_DOMAIN, SkipReason.EXCLUDED_PATTERN})


def _count_rule(user: ShopUser, reason: SkipReason, rules: SelectionRules, count: Count) -> None:
    if reason in _BY_RULE and (rule := rules.exclusion_of(user.email)):
        count.add("rule", str(rule), user.email)
    if reason is SkipReason.EXCLUDED_GROUP:
        count.add("group", str(user.group_id), user.email)


def _people(sort: Sorter, rules: SelectionRules, count: Count) -> Iterator[Person]:
    for candidates in sort.by_address():
        person = merge(candidates, rules.default_language)
        if person.rows > 1:
            count.add("merged", "", person.address, person.rows - 1)
        yield person


def _weigh(person: Person, known: Known, terms: Terms, count: Count) -> Weighed | None:
    consent = consent_now(person.consent, terms.policy.choice, consented_before=known.consented)
    decision = decide(_status(known, alone=terms.alone), consent, terms.policy, customer=person.customer)
    if isinstance(decision, SkipReason):
        count.add("skipped", decision, person.address)
        return None
    contact = Contact(person.address, decision.send, person.language, terms.filling.of(person))
    effect = _effect(decision, contact, known, terms)
    if effect is Effect.LEAVE:
        count.ends(known.held_until)
    if effect is Effect.UPDATE and consent is Consent.NEVER and known.status in {MemberStatus.SUBSCRIBED, MemberStatus.PENDING}:
        count.add("difference", "subscribed_there_only", person.address)
    return Weighed(person, effect, decision.status, contact, known)


def _count(weighed: Sequence[Weighed], count: Count) -> None:
    addresses = [one.person.address for one in weighed]
    count.add_all("contacts", [""] * len(weighed), addresses)
    count.add_all("status", [one.status for one in weighed], addresses)
    count.add_all("effect", [one.effect for one in weighed], addresses)


_ACCEPTED = frozenset({Outcome.CREATED, Outcome.UPDATED})


def _status(known: Known, *, alone: bool) -> MemberStatus:
    """No list of Mailchimp's shows who was permanently deleted; only its refusal told us, or that they were there and are not."""
    forgotten = known.cause == Cause.FORGOTTEN or (alone and known.outcome in _ACCEPTED)
    return MemberStatus.FORGOTTEN if forgotten and known.status is MemberStatus.ABSENT else known.status


def _effect(decision: Decision, contact: Contact, known: Known, terms: Terms) -> Effect:
    if decision.effect is Effect.LEAVE or terms.asked or (known.outcome is None and not known.shown):
        return decision.effect
    text = to_json(contact.language, contact.fields)
    if _is_held(contact, known, text, terms.now):
        return Effect.LEAVE
    if decision.effect is not Effect.UPDATE or terms.full:
        return decision.effect
    return Effect.KEEP if _is_there(contact, known, text) else Effect.UPDATE


def _is_held(contact: Contact, known: Known, text: str, now: float) -> bool:
    """Refused as they are, or asked once already to confirm by mail: not again until something changes."""
    if known.outcome is None or known.sent_status != (contact.status or ""):
        return False
    if known.outcome is Outcome.REFUSED:
        # One held for longer than anybody is was held before somebody put the clock back.
        held = known.held_until is None or 0 < known.held_until - now <= PASSING_HOLD or known.attempts >= PASSING_TRIES_MAX
        return says_the_same(known.sent, text) and held
    return contact.status is MemberStatus.PENDING


def _is_there(contact: Contact, known: Known, text: str) -> bool:
    """Mailchimp has all of it already, or accepted exactly this from us once: what was changed there since, on purpose, stays."""
    if known.shown == text or (known.outcome in _ACCEPTED and says_the_same(known.sent, text)):
        return True
    return not differences(known.shown, contact.language, contact.fields)
