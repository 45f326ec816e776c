"""What the verbs of following answer."""

from dataclasses import dataclass
from enum import StrEnum

from mcsync.contact import Consent, MemberStatus
from mcsync.message import Message


class Standing(StrEnum):
    """Whether an audience is followed."""

    #: Nothing happens by itself before the first complete export.
    WAITING = "waiting_for_the_first_export"
    ON = "on"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """Where following the shop by itself stands. Times are seconds since 1970."""

    standing: Standing
    #: Seconds between two looks.
    every: int
    #: The last look at the shop that came to its end.
    last_look: float | None = None
    #: The last look after which nothing was left to do.
    last_success: float | None = None
    #: None while nothing will look.
    next_look: float | None = None
    #: People who wait to be carried over.
    waiting: int = 0
    #: Everybody is to be compared at the next look.
    everybody: bool = False
    #: So many people would be unsubscribed at once, and someone must say that this is right.
    held: int = 0
    #: What keeps it from going on, and since when.
    trouble: Message | None = None
    trouble_since: float | None = None
    worker_silent: bool = False
    #: None: never.
    worker_seen: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Somebody about whom the shop and Mailchimp disagree."""

    address: str
    mailchimp: MemberStatus
    shop: Consent
    #: What is so, what we did, and why.
    sentence: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """How the webhook of an audience stands. Times are seconds since 1970."""

    #: The public address, without the secret path; empty: there is none.
    address: str = ""
    #: Mailchimp was asked to post to us.
    asked: bool = False
    #: Since when it does; None: it does not, or its answer was lost.
    since: float | None = None
    #: The last post; None: none came.
    heard_at: float | None = None
