"""What the verbs of care answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mcsync.alerting import Record, Trouble
from mcsync.contact import MemberStatus
from mcsync.message import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertState:
    """What is wrong now, and who was told."""

    #: The ways that are set: `mail`, `webhook`.
    channels: Sequence[str]
    troubles: Sequence[Trouble]
    records: Sequence[Record]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A test of one channel."""

    channel: str
    #: None: it was taken.
    failure: Message | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What we hold of one address."""

    address: str
    #: Kind of record → how many; empty: nothing.
    records: Mapping[str, int]
    #: Rows of the shop that still have this address; None: the shop does not answer.
    shop_rows: int | None
    #: What Mailchimp last said, by audience name.
    mailchimp: Mapping[str, MemberStatus]
    #: An exclusion rule names this very address; it keeps them from being sent, so erasing leaves it.
    excluded: bool

    @property
    def count(self) -> int:
        """All records together."""
        return sum(self.records.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Lately:
    """What was sent to the chosen audience in the last days."""

    sent: int
    refused: int
