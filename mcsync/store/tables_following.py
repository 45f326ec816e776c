"""What automatic synchronisation remembers, one class a table; `tables.py` has the others, and says how they are written."""

from typing import ClassVar

from sqlalchemy import Column, Double, Index, Integer, Text, text
from sqlmodel import Field, SQLModel


class ScheduleRow(SQLModel, table=True):
    """The looks of one audience; there is a row from its first complete export on. Seconds since 1970, as everywhere."""

    __tablename__: ClassVar[str] = "schedule"
    audience: int = Field(primary_key=True)
    #: When a worker last took it upon itself to look: the next look is due one rhythm later.
    claimed_at: float = Field(default=0.0, sa_column=Column(Double, nullable=False))
    #: The last look at the shop that came to its end.
    looked_at: float | None = Field(default=None, sa_column=Column(Double))
    #: The last look after which nothing was left to do.
    succeeded_at: float | None = Field(default=None, sa_column=Column(Double))
    #: When Mailchimp's changes were last read.
    read_back_at: float | None = Field(default=None, sa_column=Column(Double))
    #: When everybody was last compared; and since when everybody is to be compared again, None: they are not.
    whole_at: float | None = Field(default=None, sa_column=Column(Double))
    whole_asked_at: float | None = Field(default=None, sa_column=Column(Double))
    #: A name for the shop that is followed, and since when another one is set; None: it is not.
    source: str = ""
    moved_at: float | None = Field(default=None, sa_column=Column(Double))
    #: So many people would be unsubscribed at once, and someone must say that this is right; 0: nothing is held.
    held: int = 0
    #: Someone said that so many may be.
    allowed: int = 0
    #: A name for the settings by which everybody was last compared.
    chosen: str = ""


class StretchRow(SQLModel, table=True):
    """A stretch of the shop's rows, as an audience's last look found it."""

    __tablename__: ClassVar[str] = "stretch"
    audience: int = Field(primary_key=True)
    #: 0: customers, 1: newsletter-only subscribers.
    origin: int = Field(primary_key=True)
    number: int = Field(primary_key=True)
    digest: str
    __table_args__ = ({"sqlite_with_rowid": False},)


class ShopRow(SQLModel, table=True):
    """One row of the shop, in as few bytes as can tell that it changed, and whose it was."""

    __tablename__: ClassVar[str] = "shop_row"
    audience: int = Field(primary_key=True)
    origin: int = Field(primary_key=True)
    stretch: int = Field(primary_key=True)
    id: int = Field(primary_key=True)
    #: 0: of nobody, because the row is deleted or its address is none.
    address_id: int
    #: A check sum of all that we read of it.
    mark: int = Field(sa_column=Column(Integer, nullable=False))
    __table_args__ = (Index("shop_row_of_address", "audience", "address_id"), {"sqlite_with_rowid": False})


class PendingRow(SQLModel, table=True):
    """Somebody about whom the shop said something new, until that has been carried out."""

    __tablename__: ClassVar[str] = "pending"
    audience: int = Field(primary_key=True)
    address_id: int = Field(primary_key=True)
    #: When the newest of it was found.
    at: float = Field(sa_column=Column(Double, nullable=False))
    __table_args__ = ({"sqlite_with_rowid": False},)


class TroubleRow(SQLModel, table=True):
    """Something that keeps an audience from being followed: one row a cause, from its first to its last appearance."""

    __tablename__: ClassVar[str] = "trouble"
    id: int | None = Field(default=None, primary_key=True)
    audience: int
    #: The name of the error.
    cause: str
    #: The sentence for the operator: a `Message` as JSON.
    message: str = Field(sa_column=Column(Text, nullable=False))
    since: float = Field(sa_column=Column(Double, nullable=False))
    seen_at: float = Field(sa_column=Column(Double, nullable=False))
    times: int = 1
    #: None while it lasts.
    ended_at: float | None = Field(default=None, sa_column=Column(Double))
    __table_args__ = (
        Index(
            "one_trouble_a_cause",
            "audience",
            "cause",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )


class NewsRow(SQLModel, table=True):
    """A person's status in Mailchimp changed there, and not by us."""

    __tablename__: ClassVar[str] = "news"
    id: int | None = Field(default=None, primary_key=True)
    audience: int
    address_id: int = Field(sa_column=Column(Integer, nullable=False, index=True))
    #: When we saw it.
    at: float = Field(sa_column=Column(Double, nullable=False))
    before: str
    after: str
    __table_args__ = (Index("news_by_time", "audience", "at"),)
