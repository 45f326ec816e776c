"""People whom the shop no longer has: PrestaShop deletes the row of a newsletter-only person who signs off, and that is a leaving, too."""

from collections.abc import Iterable, Iterator

from mcsync.comparison import Decision, decide
from mcsync.contact import Consent, Contact, MemberStatus, Person, ShopUser
from mcsync.engine.ahead import ahead
from mcsync.engine.survey import Count, Terms, Weighed, survey
from mcsync.engine.watch import address_of
from mcsync.errors import MassDepartureError
from mcsync.message import say
from mcsync.outcome import Effect, Outcome
from mcsync.shop import Shop
from mcsync.store import Known, Store
from mcsync.store.bulk import CHUNK

#: So many people, or this share of those in touch, may leave at once; more look like a wrong prefix or a restored backup.
LEAVERS_MAX, LEAVERS_SHARE = 50, 0.2
#: Up to so many missing people are asked for by name, more by reading the shop once more.
_BY_NAME_MAX = 1_000
_IN_TOUCH = frozenset({MemberStatus.SUBSCRIBED, MemberStatus.PENDING})


def everyone(shop: Shop, store: Store, terms: Terms, count: Count) -> Iterator[Weighed]:
    """As `survey` of the whole shop, and after that those who consented once and whom it no longer has. Raises as `survey`.

    Nobody is missed before the first complete export: until then, we do not know whom the shop ever had.
    """
    here = _Here(store, terms.audience)
    for one in survey(ahead(shop.users()), store, terms, count, left_out=here.note):
        here.see(one.known)
        yield one
    if store.schedules.find(terms.audience):
        for some in here.missing(shop):
            yield from gone(some, store, terms, count)


def gone(addresses: Iterable[str], store: Store, terms: Terms, count: Count) -> Iterator[Weighed]:
    """Of people without any row, those who consented once: they have left, unless they came back in Mailchimp since we unsubscribed them."""
    addresses = list(addresses)
    known = store.mirror.known(terms.audience, addresses)
    for address in addresses:
        one = known.get(address, Known())
        if not one.consented or _came_back(one):
            continue
        decision = decide(one.status, Consent.LEFT, terms.policy, customer=False)
        if isinstance(decision, Decision) and decision.effect is Effect.UNSUBSCRIBE:
            yield _leaving(address, one, decision, count)


def refuse_mass_departure(store: Store, audience: int, leaving: int) -> None:
    """Raise `MassDepartureError` when more people would be unsubscribed at once than a shop loses, and nobody said that it is right."""
    schedule = store.schedules.find(audience)
    most = max(LEAVERS_MAX, LEAVERS_SHARE * store.mirror.in_touch_count(audience))
    if leaving <= most or schedule is None or leaving <= schedule.allowed:
        return
    store.schedules.note(audience, held=leaving)
    raise MassDepartureError(
        say(
            "{count} people would be unsubscribed at once, because the shop no longer has them or says that they left. Nothing was sent: "
            "this looks like a wrong table prefix or a restored backup. If it is right, confirm it on the Audience page, or with "
            "`follow --once --accept-leavers`.",
            count=leaving,
        )
    )


class _Here:
    """Which of those who consented once the shop has: a bit for each, because they may be a million."""

    def __init__(self, store: Store, audience: int) -> None:
        self._store, self._audience = store, audience
        self._bits = bytearray()
        self._count = 0
        self._waiting: list[str] = []

    def see(self, known: Known) -> None:
        """A person whom the survey met."""
        if known.number and known.status in _IN_TOUCH and not _came_back(known):
            self._set(known.number)

    def note(self, user: ShopUser) -> None:
        """A row that is of somebody, though they are not exported."""
        if address := address_of(user):
            self._waiting.append(address)
            if len(self._waiting) >= CHUNK:
                self._flush()

    def missing(self, shop: Shop) -> Iterator[list[str]]:
        """The addresses of those who were not met and are not there at a second look either, some at a time.

        Who registers moves from the block's table to the customers', and may have been in neither as we read one after the other;
        an unsubscribing by mistake could never be undone.
        """
        self._flush()
        how_many = self._store.consenters.count(self._audience) - self._count
        if how_many > _BY_NAME_MAX:
            self._note_all(shop.users())
            yield from (list(some.values()) for some in self._unmet())
        elif how_many:
            suspects = {number: address for some in self._unmet() for number, address in some.items()}
            self._note_all(shop.find_all(list(suspects.values())))
            yield [address for number, address in suspects.items() if not self._has(number)]

    def _unmet(self) -> Iterator[dict[int, str]]:
        for some in self._store.consenters.everyone(self._audience):
            yield {number: address for number, address in some.items() if not self._has(number)}

    def _note_all(self, users: Iterable[ShopUser]) -> None:
        for user in users:
            self.note(user)
        self._flush()

    def _flush(self) -> None:
        for number in self._store.consenters.among(self._audience, self._waiting):
            self._set(number)
        self._waiting.clear()

    def _set(self, number: int) -> None:
        place, bit = divmod(number, 8)
        if place >= len(self._bits):
            self._bits.extend(bytes(place + 1))
        self._count += not self._has(number)
        self._bits[place] |= 1 << bit

    def _has(self, number: int) -> bool:
        place, bit = divmod(number, 8)
        return place < len(self._bits) and bool(self._bits[place] >> bit & 1)


def _came_back(known: Known) -> bool:
    return known.sent_status == MemberStatus.UNSUBSCRIBED and known.outcome is Outcome.UPDATED


def _leaving(address: str, known: Known, decision: Decision, count: Count) -> Weighed:
    """Only the status is sent: nothing of somebody who may have asked to be forgotten."""
    count.tally["rows", "gone"] += 1
    count.add("contacts", "", address)
    count.add("status", decision.status, address)
    count.add("effect", decision.effect, address)
    return Weighed(
        person=Person(address=address, consent=Consent.LEFT, customer=False),
        effect=decision.effect,
        status=decision.status,
        contact=Contact(address=address, status=decision.send),
        known=known,
    )
