"""What the sandbox remembers: an account, its audiences, their people. Everything here is guarded by `Account.lock`."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import Any

from mcsync.sandbox.words import SHOWN_STATUS, Member, MergeField, Standing, member_key

#: Hex digits of a member id and of a contact id.
_ID_LENGTH = 32

#: Seconds for which an audience's `stats` stay as they were; Mailchimp's documentation says "5 minutes and more".
STATS_KEPT_FOR = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which members a listing shows. Times are seconds since 1970."""

    #: None: all but the archived ones, as Mailchimp does.
    status: str | None = None
    since: int | None = None
    before: int | None = None

    def shows(self, member: Member) -> bool:
        """Whether the listing shows this member.

        Both bounds are exclusive. Nobody published what happens at equality: our choice is the answer that
        loses a change of the same second, so that a reader who does not overlap is found out.
        """
        if member.standing is Standing.FORGOTTEN or (self.status is None and member.standing is Standing.ARCHIVED):
            return False
        if self.status is not None and SHOWN_STATUS[member.standing] != self.status:
            return False
        return (self.since is None or member.changed > self.since) and (self.before is None or member.changed < self.before)


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """Something happened to a person, as they were right after it."""

    address: str
    #: None: they were not there.
    before: Standing | None
    after: Standing
    #: Tag → value.
    merges: Mapping[str, Any]


@dataclass(slots=True, kw_only=True, eq=False)
class Audience:
    """One audience and everybody who is or was in it."""

    #: 10 hex digits.
    id: str
    name: str
    double_optin: bool = False
    fields: list[MergeField] = field(default_factory=list)
    webhooks: dict[str, dict[str, Any]] = field(default_factory=dict)
    #: Tag name → tag id.
    tags: dict[str, int] = field(default_factory=dict)
    deleted: bool = False
    #: In the order in which they came.
    members: dict[bytes, Member] = field(default_factory=dict)
    #: Goes up with every change of a member.
    version: int = 0
    #: Keys of members changed since the state was last saved; None where nobody saves.
    unsaved: set[bytes] | None = None
    #: Whether anything but the members changed since the state was last saved.
    profile_unsaved: bool = True
    #: What is yet to be told to the webhooks; empty where there are none.
    happened: list[Happened] = field(default_factory=list)
    _numbered: int = 0
    _listing: tuple[Filter, int, list[Member]] | None = None
    _stats: tuple[float, dict[str, int]] | None = None

    def find(self, reference: str) -> Member | None:
        """The member with this id (MD5 in hex), contact id, or address; forgotten ones too."""
        if "@" not in reference and len(reference) == _ID_LENGTH:
            try:
                digest = bytes.fromhex(reference)
            except ValueError:
                return None
            return self.members.get(digest) or self.members.get(self.contact_key(digest))
        return self.members.get(member_key(reference))

    def contact_key(self, key: bytes) -> bytes:
        """A member's contact id, as bytes; and from a contact id the member's key: it undoes itself, so no second index is needed."""
        mask = member_key(f"contact of {self.id}")
        return (int.from_bytes(key) ^ int.from_bytes(mask)).to_bytes(len(key))

    def new_member(self, address: str, now: int) -> Member:
        """A member that is not in the audience yet; `put` adds it."""
        self._numbered += 1
        return Member(number=self._numbered, address=address, standing=Standing.SUBSCRIBED, created=now, changed=now)

    def put(self, member: Member) -> None:
        """Adds the member, or notes that it changed."""
        key = member_key(member.address)
        if self.webhooks:
            self.happened.append(Happened(address=member.address, before=member.told, after=member.standing, merges=self._merges(member)))
        member.told = member.standing
        self.members[key] = member
        self._numbered = max(self._numbered, member.number)
        self._noted(key)

    def remove(self, address: str) -> None:
        """As if the person had never been here. No call of the API can do this."""
        key = member_key(address)
        self.members.pop(key, None)
        self._noted(key)

    def listing(self, chosen: Filter) -> list[Member]:
        """The members that the filter shows, in the order in which they came. Kept until something changes: pages follow each other."""
        kept = self._listing
        if kept is None or kept[:2] != (chosen, self.version):
            kept = (chosen, self.version, [member for member in self.members.values() if chosen.shows(member)])
            self._listing = kept
        return kept[2]

    def count(self, now: float) -> dict[str, int]:
        """Members by shown status, possibly out of date by `STATS_KEPT_FOR`."""
        if self._stats is None or now - self._stats[0] >= STATS_KEPT_FOR:
            counted: dict[str, int] = {}
            for member in self.members.values():
                status = SHOWN_STATUS[member.standing]
                counted[status] = counted.get(status, 0) + 1
            self._stats = (now, counted)
        return self._stats[1]

    def tag_id(self, name: str) -> int:
        """The id of a tag, made on first use."""
        if name not in self.tags:
            self.tags[name] = len(self.tags) + 1
            self.profile_unsaved = True
        return self.tags[name]

    def dump(self, member: Member) -> dict[str, Any]:
        """What is remembered of a member, for whoever looks behind the API's back."""
        left = {Standing.LEFT: "self", Standing.UNSUBSCRIBED: "admin"}
        return {
            "status": SHOWN_STATUS[member.standing],
            "unsubscribed_by": left.get(member.standing),
            "language": member.language,
            "merge_fields": self._merges(member),
            "tags": list(member.tags),
        }

    def _merges(self, member: Member) -> dict[str, Any]:
        return dict(zip((each.tag for each in self.fields), member.values, strict=False))

    def _noted(self, key: bytes) -> None:
        self.version += 1
        if self.unsaved is not None:
            self.unsaved.add(key)


@dataclass(slots=True, kw_only=True, eq=False)
class Account:
    """The one account of a sandbox."""

    key: str
    name: str
    clock: Callable[[], float]
    audiences: dict[str, Audience] = field(default_factory=dict)
    key_revoked: bool = False
    #: How often each address, in lower case, was carried out in a batch.
    sent: Counter[str] = field(default_factory=Counter)
    #: The root URL, once the port is known; it stands in every `_links`.
    root: str = ""
    lock: threading.RLock = field(default_factory=threading.RLock)
    #: Posts for the webhooks, as (URL, body); None ends them.
    outgoing: "SimpleQueue[tuple[str, bytes] | None]" = field(default_factory=SimpleQueue)

    def now(self) -> int:
        """Whole seconds since 1970."""
        return int(self.clock())

    def present(self) -> Iterator[Audience]:
        """The audiences that were not deleted."""
        return (audience for audience in self.audiences.values() if not audience.deleted)
