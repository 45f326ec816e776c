"""What is particular to an automatic run: whom it looks at, who has left the shop for good, and when it must not go on by itself."""

from collections.abc import Iterator

from mcsync.comparison import Decision, decide
from mcsync.contact import Consent, Contact, Person
from mcsync.engine.survey import Count, Terms, Weighed, survey
from mcsync.engine.watch import address_of, rows_of
from mcsync.errors import MassDepartureError
from mcsync.message import say
from mcsync.outcome import Effect
from mcsync.shop import Shop
from mcsync.store import Known, ScheduleRow, Store
from mcsync.store.bulk import chunks

#: More people than this are looked for by reading the whole shop, fewer row by row.
BY_NAME_MAX = 5_000
#: Seconds without progress after which a plan is made anew: the newest state of the shop wins.
STALE_AFTER = 300.0
#: So many people, or this share of those in touch, may leave in one look; more look like a wrong prefix or a restored backup.
LEAVERS_MAX, LEAVERS_SHARE = 50, 0.2


class CatchingUp:
    """The pending people of one audience."""

    def __init__(self, store: Store, schedule: ScheduleRow, terms: Terms, count: Count) -> None:
        self._store, self._schedule, self._terms, self._count = store, schedule, terms, count

    def weighed(self, shop: Shop) -> Iterator[Weighed]:
        """Everybody who waits, as the shop has them now. Raises `ShopError`, `StoreError`."""
        for one in self._everyone(shop):
            if one.effect is not Effect.UNSUBSCRIBE or self._schedule.allowed or self._still_leaves(shop, one.person.address):
                yield one
            else:
                self._take_back(one)

    def _still_leaves(self, shop: Shop, address: str) -> bool:
        """Asked once more, of this person alone.

        Who registers moves from the block's table to the customers', and may be in neither as we read one after the other;
        an unsubscribing by mistake could never be undone, and the next look sees them.
        """
        live = [user for user in shop.find(address) if not user.deleted]
        return not live or any(one.effect is Effect.UNSUBSCRIBE for one in survey(live, self._store, self._terms, Count()))

    def _take_back(self, one: Weighed) -> None:
        """They stay as they are, and the totals still add up."""
        tally = self._count.tally
        tally["effect", Effect.UNSUBSCRIBE] -= 1
        tally["effect", Effect.KEEP] += 1
        tally["status", one.status] -= 1
        tally["status", one.known.status] += 1

    def _everyone(self, shop: Shop) -> Iterator[Weighed]:
        people = self._store.pending.people(self._terms.audience)
        if self._schedule.whole_asked_at is not None or len(people) > BY_NAME_MAX:
            yield from survey(shop.users(), self._store, self._terms, self._count)
            for some in self._store.baseline.vanished(self._terms.audience):
                yield from self._gone(some)
            return
        users = list(rows_of(shop, self._store, self._terms.audience, people))
        yield from survey(users, self._store, self._terms, self._count)
        for some in chunks(sorted(people.keys() - {address_of(user) for user in users})):
            yield from self._gone(some)

    def refuse_mass_departure(self) -> None:
        """Raise `MassDepartureError` when more people would be unsubscribed at once than a shop loses, and nobody said that it is right."""
        leaving = self._count.tally["effect", Effect.UNSUBSCRIBE]
        most = max(LEAVERS_MAX, LEAVERS_SHARE * self._store.mirror.in_touch_count(self._terms.audience))
        if leaving <= most or leaving <= self._schedule.allowed:
            return
        self._store.schedules.note(self._terms.audience, held=leaving)
        raise MassDepartureError(
            say(
                "{count} people would be unsubscribed at once, because the shop no longer has them or says that they left. Nothing was sent: "
                "this looks like a wrong table prefix or a restored backup. If it is right, confirm it on the Audience page, or with "
                "`follow --once --accept-leavers`.",
                count=leaving,
            )
        )

    def _gone(self, addresses: list[str]) -> Iterator[Weighed]:
        """Of people without any row, those who consented once: they have left. PrestaShop deletes the rows of newsletter-only people."""
        known = self._store.mirror.known(self._terms.audience, addresses)
        for address in addresses:
            one = known.get(address, Known())
            decision = decide(one.status, Consent.LEFT, self._terms.policy, customer=False)
            if one.consented and isinstance(decision, Decision) and decision.effect is Effect.UNSUBSCRIBE:
                yield self._leaving(address, one, decision)

    def _leaving(self, address: str, known: Known, decision: Decision) -> Weighed:
        """Only the status is sent: nothing of somebody who may have asked to be forgotten."""
        self._count.tally["rows", "gone"] += 1
        self._count.add("contacts", "", address)
        self._count.add("status", decision.status, address)
        self._count.add("effect", decision.effect, address)
        return Weighed(
            person=Person(address=address, consent=Consent.LEFT, customer=False),
            effect=decision.effect,
            status=decision.status,
            contact=Contact(address=address, status=decision.send),
            known=known,
        )
