"""What is particular to an automatic run: whom it looks at, and when it must not go on by itself."""

from collections.abc import Iterator

from mcsync.engine.survey import Count, Terms, Weighed, survey
from mcsync.engine.vanished import everyone, gone
from mcsync.engine.watch import address_of, rows_of
from mcsync.outcome import Effect
from mcsync.shop import Shop
from mcsync.store import ScheduleRow, Store
from mcsync.store.bulk import chunks

#: More people than this are looked for by reading the whole shop, fewer row by row.
BY_NAME_MAX = 5_000
#: Seconds without progress after which a plan is made anew: the newest state of the shop wins.
STALE_AFTER = 300.0


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
            yield from everyone(shop, self._store, self._terms, self._count)
            return
        users = list(rows_of(shop, self._store, self._terms.audience, people))
        yield from survey(users, self._store, self._terms, self._count)
        for some in chunks(sorted(people.keys() - {address_of(user) for user in users})):
            yield from gone(some, self._store, self._terms, self._count)
