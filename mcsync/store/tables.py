"""What mcsync remembers: one class a table. Times are seconds since 1970 in UTC; words are stored as their text.

Tables with a row per contact use integer keys in order and no rowid, so that a million contacts stay small.
"""

from typing import Any, ClassVar

from sqlalchemy import Boolean, Column, Double, Index, Integer, LargeBinary, Text, false, text
from sqlmodel import Field, SQLModel

_COMPACT = {"sqlite_with_rowid": False}


def _when(*, nullable: bool = True) -> Any:
    return Field(default=None, sa_column=Column(Double, nullable=nullable))


def _long_text() -> Any:
    return Field(default=None, sa_column=Column(Text))


class SettingRow(SQLModel, table=True):
    """One setting that somebody changed."""

    __tablename__: ClassVar[str] = "setting"
    name: str = Field(primary_key=True)
    #: Encrypted where the setting is secret.
    text: str = Field(sa_column=Column(Text, nullable=False))


class JournalRow(SQLModel, table=True):
    """Who did what, when: every change of a setting, every start, pause, resume, cancel and re-sync."""

    __tablename__: ClassVar[str] = "journal"
    id: int | None = Field(default=None, primary_key=True)
    at: float = Field(sa_column=Column(Double, nullable=False, index=True))
    by: str
    action: str
    #: Secrets masked.
    detail: str = Field(default="", sa_column=Column(Text, nullable=False))


class AudienceRow(SQLModel, table=True):
    """One audience, under a small number of our own. Mailchimp's ids are its own, so a changed key of the same account loses nothing."""

    __tablename__: ClassVar[str] = "audience"
    number: int | None = Field(default=None, primary_key=True)
    id: str = Field(unique=True)
    name: str = ""
    double_optin: bool = False
    #: Counts full readings; a member of an older one is gone from Mailchimp.
    reading: int = 0
    #: Counts what we learnt of its people: of the mirror or of the ledger.
    version: int = 0
    #: When the audience was last read whole; None: never.
    read_at: float | None = _when()
    #: Changes before this moment of Mailchimp's are in the mirror; ISO 8601.
    changes_since: str = ""


class AddressRow(SQLModel, table=True):
    """Every canonical address we know, once."""

    __tablename__: ClassVar[str] = "address"
    id: int | None = Field(default=None, primary_key=True)
    address: str = Field(sa_column=Column(Text, nullable=False, unique=True))


class MemberRow(SQLModel, table=True):
    """The mirror: what Mailchimp last told us about a person in an audience."""

    __tablename__: ClassVar[str] = "member"
    audience: int = Field(primary_key=True)
    address_id: int = Field(primary_key=True)
    status: str
    #: The language and merge fields there, as `fields.to_json` writes them.
    shown: str = Field(sa_column=Column(Text, nullable=False))
    reading: int
    #: We have seen the shop say yes for this person, whom Mailchimp had already just so: nothing was sent, and the ledger has no line.
    consented: bool = Field(default=False, sa_column=Column(Boolean, nullable=False, server_default=false()))
    __table_args__ = (_COMPACT,)


class ContactRow(SQLModel, table=True):
    """The ledger: what we last sent for a person to an audience, and what came of it."""

    __tablename__: ClassVar[str] = "contact"
    audience: int = Field(primary_key=True)
    address_id: int = Field(primary_key=True)
    #: The status sent; empty if none was.
    status: str
    #: The language and merge fields that were sent, as `fields.to_json` writes them.
    sent: str = Field(sa_column=Column(Text, nullable=False))
    #: We have seen the shop say yes for this person.
    consented: bool
    outcome: str
    #: How often the very same was sent with the same outcome.
    attempts: int = 1
    cause: str | None = None
    #: Mailchimp's own words.
    words: str | None = _long_text()
    #: Refused: not sent again before then unless something changes; None: until something changes.
    held_until: float | None = _when()
    run_id: int
    at: float = Field(sa_column=Column(Double, nullable=False))
    __table_args__ = (_COMPACT,)


class RunRow(SQLModel, table=True):
    """One synchronisation."""

    __tablename__: ClassVar[str] = "run"
    id: int | None = Field(default=None, primary_key=True)
    audience: int
    kind: str
    state: str
    #: What someone asked of it and the worker has not done yet.
    request: str | None = None
    #: Holds its audience: at most one such run an audience, by constraint.
    holds: bool = False
    batch_size: int
    connections: int
    #: Send the unchanged ones too.
    full: bool = False
    by: str
    #: Of a run for one address.
    address: str | None = None
    created_at: float = Field(sa_column=Column(Double, nullable=False, index=True))
    started_at: float | None = _when()
    ended_at: float | None = _when()
    #: Why it failed: a `Message` as JSON.
    problem: str | None = _long_text()
    #: The settings in force when it was started, as JSON; without secrets.
    settings: str | None = _long_text()
    __table_args__ = (
        Index("one_run_holds_an_audience", "audience", unique=True, sqlite_where=text("holds"), postgresql_where=text("holds")),
        Index("run_by_time", "audience", "created_at"),
    )


class SurveyRow(SQLModel, table=True):
    """The last survey of an audience, so that looking again at the same costs nothing."""

    __tablename__: ClassVar[str] = "survey"
    audience: int = Field(primary_key=True)
    #: A digest of all that it depended on.
    key: str
    #: Its figures and examples, as JSON.
    figures: str = Field(sa_column=Column(Text, nullable=False))
    #: When the first refusal that passes by itself is over; None: never.
    valid_until: float | None = _when()


class TallyRow(SQLModel, table=True):
    """The figures of a plan, frozen with it: e.g. (run 7, "skipped", "deleted") → 31."""

    __tablename__: ClassVar[str] = "tally"
    run_id: int = Field(primary_key=True)
    part: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    count: int
    __table_args__ = (_COMPACT,)


#: All that somebody who watches a run asks for, every second: in an index, so that the packed contacts are not read past.
_STANDING = ("run_id", "state", "number", "strikes", "size", "created", "updated", "refused", "left_alone", "claimed_at", "settled_at")


class BatchRow(SQLModel, table=True):
    """Some contacts of a run that travel in one request."""

    __tablename__: ClassVar[str] = "batch"
    run_id: int = Field(primary_key=True)
    number: int = Field(primary_key=True)
    road: str
    state: str
    size: int
    #: How often it was claimed, less those times that certainly came to nothing; more than once means it may have been sent again.
    tries: int = 0
    #: How often it, and not Mailchimp or its worker, seemed to be what failed.
    strikes: int = 0
    owner: str | None = None
    #: Once settled: when its last request began.
    claimed_at: float | None = _when()
    settled_at: float | None = _when()
    #: The frozen contacts, packed; None once settled.
    parcel: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    created: int = 0
    updated: int = 0
    refused: int = 0
    left_alone: int = 0
    __table_args__ = (
        Index("batch_state", *_STANDING),
        # All that a period is counted from, so that the rows, which held parcels once and lie far apart, need not be touched.
        Index("batch_figures", "settled_at", "run_id", "number", "size", "created", "updated", "refused", "left_alone"),
    )


class RefusalRow(SQLModel, table=True):
    """How many contacts of a settled batch were refused for one cause."""

    __tablename__: ClassVar[str] = "refusal"
    run_id: int = Field(primary_key=True)
    batch: int = Field(primary_key=True)
    cause: str = Field(primary_key=True)
    count: int
    __table_args__ = (_COMPACT,)


class ItemRow(SQLModel, table=True):
    """One contact of a plan, and what became of it."""

    __tablename__: ClassVar[str] = "item"
    run_id: int = Field(primary_key=True)
    place: int = Field(primary_key=True)
    address_id: int = Field(sa_column=Column(Integer, nullable=False, index=True))
    batch: int
    effect: str
    outcome: str
    cause: str | None = None
    words: str | None = _long_text()
    __table_args__ = (
        Index("item_refused", "run_id", "batch", sqlite_where=text("cause IS NOT NULL"), postgresql_where=text("cause IS NOT NULL")),
        _COMPACT,
    )


class LeaseRow(SQLModel, table=True):
    """Who may speak to Mailchimp with one key now."""

    __tablename__: ClassVar[str] = "lease"
    name: str = Field(primary_key=True)
    owner: str
    expires_at: float = Field(sa_column=Column(Double, nullable=False))


class WorkerRow(SQLModel, table=True):
    """A worker process, and when it was last heard of."""

    __tablename__: ClassVar[str] = "worker"
    owner: str = Field(primary_key=True)
    seen_at: float = Field(sa_column=Column(Double, nullable=False))
