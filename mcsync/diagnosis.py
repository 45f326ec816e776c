"""What is the matter with one address, in one sentence, and what to do.

A list of cases, asked in order; the first that holds is the verdict.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from mcsync.contact import MemberStatus
from mcsync.message import Message, say
from mcsync.outcome import Effect
from mcsync.selection import REASON, SkipReason
from mcsync.verdicts import VERDICTS, Cause, Weight
from mcsync.words import STATUS_NAMES


class Diagnosed(StrEnum):
    """Where an address stands."""

    #: In a batch, or for a run that has not begun.
    WAITING = "waiting"
    NOT_IN_SHOP = "not_in_shop"
    EXCLUDED = "excluded"
    LEFT_THERE = "left_there"
    REFUSED = "refused"
    #: To confirm by mail, which is asked once only.
    ASKED = "asked"
    IN_PLACE = "in_place"
    DIFFERENT = "different"
    #: Was there by our hand, and is not any more.
    GONE = "gone"
    NEVER_SENT = "never_sent"


#: In a word or two, for tables.
NAMES: Mapping[Diagnosed, Message] = {
    Diagnosed.WAITING: say("Waiting to be sent"),
    Diagnosed.NOT_IN_SHOP: say("Not in the shop"),
    Diagnosed.EXCLUDED: say("Not exported"),
    Diagnosed.LEFT_THERE: say("Left in Mailchimp"),
    Diagnosed.REFUSED: say("Refused by Mailchimp"),
    Diagnosed.ASKED: say("Asked to confirm"),
    Diagnosed.IN_PLACE: say("In place"),
    Diagnosed.DIFFERENT: say("Differs"),
    Diagnosed.GONE: say("Removed in Mailchimp"),
    Diagnosed.NEVER_SENT: say("Never sent"),
}
#: In place of a verdict.
NO_ADDRESS = say("Not an address")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a diagnosis goes by."""

    #: What the shop's rows and the consent table say; None: there is no row.
    decided: Effect | SkipReason | None
    member: MemberStatus
    #: Tag (or `language`) → (in Mailchimp, in the shop).
    differences: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    #: Of the last refusal, if nothing was accepted since.
    cause: Cause | None = None
    #: Mailchimp's words at that refusal.
    words: str = ""
    #: The rule that excludes it, as the operator wrote it.
    rule: str = ""
    #: Something was sent for it once.
    sent: bool = False
    #: Something was accepted for it, and no refusal came after.
    accepted: bool = False
    #: Consented once, and the shop has no live row of them any more: the next export unsubscribes them.
    leaving: bool = False
    #: The day on which they left, ISO 8601, where we know it.
    left_on: date | None = None
    #: The run that it waits in, and its batch; None: the run has not begun.
    batch: int | None = None
    run: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The verdict, in words."""

    verdict: Diagnosed
    sentence: Message
    advice: Message
    may_resync: bool
    #: Why it cannot be re-synced.
    why_not: Message | None = None


_LEFT: Mapping[MemberStatus, Message] = {
    MemberStatus.UNSUBSCRIBED: say("this person unsubscribed in Mailchimp, and that wins."),
    MemberStatus.CLEANED: say("mail to this address bounced, so Mailchimp stopped sending to it."),
    MemberStatus.ARCHIVED: say("this person is archived in Mailchimp, and may have unsubscribed before."),
    MemberStatus.FORGOTTEN: say("this person was permanently deleted in Mailchimp."),
}
_ONLY_THEY = say("Only they can come back, through your Mailchimp sign-up form; mcsync never subscribes someone who left.")
_NOTHING = say("Nothing to do.")
_PRESS = say("Press Re-sync to send this contact now, or wait for the next export.")


def _waiting(facts: Facts) -> Finding | None:
    if facts.run is None:
        return None
    if facts.batch is None:
        sentence = say("Waiting for run {run}, which has not begun yet.", run=facts.run)
        advice = say("Nothing to do: it goes as soon as it is the run's turn. Re-sync to send it at once.")
    else:
        sentence = say("Waiting for batch {batch} of run {run}.", batch=facts.batch, run=facts.run)
        advice = say("Nothing to do: it goes with its batch. Re-sync to send it at once.")
    return Finding(verdict=Diagnosed.WAITING, sentence=sentence, advice=advice, may_resync=True)


def _leaving(facts: Facts) -> Finding | None:
    if not facts.leaving:
        return None
    sentence = say(
        "Not in the shop any more, but in the audience as {status}; they had consented, so they have left.",
        status=STATUS_NAMES[facts.member],
    )
    why = say("The next export, or the next look by itself, unsubscribes them.")
    return Finding(verdict=Diagnosed.NOT_IN_SHOP, sentence=sentence, advice=_NOTHING, may_resync=False, why_not=why)


def _not_in_shop(facts: Facts) -> Finding | None:
    if facts.decided is not None:
        return None
    there = facts.member is not MemberStatus.ABSENT
    sentence = (
        say("Not in the shop, but in the audience as {status}.", status=STATUS_NAMES[facts.member])
        if there
        else say("Neither in the shop nor in the audience.")
    )
    return Finding(
        verdict=Diagnosed.NOT_IN_SHOP,
        sentence=sentence,
        advice=say("Check the spelling, or look the person up in the shop under another address."),
        may_resync=False,
        why_not=say("The shop has no such address, so there is nothing to send."),
    )


def _excluded(facts: Facts) -> Finding | None:
    if not isinstance(facts.decided, SkipReason):
        return None
    why = say("excluded by your rule {rule}.", rule=facts.rule) if facts.rule else REASON[facts.decided]
    return Finding(
        verdict=Diagnosed.EXCLUDED,
        sentence=say("Sent before, not any more: {reason}", reason=why) if facts.sent else say("Never sent: {reason}", reason=why),
        advice=say("Change what keeps it out, then re-sync it."),
        may_resync=False,
        why_not=say("It is not exported, for the reason above."),
    )


def _left(facts: Facts) -> Finding | None:
    if facts.member not in _LEFT:
        return None
    what = _LEFT[facts.member]
    sentence = say("Left on {day}: {what}", day=facts.left_on, what=what) if facts.left_on else say("Left alone: {what}", what=what)
    return Finding(verdict=Diagnosed.LEFT_THERE, sentence=sentence, advice=_ONLY_THEY, may_resync=False, why_not=_ONLY_THEY)


#: Causes that Mailchimp's own words tell more about.
_TOLD_BY_WORDS = frozenset({Cause.OTHER, Cause.MERGE_FIELDS})


def _refused(facts: Facts) -> Finding | None:
    # What is in the audience and is not held back goes its way whatever was refused before.
    if facts.cause is None or (facts.member is not MemberStatus.ABSENT and facts.decided is not Effect.LEAVE):
        return None
    verdict = VERDICTS[facts.cause]
    theirs = verdict.weight is Weight.THEIRS
    words = f" “{facts.words}”" if facts.cause in _TOLD_BY_WORDS and facts.words else ""
    return Finding(
        verdict=Diagnosed.REFUSED,
        sentence=say("Refused by Mailchimp: {sentence}{words}", sentence=verdict.sentence, words=words),
        advice=verdict.advice,
        may_resync=not theirs,
        why_not=_ONLY_THEY if theirs else None,
    )


def _asked(facts: Facts) -> Finding | None:
    if facts.decided is not Effect.LEAVE:
        return None
    return Finding(
        verdict=Diagnosed.ASKED,
        sentence=say("Asked by mail to confirm, and has not confirmed yet; mcsync asks only once."),
        advice=say("Nothing to do. Re-sync only if they want to get the confirmation mail again."),
        may_resync=True,
    )


def _settled(facts: Facts) -> Finding | None:
    if facts.decided not in {Effect.KEEP, Effect.UPDATE} or facts.differences:
        return None
    return Finding(
        verdict=Diagnosed.IN_PLACE,
        sentence=say("In place: in the audience as {status}, the same as in the shop.", status=STATUS_NAMES[facts.member]),
        advice=_NOTHING,
        may_resync=True,
    )


def _different(facts: Facts) -> Finding | None:
    if facts.member is MemberStatus.ABSENT:
        return None
    what = ", ".join(facts.differences) or "status"
    return Finding(
        verdict=Diagnosed.DIFFERENT, sentence=say("Differs from the shop in: {what}.", what=what), advice=_PRESS, may_resync=True
    )


def _gone(facts: Facts) -> Finding | None:
    if not facts.accepted:
        return None
    return Finding(
        verdict=Diagnosed.GONE,
        sentence=say("Sent before, and not in the audience any more: somebody removed it in Mailchimp."),
        advice=say("Press Re-sync if they should be there. Mailchimp itself refuses people who were permanently deleted."),
        may_resync=True,
    )


def _never_sent(_facts: Facts) -> Finding:
    return Finding(verdict=Diagnosed.NEVER_SENT, sentence=say("In the shop, and not in the audience yet."), advice=_PRESS, may_resync=True)


_CASES: Sequence[Callable[[Facts], Finding | None]] = (
    _leaving,
    _not_in_shop,
    _waiting,
    _excluded,
    _left,
    _refused,
    _asked,
    _settled,
    _different,
    _gone,
    _never_sent,
)


def diagnose(facts: Facts) -> Finding:
    """The first case that holds."""
    return next(finding for case in _CASES if (finding := case(facts)))
