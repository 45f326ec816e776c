"""The same answers for people."""

from collections.abc import Iterable, Mapping, Sequence

from mcsync.cli.language import _, moment, number
from mcsync.contact import MemberStatus, ShopUser
from mcsync.message import Message, say
from mcsync.outcome import Outcome
from mcsync.selection import REASON, SkipReason
from mcsync.service import Checked, Checks, Conflict, Diagnosis, Following, Preview, Resynced, RunView, Standing, Status, Verification
from mcsync.verdicts import VERDICTS, Cause
from mcsync.words import KINDS, ORIGINS, OUTCOMES, REQUESTS, STATES, STATUSES

_STANDINGS: Mapping[Standing, Message] = {
    Standing.WAITING: say("waits for the first complete export"),
    Standing.ON: say("on"),
    Standing.PAUSED: say("paused"),
}
_KINDS: Mapping[str, Message] = {"different": say("different"), "missing": say("missing")}
#: What may become of a re-sync besides an `Outcome`.
_NOT_SENT: Mapping[str, Message] = {"not_sent": say("not sent"), "failed": say("did not work")}


def checks(found: Checks) -> str:
    """Three lines."""
    steps = ((say("shop"), found.shop), (say("Mailchimp"), found.mailchimp), (say("audience"), found.audience))
    return "\n".join(_step(name, step) for name, step in steps)


def _step(name: Message, step: Checked) -> str:
    return _("{ok} {name}: {sentence}", ok=_("ok ") if step.ok else _("NOT"), name=name, sentence=step.message)


def preview(found: Preview) -> str:
    """From the rows down to the requests."""
    skipped = [_figure(f"  {_(REASON[SkipReason(reason)])}", count, 9) for reason, count in sorted(found.skipped.items())]
    requests = _("to send; requests: {requests}, of up to {size} each; minutes: about {minutes}", **_requests(found))
    return "\n".join(
        [
            _figure(_("rows in the shop"), found.rows),
            _figure(_("skipped:"), -sum(found.skipped.values())),
            *skipped,
            _figure(_("merged with another row of the same address"), -found.merged),
            _figure(_("contacts"), found.contacts),
            _figure(_("unchanged"), -found.unchanged),
            _figure(_("left alone"), -found.left_alone),
            _figure(requests, found.to_send),
        ]
    )


def _requests(found: Preview) -> dict[str, str]:
    return {"requests": number(found.batches), "size": number(found.batch_size), "minutes": number(round(found.minutes, 1))}


def _figure(what: str, count: int, width: int = 11) -> str:
    return f"{number(count):>{width}}  {what}"


def runs(found: Sequence[RunView]) -> str:
    """One after the other."""
    return "\n\n".join(map(run, found)) or _("No runs yet.")


def run(found: RunView, refusals: Mapping[str, int] | None = None, proof: Verification | None = None) -> str:
    """A run in a few lines."""
    state = (
        STATES[found.state] if found.request is None else say("{state} ({asked})", state=STATES[found.state], asked=REQUESTS[found.request])
    )
    lines = [
        _("{kind} {run}, by {by}: {state}", kind=KINDS[found.kind], run=found.run, by=found.by, state=state),
        "  " + _("contacts sent: {sent} of {all}; new: {new}, updated: {updated}, refused: {refused}", **_sent(found)),
        "  " + _("unchanged: {unchanged}, left alone: {left}", unchanged=number(found.unchanged), left=number(_left(found))),
        "  " + _("batches done: {done} of {all}", done=number(found.batches_done), all=number(found.batches)),
    ]
    lines += [f"  {number(count)}  {_(VERDICTS[Cause(cause)].sentence)}" for cause, count in (refusals or {}).items()]
    lines += ["  " + _("verified: {figures}", figures=_proved(proof))] if proof else []
    return "\n".join([*lines, f"  {_(found.problem)}"] if found.problem else lines)


def _sent(found: RunView) -> dict[str, str]:
    figures = {
        "sent": found.settled,
        "all": found.to_send,
        "new": found.created_members,
        "updated": found.updated,
        "refused": found.refused,
    }
    return {name: number(count) for name, count in figures.items()}


def _left(found: RunView) -> int:
    return found.left_alone + found.left_alone_late


def status(found: Status) -> str:
    """A line a day, then the causes."""
    days = [
        f"{day.date}  {_('runs')} {number(sum(day.runs.values())):>4}  {_('sent')} {number(day.sent):>9}  {_('errors')} {number(day.errors):>7}"
        for day in found.days
    ]
    return "\n".join([*days, *(f"{number(one.count):>7}  {_(one.sentence)} {_(one.advice)}" for one in found.causes)])


def diagnosis(found: Diagnosis) -> str:
    """The verdict and the three sides."""
    finding = found.finding
    lines = [
        _("{address}: {sentence}", address=found.address, sentence=finding.sentence),
        f"  {_(finding.advice)}",
        "  " + _("In Mailchimp: {status}", status=STATUSES[MemberStatus(found.mailchimp["status"])]),
        *(f"  {_shop(user)}" for user, reason in found.shop),
    ]
    return "\n".join([*lines, "  " + _("No re-sync: {why}", why=finding.why_not)] if finding.why_not else lines)


def _shop(user: ShopUser) -> str:
    newsletter = say("newsletter yes") if user.newsletter else say("newsletter no")
    return _("In the shop: {origin} {number}, {newsletter}", origin=ORIGINS[user.origin], number=user.id, newsletter=newsletter)


def resynced(found: Resynced) -> str:
    """What became of it, and the sentence."""
    outcome = OUTCOMES[Outcome(found.outcome)] if found.outcome in set(Outcome) else _NOT_SENT[found.outcome]
    return _("{address}: {outcome}. {sentence}", address=found.address, outcome=outcome, sentence=found.sentence)


def verification(found: Verification) -> str:
    """The figures, and who is meant."""
    head = _(_proved(found))
    rest = _("there but not ours: {count}", count=number(found.not_ours))
    shown = [one for one in found.examples if one["kind"] != "not_ours"]
    return "\n".join([head, rest, *(f"  {_(_KINDS[one['kind']])}: {one['address']} {_detail(one['detail'])}" for one in shown)])


def _proved(found: Verification) -> Message:
    figures = {"place": found.in_place, "different": found.different, "missing": found.missing, "left": found.left_alone}
    written = {name: number(count) for name, count in figures.items()}
    return say("in place: {place}, different: {different}, missing: {missing}, left alone: {left}", **written)


def _detail(code: str) -> str:
    return _(VERDICTS[Cause(code)].sentence) if code in set(Cause) else code


def following(found: Following) -> str:
    """A line a fact; what keeps it from going on comes last."""
    lines = [_("automatic synchronisation: {standing}, every {every} s", standing=_STANDINGS[found.standing], every=number(found.every))]
    facts = ((_("last look"), found.last_look), (_("last success"), found.last_success), (_("next look"), found.next_look))
    lines += ["  " + _("{name}: {time}", name=name, time=moment(at)) for name, at in facts if at]
    lines += ["  " + _("people who wait: {count}", count=number(found.waiting))] if found.waiting else []
    if found.worker_silent:
        lines.append("  " + _("No worker is running. Start one with `python -m mcsync worker`, or call this with --once."))
    return "\n".join([*lines, f"  {_(found.trouble)}"] if found.trouble else lines)


def conflicts(found: Iterable[Conflict]) -> str:
    """A line a person."""
    return "\n".join(_("{address}: {sentence}", address=one.address, sentence=one.sentence) for one in found) or _("Nobody.")


def settings(texts: Mapping[str, str]) -> str:
    """A line a setting."""
    return "\n".join(f"{name} = {value}" for name, value in texts.items())
