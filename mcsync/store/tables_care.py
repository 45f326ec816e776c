"""What was erased, one class a table; `tables.py` has the others, and says how they are written."""

from typing import ClassVar

from sqlalchemy import Column, Double, Text
from sqlmodel import Field, SQLModel


class ErasureRow(SQLModel, table=True):
    """A receipt: that somebody was erased, not who."""

    __tablename__: ClassVar[str] = "erasure"
    id: int | None = Field(default=None, primary_key=True)
    at: float = Field(sa_column=Column(Double, nullable=False))
    by: str
    #: A keyed hash of the address: whoever has the address can find the receipt, and nobody can find the address by it.
    hash: str
    #: Kind of record → how many were removed, as JSON.
    removed: str = Field(sa_column=Column(Text, nullable=False))


class ErasedRow(SQLModel, table=True):
    """What must be respected of somebody erased, by the keyed hash alone: otherwise a forgotten no would become a yes."""

    __tablename__: ClassVar[str] = "erased"
    audience: int = Field(primary_key=True)
    hash: str = Field(primary_key=True)
    #: The shop once said yes for this person.
    consented: bool
    #: They were in the audience, or had left it: if Mailchimp does not have them now, they are not added again.
    left: bool
    __table_args__ = ({"sqlite_with_rowid": False},)
