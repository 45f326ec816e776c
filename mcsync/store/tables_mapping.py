"""What fills the merge fields of an audience, and the tags that people get."""

from typing import ClassVar

from sqlmodel import Field, SQLModel


class MappingRow(SQLModel, table=True):
    """What somebody chose for one merge field of an audience; a field without a row is filled by default."""

    __tablename__: ClassVar[str] = "mapping"
    audience: int = Field(primary_key=True)
    tag: str = Field(primary_key=True)
    #: A `ShopField`; empty: nothing is sent.
    field: str


class AudienceTagRow(SQLModel, table=True):
    """A tag that everybody gets who is sent to this audience."""

    __tablename__: ClassVar[str] = "audience_tag"
    audience: int = Field(primary_key=True)
    name: str = Field(primary_key=True)


class RunTagRow(SQLModel, table=True):
    """A tag that everybody gets who is sent by this run."""

    __tablename__: ClassVar[str] = "run_tag"
    run_id: int = Field(primary_key=True)
    name: str = Field(primary_key=True)
