"""What an answer of Mailchimp means, and the sentence for it.

Two tables: one for what is said of a single contact, one for a whole call. Refusals are told apart by their text, because
one error code stands for nearly all of them; a text nobody has seen yet is `OTHER` and keeps its own words.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from mcsync.errors import (
    ForbiddenError,
    KeyInvalidError,
    MailchimpError,
    MailchimpUnavailableError,
    NotFoundError,
    ThrottledError,
)
from mcsync.message import Message, say


class Weight(StrEnum):
    """What a refusal means for the next run."""

    #: Goes away by itself; tried again after a while.
    PASSING = "passing"
    #: Stays until the shop's row changes or someone asks for another try.
    FINAL = "final"
    #: Only the person can undo it, through a Mailchimp form.
    THEIRS = "theirs"


class Cause(StrEnum):
    """Why one contact was not accepted."""

    LEFT_THERE = "left_there"
    FORGOTTEN = "forgotten"
    FAKE = "fake"
    MALFORMED = "malformed"
    TOO_MANY_SIGNUPS = "too_many_signups"
    MERGE_FIELDS = "merge_fields"
    ALREADY_THERE = "already_there"
    GONE_THERE = "gone_there"
    STATUS_DIFFERS = "status_differs"
    UNANSWERED = "unanswered"
    REQUEST_REFUSED = "request_refused"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a cause means and says."""

    weight: Weight
    #: In a few words, as a chart has room for.
    name: Message
    sentence: Message
    advice: Message


VERDICTS: Mapping[Cause, Verdict] = {
    Cause.LEFT_THERE: Verdict(
        weight=Weight.THEIRS,
        name=say("Left, or bounced, in Mailchimp"),
        sentence=say("This person unsubscribed, or their mail bounced, in Mailchimp, so Mailchimp does not let us subscribe them."),
        advice=say("Nothing to do. If they want the newsletter again, send them the link of your Mailchimp sign-up form."),
    ),
    Cause.FORGOTTEN: Verdict(
        weight=Weight.THEIRS,
        name=say("Permanently deleted in Mailchimp"),
        sentence=say(
            "This person was permanently deleted from the audience in Mailchimp, which never takes such an address back by itself."
        ),
        advice=say("Nothing to do. If they want the newsletter again, send them the link of your Mailchimp sign-up form."),
    ),
    Cause.FAKE: Verdict(
        weight=Weight.FINAL,
        name=say("Address taken for a fake"),
        sentence=say("Mailchimp takes this address for a fake or mistyped one."),
        advice=say("Look for a typing error (gmial for gmail), correct the address in the shop, then re-sync it."),
    ),
    Cause.MALFORMED: Verdict(
        weight=Weight.FINAL,
        name=say("Not an address, for Mailchimp"),
        sentence=say("Mailchimp does not accept this as an e-mail address."),
        advice=say("Correct the address in the shop, then re-sync it."),
    ),
    Cause.TOO_MANY_SIGNUPS: Verdict(
        weight=Weight.PASSING,
        name=say("Too many sign-ups lately"),
        sentence=say("This address has signed up to many lists lately, and Mailchimp wants it to wait."),
        advice=say("Nothing to do: it is tried again with a later export. It may take some days."),
    ),
    Cause.MERGE_FIELDS: Verdict(
        weight=Weight.FINAL,
        name=say("A field does not fit"),
        sentence=say("A field of this contact is not what the audience asks for."),
        advice=say("Correct the value in the shop, or make the field optional in Mailchimp, then re-sync."),
    ),
    Cause.ALREADY_THERE: Verdict(
        weight=Weight.PASSING,
        name=say("Appeared during the export"),
        sentence=say("This person appeared in the audience while the export was running, so we did not touch them."),
        advice=say("Nothing to do: the next export looks at them afresh."),
    ),
    Cause.GONE_THERE: Verdict(
        weight=Weight.PASSING,
        name=say("Removed during the export"),
        sentence=say("This person was removed from the audience in Mailchimp while the export was running."),
        advice=say("Nothing to do: the next export looks at them afresh."),
    ),
    Cause.STATUS_DIFFERS: Verdict(
        weight=Weight.FINAL,
        name=say("Got another status"),
        sentence=say("Mailchimp took the contact but gave it another status than the one we asked for."),
        advice=say("Look at the contact in Mailchimp; what it says there wins."),
    ),
    Cause.UNANSWERED: Verdict(
        weight=Weight.PASSING,
        name=say("Never answered"),
        sentence=say("Mailchimp took the request several times but never said what became of this contact."),
        advice=say("Re-sync it, or wait for the next export."),
    ),
    Cause.REQUEST_REFUSED: Verdict(
        weight=Weight.FINAL,
        name=say("Request refused whole"),
        sentence=say("Mailchimp refuses any request that holds this contact."),
        advice=say("Look for strange characters in its name or address in the shop, correct them, then re-sync it."),
    ),
    Cause.OTHER: Verdict(
        weight=Weight.FINAL,
        name=say("Unknown reason"),
        sentence=say("Mailchimp refused this contact for a reason that we do not know yet; its own words are beside this sentence."),
        advice=say("Read Mailchimp's words, correct the contact in the shop, then re-sync it."),
    ),
}

#: What Mailchimp's text holds → cause; the first that matches wins. Texts as recorded in real traffic and public threads.
_TEXTS: tuple[tuple[re.Pattern[str], Cause], ...] = tuple(
    (re.compile(text, re.IGNORECASE), cause)
    for text, cause in (
        (r"compliance state", Cause.LEFT_THERE),
        (r"permanently deleted|previously removed from this audience|forgotten email", Cause.FORGOTTEN),
        (r"looks fake or invalid", Cause.FAKE),
        (r"provide a valid email", Cause.MALFORMED),
        (r"signed up to a lot of lists", Cause.TOO_MANY_SIGNUPS),
        (r"merge fields were invalid|please enter (?:a value|a number|the date|a month|a complete address)", Cause.MERGE_FIELDS),
        (r"already a list member", Cause.ALREADY_THERE),
    )
)


def judge_refusal(text: str) -> Cause:
    """The cause behind what Mailchimp said of one contact."""
    return next((cause for pattern, cause in _TEXTS if pattern.search(text)), Cause.OTHER)


#: HTTP status → exception, where Mailchimp sent a problem document.
_PROBLEMS: Mapping[int, type[MailchimpError]] = {
    401: KeyInvalidError,
    403: ForbiddenError,
    404: NotFoundError,
    429: ThrottledError,
}
#: HTTP status → exception, where the body is not JSON: that is a gate before Mailchimp, never a verdict of its own.
_GATES: Mapping[int, type[MailchimpError]] = {403: ThrottledError, 429: ThrottledError, 503: ThrottledError}
_SERVER_ERROR = 500


def judge_call(status: int, problem: Mapping[str, object] | None) -> MailchimpError:
    """The exception for an answer that is not a success; `problem` is its problem document, None if it had none."""
    known = (_GATES if problem is None else _PROBLEMS).get(status)
    if known:
        return known(_in_its_words(known, problem))
    if status >= _SERVER_ERROR or problem is None:
        return MailchimpUnavailableError()
    return MailchimpError(_in_its_words(MailchimpError, problem))


def _in_its_words(kind: type[MailchimpError], problem: Mapping[str, object] | None) -> Message:
    own = kind().message
    detail = str((problem or {}).get("detail") or "")[:300]
    return say("{sentence} Mailchimp's words: {detail}", sentence=own, detail=detail) if detail else own
