"""What is remembered of Mailchimp's webhook, one class a table; `tables.py` has the others, and says how they are written."""

from typing import ClassVar

from sqlalchemy import Column, Double, Text
from sqlmodel import Field, SQLModel


class WebhookRow(SQLModel, table=True):
    """The webhook of one audience. Seconds since 1970, as everywhere."""

    __tablename__: ClassVar[str] = "webhook"
    audience: int = Field(primary_key=True)
    #: The whole URL, encrypted: whoever knows it may have us read from Mailchimp.
    url: str = Field(sa_column=Column(Text, nullable=False))
    #: SHA-256 of its secret, in hex: what a post is known by.
    mark: str = Field(sa_column=Column(Text, nullable=False, unique=True))
    #: Mailchimp has taken it; None: it was asked to, and we do not know.
    registered_at: float | None = Field(default=None, sa_column=Column(Double))
    #: The last post.
    heard_at: float | None = Field(default=None, sa_column=Column(Double))


class HeardRow(SQLModel, table=True):
    """Somebody whom a post named, until they were read from Mailchimp."""

    __tablename__: ClassVar[str] = "heard"
    audience: int = Field(primary_key=True)
    #: Canonical, and as a text: a post must not fill our table of addresses.
    address: str = Field(sa_column=Column(Text, primary_key=True))
    #: The newest post.
    at: float = Field(sa_column=Column(Double, nullable=False))
    __table_args__ = ({"sqlite_with_rowid": False},)
