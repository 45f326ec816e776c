"""What the verbs of the diagnostic answer; `views.py` says how such answers are made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mcsync.contact import ShopUser
from mcsync.diagnosis import Finding
from mcsync.message import Message
from mcsync.store import Change, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Recalled:
    """What can be said of one address without asking Mailchimp."""

    address: str
    #: Every row of the shop, and what becomes of it: None where it counts, else a `SkipReason`.
    shop: Sequence[tuple[ShopUser, str | None]]
    #: outcome, status, language, fields, cause, words, at, run; empty: nothing was ever sent.
    last_sent: Mapping[str, Any]
    timeline: Sequence[Event]
    #: What changed in Mailchimp by other hands than ours, newest first.
    news: Sequence[Change]


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis(Recalled):
    """Everything about one address."""

    finding: Finding
    #: status, language, fields, changed; as Mailchimp says now.
    mailchimp: Mapping[str, Any]
    #: status, language, fields of what a re-sync would send; empty: nothing.
    would_send: Mapping[str, Any]
    #: Tag (or language, status) → (in Mailchimp, in the shop).
    differences: Mapping[str, tuple[str, str]]
    #: Addresses there are that may have been meant, where the shop has none like this.
    near: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resynced:
    """A re-sync of one address."""

    address: str
    #: An `Outcome`, `not_sent`, or `waiting` when no worker took it in time.
    outcome: str
    sentence: Message
    before: Mapping[str, Any]
    after: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """The audience read back and compared with the shop, person by person. All numbers together are the shop's contacts, but for `not_ours`."""

    #: Seconds since 1970.
    at: float
    by: str
    #: The audience's name.
    audience: str
    #: The run that it proves: the last one that sent before it.
    run: int | None

    in_place: int
    different: int
    missing: int
    #: People about whom Mailchimp's word wins.
    left_alone: int
    #: In the audience, and not among the shop's contacts: not in the shop at all, or not exported from it.
    not_ours: int
    #: address, kind (different, missing or not_ours), detail; the first thousand of each.
    examples: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One entry of a list that was looked up."""

    #: As it was pasted.
    typed: str
    #: Canonical; empty: it is no address.
    address: str = ""
    #: None: it is no address, and `problem` says why.
    finding: Finding | None = None
    problem: Message | None = None
    #: As we last read the audience: asking for each would take an hour.
    status: str = ""
    #: Tag (or language, status) → (in Mailchimp, in the shop).
    differences: Mapping[str, tuple[str, str]] = field(default_factory=dict)
