"""Who would be sent now: the very survey that a run makes, counted and not sent."""

from contextlib import suppress
from dataclasses import replace

from mcsync.batching import by_road, propose, requests, seconds, seconds_per_request
from mcsync.engine.holding import Holding
from mcsync.engine.memory import Memory
from mcsync.engine.reading import Reader, filling_of
from mcsync.engine.survey import Count, Terms, terms_of
from mcsync.engine.vanished import everyone
from mcsync.engine.worker import new_owner
from mcsync.errors import LeaseLostError
from mcsync.mapping import Filling
from mcsync.outcome import Effect
from mcsync.service.views import Preview
from mcsync.service.wiring import Wiring
from mcsync.settings import Settings
from mcsync.shop import Shop
from mcsync.store import AudienceRow


def preview(wiring: Wiring, batch_size: int | None = None, *, count: Count | None = None) -> Preview:
    """Read the audience's changes and the shop, and count, into `count` for those who look on. Raises `SettingsError`, `ShopError` or `MailchimpError`."""
    settings = wiring.in_force().settings
    audience = wiring.fresh_audience(settings)
    filling = _refresh(wiring, settings, audience)
    terms = terms_of(settings, audience, filling, now=wiring.store.now())
    with wiring.shop(settings) as shop:
        memory = Memory(wiring.store, shop, settings, terms)
        found = memory.recall() or _surveyed(wiring, shop, terms, memory, Count() if count is None else count)
    return resized(wiring, as_preview(found), batch_size)


def _surveyed(wiring: Wiring, shop: Shop, terms: Terms, memory: Memory, count: Count) -> Count:
    for _ in everyone(shop, wiring.store, terms, count):
        pass
    memory.keep(count)
    return count


def _refresh(wiring: Wiring, settings: Settings, audience: AudienceRow) -> Filling:
    """While a run has the key, it keeps the mirror fresh itself, and we leave it all its connections."""
    with wiring.mailchimp(settings) as mailchimp:
        filling = filling_of(wiring.store, mailchimp, audience)
        with suppress(LeaseLostError), Holding(wiring.store.leases, wiring.lease(settings), new_owner()):
            Reader(wiring.store, mailchimp, filling.tags, at_once=settings.connections).refresh(audience)
    return filling


def as_preview(count: Count) -> Preview:
    """The figures of a survey that was read to its end; batches not yet counted."""
    tally = count.tally
    by_effect = _part(count, "effect")
    unchanged, left_alone = by_effect.get(Effect.KEEP, 0), by_effect.get(Effect.LEAVE, 0)
    return Preview(
        rows=sum(_part(count, "rows").values()),
        by_origin=_part(count, "rows"),
        skipped=_part(count, "skipped"),
        merged=tally["merged", ""],
        contacts=tally["contacts", ""],
        by_status=_part(count, "status"),
        by_effect=by_effect,
        unchanged=unchanged,
        to_send=tally["contacts", ""] - unchanged - left_alone,
        left_alone=left_alone,
        batches=0,
        batch_size=0,
        minutes=0.0,
        by_rule={**_part(count, "rule"), **_part(count, "group")},
        examples=count.examples,
        subscribed_there_only=tally["difference", "subscribed_there_only"],
    )


def resized(wiring: Wiring, preview: Preview, batch_size: int | None = None) -> Preview:
    """The same people in batches of another size, or of the size that is set."""
    settings = wiring.in_force().settings
    size = batch_size or settings.batch_size
    measures = wiring.store.history.measures(wiring.audience(settings).number or 0)
    batches = requests(by_road(preview.by_effect), size)
    minutes = seconds(batches, seconds_per_request(measures, size), settings.connections) / 60
    return replace(preview, batches=batches, batch_size=size, minutes=minutes, proposal=propose(measures))


def _part(count: Count, part: str) -> dict[str, int]:
    return {name: number for (of, name), number in count.tally.items() if of == part}
