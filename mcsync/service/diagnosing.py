"""One address: what the shop says, what we last sent, what Mailchimp says now; and putting it right."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from mcsync.address import canonical
from mcsync.contact import MemberStatus, ShopUser
from mcsync.diagnosis import Facts, diagnose
from mcsync.engine.reading import Reader, filling_of
from mcsync.engine.survey import Count, Weighed, survey, terms_of
from mcsync.fields import differences, from_json
from mcsync.mailchimp import Member
from mcsync.message import say
from mcsync.outcome import ACTIVE, BatchState, Effect, Outcome, RunKind, RunState
from mcsync.selection import SelectionRules, SkipReason, judge
from mcsync.service import running
from mcsync.service.views import Diagnosis, Resynced
from mcsync.service.wiring import ATTEMPTS_WATCHED, Wiring
from mcsync.store import AudienceRow, Event
from mcsync.verdicts import Cause

#: Seconds that a re-sync waits for its worker before it says that it is waiting.
PATIENCE = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What was gathered about one address."""

    address: str
    users: list[ShopUser]
    member: Member
    weighed: Weighed | None
    skipped: SkipReason | None
    last: Mapping[str, Any]
    timeline: list[Event]


def examine(wiring: Wiring, raw: str) -> Diagnosis:
    """Everything about one address. Raises `AddressError`, `SettingsError`, `ShopError` or `MailchimpError`."""
    case = _gather(wiring, canonical(raw))
    rules = SelectionRules.of(wiring.in_force().settings)
    return Diagnosis(
        address=case.address,
        finding=diagnose(_facts(wiring, case)),
        shop=[(user, _reason(user, rules)) for user in case.users],
        last_sent=_last_sent(case.last),
        mailchimp=_mailchimp(case.member),
        would_send=_would_send(case.weighed),
        differences=_differences(case),
        timeline=case.timeline,
        news=wiring.store.news.of(wiring.audience(wiring.in_force().settings).number or 0, case.address),
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


_WAITING = say("The re-sync is written down and goes as soon as a worker is there. Start mcsync with `make run` if it is not running.")


def _gather(wiring: Wiring, address: str) -> Case:
    settings = wiring.in_force().settings
    audience = wiring.audience(settings)
    number = audience.number or 0
    with wiring.mailchimp(settings, attempts=ATTEMPTS_WATCHED) as mailchimp:
        filling = filling_of(wiring.store, mailchimp, audience)
        member = Reader(wiring.store, mailchimp, filling.tags).look(audience, address)
    with wiring.shop(settings) as shop:
        users = shop.find(address)
    count = Count()
    terms = terms_of(settings, audience, filling, now=wiring.store.now())
    weighed = next(iter(survey(users, wiring.store, terms, count)), None)
    skipped = next((SkipReason(name) for part, name in count.tally if part == "skipped"), None)
    return Case(
        address=address,
        users=users,
        member=member,
        weighed=weighed,
        skipped=skipped,
        last=wiring.store.history.last_sent(number, address) or {},
        timeline=_timeline(wiring, audience, address),
    )


def _timeline(wiring: Wiring, audience: AudienceRow, address: str) -> list[Event]:
    return wiring.store.history.timeline(audience.number or 0, address)


def _facts(wiring: Wiring, case: Case) -> Facts:
    refused = case.last.get("outcome") == Outcome.REFUSED
    waiting = _waiting(wiring, case)
    return Facts(
        decided=case.weighed.effect if case.weighed else case.skipped,
        member=case.member.status,
        differences=_differences(case),
        cause=Cause(case.last["cause"]) if refused and case.last.get("cause") else None,
        words=case.last.get("words") or "",
        batch=waiting.batch if waiting else None,
        run=waiting.run if waiting else None,
    )


def _waiting(wiring: Wiring, case: Case) -> Event | None:
    """The batch of a run still under way that the address travels in."""
    held = {BatchState.PLANNED.value, BatchState.SENDING.value}
    for event in case.timeline:
        if event.outcome is Outcome.WAITING and event.batch_state in held and wiring.store.runs.get(event.run).holds:
            return event
    return None


def _differences(case: Case) -> dict[str, tuple[str, str]]:
    if case.weighed is None or case.member.status is MemberStatus.ABSENT or case.weighed.effect is Effect.LEAVE:
        return {}
    found = differences(case.weighed.known.shown, case.weighed.contact.language, case.weighed.contact.fields)
    if case.weighed.status is not case.member.status:
        found["status"] = (case.member.status.value, case.weighed.status.value)
    return found


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
