"""What the diagnostic remembers, one class a table; `tables.py` has the others, and says how they are written."""

from typing import ClassVar

from sqlalchemy import Column, Double, Index, Integer
from sqlmodel import Field, SQLModel


class AskedRow(SQLModel, table=True):
    """Somebody whom a run is for, of a run that somebody asked for by naming the people."""

    __tablename__: ClassVar[str] = "asked"
    run_id: int = Field(primary_key=True)
    address_id: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False, index=True))
    __table_args__ = ({"sqlite_with_rowid": False},)


class VerificationRow(SQLModel, table=True):
    """What was found when an audience was read back: the proof of the run before it."""

    __tablename__: ClassVar[str] = "verification"
    id: int | None = Field(default=None, primary_key=True)
    audience: int
    #: The last run that sent to the audience before; None: there was none.
    run_id: int | None = Field(default=None, index=True)
    at: float = Field(sa_column=Column(Double, nullable=False))
    by: str
    in_place: int
    different: int
    missing: int
    left_alone: int
    not_ours: int
    __table_args__ = (Index("verification_of_audience", "audience", "at"),)


class VerifiedRow(SQLModel, table=True):
    """One of the people whom a verification lists."""

    __tablename__: ClassVar[str] = "verified"
    verification_id: int = Field(primary_key=True)
    place: int = Field(primary_key=True)
    address_id: int = Field(sa_column=Column(Integer, nullable=False, index=True))
    #: different, missing or not_ours.
    kind: str
    #: What differs, a `Cause`, or the status there.
    detail: str
    __table_args__ = ({"sqlite_with_rowid": False},)
