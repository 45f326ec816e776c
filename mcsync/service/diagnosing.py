"""One address: what the shop says, what we last sent, what Mailchimp says now; and putting it right."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from mcsync.address import canonical
from mcsync.contact import ShopUser
from mcsync.diagnosis import diagnose
from mcsync.engine.reading import Reader, filling_of
from mcsync.engine.survey import Terms, Weighed, terms_of
from mcsync.fields import from_json
from mcsync.mailchimp import Member
from mcsync.message import say
from mcsync.outcome import ACTIVE, Effect, Outcome, RunKind, RunState
from mcsync.pasted import bare
from mcsync.resemblance import local_forms, proposals, slips
from mcsync.selection import SelectionRules, SkipReason, judge
from mcsync.service import running
from mcsync.service.assessing import Assessed, assess
from mcsync.service.behind import audience_of
from mcsync.service.diagnostic_views import Diagnosis, Recalled, Resynced
from mcsync.service.wiring import Wiring
from mcsync.shop import Shop
from mcsync.store import Change
from mcsync.store.news import LEFT

#: Seconds that a re-sync waits for its worker before it says that it is waiting.
PATIENCE = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What was gathered about one address, Mailchimp's own answer included."""

    assessed: Assessed
    member: Member
    news: Sequence[Change]
    last: Mapping[str, Any]
    rules: SelectionRules
    #: Our number of the audience.
    audience: int
    near: Sequence[str]


def examine(wiring: Wiring, raw: str) -> Diagnosis:
    """Everything about one address. Raises `AddressError`, `SettingsError`, `ShopError` or `MailchimpError`."""
    case = _gather(wiring, canonical(bare(raw)))
    found = case.assessed
    return Diagnosis(
        address=found.address,
        finding=diagnose(replace(found.facts, words=case.last.get("words") or "", left_on=_left_on(case))),
        shop=[(user, _reason(user, case.rules)) for user in found.users],
        last_sent=_last_sent(case.last),
        mailchimp=_mailchimp(case.member),
        would_send=_would_send(found.weighed),
        differences=found.differences,
        timeline=wiring.store.history.timeline(case.audience, found.address),
        news=case.news,
        near=case.near,
    )


def recall(wiring: Wiring, raw: str) -> Recalled:
    """What can be said without Mailchimp. Raises `AddressError`, `SettingsError` or `ShopError`."""
    address, settings = canonical(bare(raw)), wiring.in_force().settings
    audience, history = audience_of(wiring), wiring.store.history
    rules = SelectionRules.of(settings)
    with wiring.shop(settings) as shop:
        users = shop.find(address)
    return Recalled(
        address=address,
        shop=[(user, _reason(user, rules)) for user in users],
        last_sent=_last_sent(history.last_sent(audience, address) or {}),
        timeline=history.timeline(audience, address),
        news=wiring.store.news.of(audience, address),
    )


def resync(wiring: Wiring, raw: str, by: str, sleep: Callable[[float], None], *, own_work: bool) -> Resynced:
    """Send one address now. `own_work`: where no worker is alive, this process does the work itself."""
    before = examine(wiring, raw)
    if not before.finding.may_resync:
        why = before.finding.why_not or before.finding.sentence
        return Resynced(address=before.address, outcome="not_sent", sentence=why, before=before.mailchimp, after=before.mailchimp)
    run = running.start(wiring, by, kind=RunKind.ADDRESS, address=before.address)
    if own_work or not running.worker_silent(wiring):
        run = running.wait(wiring, run.run, sleep, seconds=PATIENCE)
    if run.state in ACTIVE:
        return Resynced(address=before.address, outcome="waiting", sentence=_WAITING, before=before.mailchimp, after=before.mailchimp)
    if run.problem is not None:
        return Resynced(
            address=before.address, outcome=RunState.FAILED.value, sentence=run.problem, before=before.mailchimp, after=before.mailchimp
        )
    after = examine(wiring, raw)
    outcome = next((event.outcome for event in after.timeline if event.run == run.run), Outcome.LEFT_ALONE)
    return Resynced(
        address=before.address, outcome=outcome.value, sentence=after.finding.sentence, before=before.mailchimp, after=after.mailchimp
    )


_WAITING = say("The re-sync is written down and goes as soon as a worker is there.")


def _gather(wiring: Wiring, address: str) -> Case:
    settings = wiring.in_force().settings
    audience = wiring.audience(settings)
    number = audience.number or 0
    with wiring.watched(settings) as mailchimp:
        filling = filling_of(wiring.store, mailchimp, audience)
        member = Reader(wiring.store, mailchimp, filling.tags).look(audience, address)
    terms = terms_of(settings, audience, filling, now=wiring.store.now())
    with wiring.shop(settings) as shop:
        assessed = next(assess(shop, wiring.store, terms, [address]))
        near = [] if assessed.users else _near(wiring, shop, terms, address)
    return Case(
        assessed=assessed,
        member=member,
        news=wiring.store.news.of(number, address),
        last=wiring.store.history.last_sent(number, address) or {},
        rules=terms.rules,
        audience=number,
        near=near,
    )


def _near(wiring: Wiring, shop: Shop, terms: Terms, address: str) -> list[str]:
    forms, mistyped = local_forms(address), slips(address)
    return proposals(address, shop.near(forms, mistyped) | wiring.store.lookups.near(terms.audience, forms, mistyped))


def _left_on(case: Case) -> date | None:
    """When we saw them leave, else when Mailchimp last changed anything about them."""
    seen = next((one.at for one in case.news if one.after in LEFT), None)
    if seen:
        return datetime.fromtimestamp(seen, UTC).date()
    return date.fromisoformat(case.member.changed[:10]) if case.member.changed else None


def _reason(user: ShopUser, rules: SelectionRules) -> str | None:
    found = judge(user, rules)
    return found.value if isinstance(found, SkipReason) else None


def _last_sent(row: Mapping[str, Any]) -> dict[str, Any]:
    if not row:
        return {}
    language, fields = from_json(row["sent"])
    kept = {name: row[name] for name in ("outcome", "status", "cause", "words", "at", "held_until")}
    return {**kept, "run": row["run_id"], "language": language, "fields": fields}


def _mailchimp(member: Member) -> dict[str, Any]:
    return {"status": member.status.value, "language": member.language, "fields": dict(member.fields), "changed": member.changed}


def _would_send(weighed: Weighed | None) -> dict[str, Any]:
    if weighed is None or weighed.effect is Effect.LEAVE:
        return {}
    contact = weighed.contact
    return {"email_address": contact.address, "status": contact.status, "language": contact.language, "merge_fields": dict(contact.fields)}
