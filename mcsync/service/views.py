"""What the verbs answer: plain, frozen, ready to be shown. Sentences are `Message`s, put into the reader's language where they are shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mcsync.batching import Proposal
from mcsync.message import Message
from mcsync.outcome import Request, RunKind, RunState
from mcsync.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """The settings in force, and what stands in for those that are missing."""

    settings: Settings
    #: The sample shop stands in for a shop.
    practice_shop: bool
    #: The Mailchimp sandbox stands in for an account.
    practice_mailchimp: bool
    #: Names of settings that an environment variable fixes.
    fixed: frozenset[str]
    #: Names of settings that somebody has stored.
    stored: frozenset[str] = frozenset()

    @property
    def practice(self) -> bool:
        """Whether anything here is only for trying."""
        return self.practice_shop or self.practice_mailchimp


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One step of the connection, tested."""

    ok: bool
    message: Message
    #: What was found: version, customers, newsletter_only · account · id, name, and unfilled where a required field stays empty.
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checks:
    """The connection, step by step."""

    shop: Checked
    mailchimp: Checked
    audience: Checked

    @property
    def ok(self) -> bool:
        """Whether everything is ready for an export."""
        return self.shop.ok and self.mailchimp.ok and self.audience.ok


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """Who would be sent now. rows = skipped + merged + contacts; contacts = to_send + unchanged + left_alone."""

    rows: int
    #: Rows by origin: customer, guest, subscriber.
    by_origin: Mapping[str, int]
    #: Reason (a `SkipReason`) → rows.
    skipped: Mapping[str, int]
    merged: int
    contacts: int
    #: Status that contacts will have afterwards → how many; all of them together are `contacts`.
    by_status: Mapping[str, int]
    #: `Effect` → how many; all of them together are `contacts`.
    by_effect: Mapping[str, int]
    unchanged: int
    to_send: int
    left_alone: int
    #: Requests that the export takes.
    batches: int
    batch_size: int
    #: Minutes that the export takes, about.
    minutes: float
    #: The batch size that we would choose; None until batches are counted.
    proposal: Proposal | None = None
    #: Exclusion rule → rows that it keeps out now.
    by_rule: Mapping[str, int]
    #: (part, name), such as ("skipped", "deleted") or ("effect", "add") → the first few addresses, as typed in the shop.
    examples: Mapping[tuple[str, str], Sequence[str]]
    #: Subscribed in Mailchimp although the shop never saw a yes: their fields are updated, nothing else.
    subscribed_there_only: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RunView:
    """One run, counted from its stored facts."""

    run: int
    kind: RunKind
    state: RunState
    #: Asked for, not yet obeyed.
    request: Request | None
    #: Another start joined this run, which was there already.
    joined: bool
    by: str
    #: Seconds since 1970.
    created: float
    started: float | None
    ended: float | None
    problem: Message | None
    address: str | None
    batch_size: int
    connections: int
    full: bool
    contacts: int
    to_send: int
    unchanged: int
    left_alone: int
    created_members: int
    updated: int
    refused: int
    #: To be sent by the plan, but Mailchimp knew something newer at that moment.
    left_alone_late: int
    batches: int
    batches_done: int
    batches_in_flight: int
    #: `Effect` → contacts, as planned.
    by_effect: Mapping[str, int]
    #: Contacts settled in the last minute, and the seconds that it took, at most 60.
    recent: int
    recent_seconds: float
    #: Seconds since a worker was last heard of; None: never.
    worker_silent: float | None

    @property
    def settled(self) -> int:
        """Contacts of the plan that have their outcome."""
        return self.created_members + self.updated + self.refused + self.left_alone_late

    @property
    def live(self) -> bool:
        """Whether a worker is, or should be, busy with it."""
        return self.state in {RunState.WAITING, RunState.PLANNING, RunState.SENDING}

    @property
    def seconds_left(self) -> float | None:
        """At the rate of the last minute; None while that is unknown."""
        return (self.to_send - self.settled) / self.rate if self.rate and self.live else None

    @property
    def rate(self) -> float:
        """Contacts a second over the last minute, or since the first batch; 0 while nothing is settled."""
        return self.recent / self.recent_seconds if self.recent and self.recent_seconds else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTest:
    """What the rules say of one address."""

    address: str
    excluded: bool
    sentence: Message
