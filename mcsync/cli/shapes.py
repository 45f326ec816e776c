"""The contract: what each command's JSON holds. Names here are stable; scripts rely on them."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from mcsync.cli.language import _
from mcsync.contact import ShopUser
from mcsync.outcome import RunState
from mcsync.service import Checks, Conflict, Diagnosis, Following, Preview, Resynced, RunView, Status, Verification
from mcsync.store import Event

#: Of `check`: what each step shows, whether it is there or not.
_FACTS: Mapping[str, tuple[str, ...]] = {
    "shop": ("version", "customers", "newsletter_only"),
    "mailchimp": ("account",),
    "audience": ("id", "name"),
}


def checks(found: Checks) -> dict[str, Any]:
    """`check`."""
    steps = {"shop": found.shop, "mailchimp": found.mailchimp, "audience": found.audience}
    return {
        name: {"ok": step.ok, "message": _(step.message), **{fact: step.facts.get(fact) for fact in _FACTS[name]}}
        for name, step in steps.items()
    }


def preview(found: Preview) -> dict[str, Any]:
    """`preview`."""
    return {
        "rows": found.rows,
        "by_origin": dict(found.by_origin),
        "skipped": dict(found.skipped),
        "merged": found.merged,
        "contacts": found.contacts,
        "by_status": dict(found.by_status),
        "by_effect": dict(found.by_effect),
        "unchanged": found.unchanged,
        "to_send": found.to_send,
        "left_alone": found.left_alone,
        "batches": found.batches,
        "batch_size": found.batch_size,
        "minutes": round(found.minutes, 1),
        "proposed_batch_size": found.proposal.batch_size if found.proposal else None,
        "by_rule": dict(found.by_rule),
    }


def run(found: RunView, refusals: Mapping[str, int] | None = None, proof: Verification | None = None) -> dict[str, Any]:
    """One run, as `export`, `run`, `runs`, `pause`, `resume` and `cancel` show it; `run` with its refusals, and with its proof."""
    body = {
        "run": found.run,
        "kind": found.kind.value,
        "state": found.state.value,
        "contacts": found.contacts,
        "to_send": found.to_send,
        "created": found.created_members,
        "updated": found.updated,
        "unchanged": found.unchanged,
        "left_alone": found.left_alone + found.left_alone_late,
        "refused": found.refused,
        "batches": found.batches,
        "batches_done": found.batches_done,
        "batch_size": found.batch_size,
        "effects": dict(found.by_effect),
        "joined": found.joined,
        "problem": _(found.problem) if found.problem else None,
        "started": _time(found.started),
        "ended": _time(found.ended),
        "by": found.by,
    }
    return body if refusals is None else {**body, "refusals": dict(refusals), "proof": _proof(proof) if proof else None}


def status(found: Status) -> dict[str, Any]:
    """`status`."""
    return {
        "days": [
            {"date": day.date.isoformat(), "runs": sum(day.runs.values()), "sent": day.sent, "errors": day.errors} for day in found.days
        ],
        "causes": [{"cause": one.cause, "count": one.count, "sentence": _(one.sentence), "advice": _(one.advice)} for one in found.causes],
    }


def diagnosis(found: Diagnosis) -> dict[str, Any]:
    """`diagnose`."""
    return {
        "address": found.address,
        "verdict": found.finding.verdict.value,
        "sentence": _(found.finding.sentence),
        "advice": _(found.finding.advice),
        "shop": {"rows": [_shop_row(user, reason) for user, reason in found.shop]},
        "last_sent": {**found.last_sent, "at": _time(found.last_sent["at"])} if found.last_sent else {},
        "mailchimp": dict(found.mailchimp),
        "would_send": dict(found.would_send),
        "differences": {tag: list(values) for tag, values in found.differences.items()},
        "timeline": [_event(event) for event in found.timeline],
        "in_mailchimp": [{"at": _time(one.at), "before": one.before.value, "after": one.after.value} for one in found.news],
        "may_resync": found.finding.may_resync,
        "why_not": _(found.finding.why_not) if found.finding.why_not else None,
    }


def following(found: Following) -> dict[str, Any]:
    """`follow`."""
    return {
        "state": found.standing.value,
        "every": found.every,
        "last_look": _time(found.last_look),
        "last_success": _time(found.last_success),
        "next_look": _time(found.next_look),
        "waiting": found.waiting,
        "everybody": found.everybody,
        "held": found.held,
        "trouble": _(found.trouble) if found.trouble else None,
        "trouble_since": _time(found.trouble_since),
        "worker_silent": found.worker_silent,
        "worker_seen": _time(found.worker_seen),
    }


def conflicts(found: Iterable[Conflict]) -> dict[str, Any]:
    """`conflicts`."""
    return {
        "conflicts": [
            {"address": one.address, "mailchimp": one.mailchimp.value, "shop": one.shop.value, "sentence": _(one.sentence)} for one in found
        ]
    }


def resynced(found: Resynced) -> dict[str, Any]:
    """`resync`."""
    return {
        "address": found.address,
        "outcome": found.outcome,
        "sentence": _(found.sentence),
        "before": dict(found.before),
        "after": dict(found.after),
    }


def verification(found: Verification) -> dict[str, Any]:
    """`verify`."""
    return {
        "in_place": found.in_place,
        "different": found.different,
        "missing": found.missing,
        "left_alone": found.left_alone,
        "not_ours": found.not_ours,
        "run": found.run,
        "at": _time(found.at),
        "examples": [dict(one) for one in found.examples],
    }


def _proof(found: Verification) -> dict[str, Any]:
    return {name: value for name, value in verification(found).items() if name not in {"run", "examples"}}


def complete(found: RunView) -> bool:
    """Whether a run did all of its work."""
    return found.state is RunState.DONE


def _shop_row(user: ShopUser, reason: str | None) -> dict[str, Any]:
    return {
        "origin": user.origin.value,
        "id": user.id,
        "email": user.email,
        "shop": user.shop_id,
        "newsletter": user.newsletter,
        "newsletter_date": user.newsletter_date.isoformat() if user.newsletter_date else None,
        "active": user.active,
        "deleted": user.deleted,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "language": user.language,
        "skipped": reason,
    }


def _event(event: Event) -> dict[str, Any]:
    return {
        "at": _time(event.at),
        "run": event.run,
        "kind": event.kind,
        "by": event.by,
        "effect": event.effect.value,
        "outcome": event.outcome.value,
        "cause": event.cause,
        "words": event.words,
        "tries": event.tries,
    }


def _time(seconds: float | None) -> str | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
