"""What the operator was told of, one class a table; `tables.py` has the others, and says how they are written."""

from typing import ClassVar

from sqlalchemy import Column, Double, Text
from sqlmodel import Field, SQLModel


class AlertRow(SQLModel, table=True):
    """One cause and one channel: whether it lasts, and when somebody was told. Fields as in `alerting.Record`."""

    __tablename__: ClassVar[str] = "alert"
    cause: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    #: The sentence for the operator: a `Message` as JSON.
    message: str = Field(sa_column=Column(Text, nullable=False))
    since: float = Field(sa_column=Column(Double, nullable=False))
    ended_at: float | None = Field(default=None, sa_column=Column(Double))
    told_at: float | None = Field(default=None, sa_column=Column(Double))
    owed: bool = False
    tries: int = 0
    retry_at: float | None = Field(default=None, sa_column=Column(Double))
    #: Why the last telling failed: a `Message` as JSON.
    failure: str | None = Field(default=None, sa_column=Column(Text))
