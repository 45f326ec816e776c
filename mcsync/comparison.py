"""May we subscribe this person? The consent table, keyed by what Mailchimp says and what the shop says.

What Mailchimp says about a person wins: nobody who is unsubscribed, cleaned, archived or forgotten there is ever sent a status.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import NamedTuple

from mcsync.contact import Consent, ConsentChoice, MemberStatus
from mcsync.outcome import Effect
from mcsync.selection import SkipReason


class Cell(Enum):
    """What a cell of the table says."""

    WELCOME = "subscribed, or pending with double opt-in"
    RECORD = "transactional, or not sent, by setting"
    REFRESH = "update fields only"
    REFRESH_UNLESS_ASKED = "update fields only; a setting makes it unsubscribed"
    UNSUBSCRIBE = "unsubscribed"
    HANDS_OFF = "left alone"


_HANDS_OFF: Mapping[Consent, Cell] = dict.fromkeys(Consent, Cell.HANDS_OFF)
_IN_TOUCH: Mapping[Consent, Cell] = {Consent.YES: Cell.REFRESH, Consent.LEFT: Cell.UNSUBSCRIBE, Consent.NEVER: Cell.REFRESH_UNLESS_ASKED}

TABLE: Mapping[MemberStatus, Mapping[Consent, Cell]] = {
    MemberStatus.ABSENT: {Consent.YES: Cell.WELCOME, Consent.LEFT: Cell.RECORD, Consent.NEVER: Cell.RECORD},
    MemberStatus.SUBSCRIBED: _IN_TOUCH,
    MemberStatus.PENDING: _IN_TOUCH,
    MemberStatus.TRANSACTIONAL: {Consent.YES: Cell.WELCOME, Consent.LEFT: Cell.REFRESH, Consent.NEVER: Cell.REFRESH},
    MemberStatus.UNSUBSCRIBED: _HANDS_OFF,
    MemberStatus.CLEANED: _HANDS_OFF,
    MemberStatus.ARCHIVED: _HANDS_OFF,
    MemberStatus.FORGOTTEN: _HANDS_OFF,
}


class ConsentPolicy(NamedTuple):
    """The settings that the table asks for; hashed for each of a million people, hence a tuple."""

    choice: ConsentChoice = ConsentChoice.RESPECT
    #: The audience's own setting, obeyed and never changed.
    double_optin: bool = False
    #: Unsubscribe people who are subscribed there and never said yes in the shop.
    unsubscribe_never: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What to do for one person, and the status that they will have afterwards."""

    effect: Effect
    #: The status to send; None: send none, so that Mailchimp keeps its own.
    send: MemberStatus | None
    #: The status afterwards, if Mailchimp agrees.
    status: MemberStatus


def consent_now(consent: Consent, choice: ConsentChoice, *, consented_before: bool) -> Consent:
    """The table's column: a yes that we saw ourselves and that is gone means that they left."""
    if consent is Consent.NEVER and consented_before:
        return Consent.LEFT
    if consent is Consent.NEVER and choice is ConsentChoice.EVERYONE:
        return Consent.YES
    return consent


@cache
def decide(member: MemberStatus, consent: Consent, policy: ConsentPolicy, *, customer: bool) -> Decision | SkipReason:
    """The table's answer for a person with this status there and this consent (as `consent_now` says) here."""
    cell = TABLE[member][consent]
    if cell is Cell.WELCOME:
        welcome = MemberStatus.PENDING if policy.double_optin else MemberStatus.SUBSCRIBED
        effect = Effect.ADD if member is MemberStatus.ABSENT else Effect.SUBSCRIBE
        return Decision(effect=effect, send=welcome, status=welcome)
    if cell is Cell.RECORD:
        return _record(policy, customer=customer)
    if cell is Cell.UNSUBSCRIBE or (cell is Cell.REFRESH_UNLESS_ASKED and policy.unsubscribe_never):
        return Decision(effect=Effect.UNSUBSCRIBE, send=MemberStatus.UNSUBSCRIBED, status=MemberStatus.UNSUBSCRIBED)
    return Decision(effect=Effect.LEAVE if cell is Cell.HANDS_OFF else Effect.UPDATE, send=None, status=member)


def _record(policy: ConsentPolicy, *, customer: bool) -> Decision | SkipReason:
    if policy.choice is ConsentChoice.CONSENTING_ONLY:
        return SkipReason.NOT_CONSENTING
    if not customer:
        return SkipReason.UNCONFIRMED
    return Decision(effect=Effect.ADD, send=MemberStatus.TRANSACTIONAL, status=MemberStatus.TRANSACTIONAL)
