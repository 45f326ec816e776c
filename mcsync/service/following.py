"""Following the shop by itself: where it stands, one look at once, what came back from Mailchimp, and where the two sides disagree."""

from collections.abc import Iterator

from mcsync.contact import Consent, ConsentChoice, MemberStatus, ShopUser
from mcsync.engine.catching_up import BY_NAME_MAX
from mcsync.engine.follow import Follower
from mcsync.engine.survey import Count, Terms, Weighed, survey, terms_of
from mcsync.engine.watch import address_of, rows_of
from mcsync.engine.worker import new_owner
from mcsync.errors import SettingsError
from mcsync.mapping import Filling
from mcsync.message import Message, say, say_many
from mcsync.outcome import Effect, Outcome
from mcsync.service import running
from mcsync.service.following_views import Conflict, Following, Standing
from mcsync.service.wiring import Wiring
from mcsync.shop import Shop
from mcsync.store import AudienceRow, Change

#: Days of Mailchimp's news that are shown.
NEWS_DAYS = 30
_LEFT = frozenset({MemberStatus.UNSUBSCRIBED, MemberStatus.CLEANED, MemberStatus.ARCHIVED, MemberStatus.FORGOTTEN})
_IN_TOUCH = frozenset({MemberStatus.SUBSCRIBED, MemberStatus.PENDING})


def standing(wiring: Wiring) -> Following:
    """Where following the chosen audience stands. Raises `SettingsError`."""
    settings, store = wiring.in_force().settings, wiring.store
    audience = store.mirror.find(settings.audience) if settings.audience else None
    number = audience.number or 0 if audience else 0
    schedule = store.schedules.find(number) if audience else None
    if schedule is None:
        return Following(standing=Standing.WAITING, every=settings.automatic_every)
    troubles = store.troubles.present(number)
    silent = running.worker_silent(wiring)
    return Following(
        standing=Standing.ON if settings.automatic else Standing.PAUSED,
        every=settings.automatic_every,
        last_look=schedule.looked_at,
        last_success=schedule.succeeded_at,
        next_look=max(schedule.claimed_at + settings.automatic_every, store.now()) if settings.automatic and not silent else None,
        waiting=store.pending.count(number),
        everybody=schedule.whole_asked_at is not None,
        held=schedule.held,
        trouble=troubles[0]["message"] if troubles else None,
        trouble_since=troubles[0]["since"] if troubles else None,
        worker_silent=silent,
        worker_seen=_seen(wiring),
    )


def look(wiring: Wiring, by: str, *, accept_leavers: bool = False) -> tuple[bool, Following]:
    """One look now, in this process; whether all went well, and how it stands afterwards. Raises `SettingsError` before the first export."""
    before = standing(wiring)
    if before.standing is Standing.WAITING:
        raise SettingsError(say("Nothing is followed yet: export to this audience once, completely, and it starts by itself."))
    if accept_leavers:
        accept(wiring, by)
    follower = Follower(wiring.store, lambda: wiring.in_force().settings, wiring.doors, new_owner())
    return follower.look(), standing(wiring)


def accept(wiring: Wiring, by: str) -> Following:
    """The many people who would be unsubscribed at once really have left."""
    audience = _audience(wiring)
    held = standing(wiring).held
    wiring.store.schedules.note(audience.number or 0, allowed=held)
    wiring.store.preferences.note(by, "accept leavers", _accepted(held, audience.name))
    return standing(wiring)


def _accepted(held: int, audience: str) -> Message:
    return say_many("{n} person, audience {audience}", "{n} people, audience {audience}", held, audience=audience)


def news(wiring: Wiring, days: int = NEWS_DAYS) -> list[Change]:
    """Who left, bounced, was deleted or came back in Mailchimp, newest first."""
    return wiring.store.news.since(_audience(wiring).number or 0, wiring.store.now() - days * 86_400.0)


def conflicts(wiring: Wiring) -> Iterator[Conflict]:
    """Everybody about whom shop and Mailchimp disagree, as far as we last read Mailchimp. Raises `ShopError`."""
    settings = wiring.in_force().settings
    audience = _audience(wiring)
    number = audience.number or 0
    with wiring.shop(settings) as shop:
        terms = terms_of(settings, audience, Filling(), now=wiring.store.now(), alone=True)
        for one in survey(_rows(wiring, shop, number), wiring.store, terms, Count()):
            if found := _conflict(one, terms):
                yield found
        yield from _back_without_a_row(wiring, shop, number)


def _rows(wiring: Wiring, shop: Shop, number: int) -> Iterator[ShopUser]:
    """Of those who left there, or left in the shop once; by reading the whole shop where they are many, or were never looked at."""
    people = wiring.store.mirror.in_doubt(number, BY_NAME_MAX + 1)
    if len(people) > BY_NAME_MAX or not wiring.store.baseline.digests(number):
        return shop.users()
    return rows_of(shop, wiring.store, number, people)


def _back_without_a_row(wiring: Wiring, shop: Shop, number: int) -> Iterator[Conflict]:
    back = wiring.store.consenters.came_back(number)
    here = {address_of(user) for user in shop.find_all(back)} if back else set[str]()
    known = wiring.store.mirror.known(number, back)
    for address in back:
        if address not in here:
            yield Conflict(address=address, mailchimp=known[address].status, shop=Consent.LEFT, sentence=_BACK_WITHOUT_A_ROW)


def _conflict(one: Weighed, terms: Terms) -> Conflict | None:
    """A table of three cases: the first that holds."""
    there, consent = one.known.status, one.person.consent
    forgotten = one.status is MemberStatus.FORGOTTEN
    cases: tuple[tuple[bool, Message], ...] = (
        (consent is Consent.YES and (there in _LEFT or forgotten), _LEFT_THERE),
        (consent is Consent.NEVER and one.known.consented and there in _LEFT, _CAME_BACK_WITHOUT),
        (consent is not Consent.YES and there in _IN_TOUCH and terms.policy.choice is not ConsentChoice.EVERYONE, _sentence(one)),
    )
    sentence = next((sentence for holds, sentence in cases if holds), None)
    if sentence is None:
        return None
    status = MemberStatus.FORGOTTEN if forgotten else there
    return Conflict(address=one.person.address, mailchimp=status, shop=consent, sentence=sentence)


_LEFT_THERE = say("Left in Mailchimp and consents in the shop: left alone. Only they can come back, through a Mailchimp form.")
_CAME_BACK_WITHOUT = say("Once consented, now in the shop without the tick, and unsubscribed: left alone.")
_FORM = say("Subscribed in Mailchimp and never said yes in the shop, perhaps through a Mailchimp form: only their fields are updated.")
_TO_LEAVE = say("Subscribed in Mailchimp and left in the shop: the next change or daily comparison unsubscribes them.")


_BACK = say(
    "Left in the shop, and unsubscribed by us; subscribed in Mailchimp since, perhaps through a Mailchimp form. The shop still says no, so the "
    "next change or daily comparison unsubscribes them again. If they want the newsletter, tick it in the shop."
)
_BACK_WITHOUT_A_ROW = say(
    "No longer in the shop, and unsubscribed by us; subscribed in Mailchimp since, perhaps through a Mailchimp form: left as they are there, "
    "because the shop says nothing about them any more."
)


def _sentence(one: Weighed) -> Message:
    if one.effect is not Effect.UNSUBSCRIBE:
        return _FORM
    came_back = one.known.sent_status == MemberStatus.UNSUBSCRIBED and one.known.outcome is Outcome.UPDATED
    return _BACK if came_back else _TO_LEAVE


def _seen(wiring: Wiring) -> float | None:
    silent = wiring.store.leases.silent_for()
    return None if silent is None else wiring.store.now() - silent


def _audience(wiring: Wiring) -> AudienceRow:
    return wiring.audience(wiring.in_force().settings)
