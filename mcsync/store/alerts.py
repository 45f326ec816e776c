"""What somebody was told of, and by which channel: written before it is said, so that of two processes one says it."""

from collections.abc import Mapping
from typing import Any

import orjson
from sqlalchemy import func, select, update

from mcsync.alerting import Cause, Record, wait
from mcsync.message import Message
from mcsync.store.bulk import table, upsert
from mcsync.store.database import Database
from mcsync.store.tables import BatchRow, RunRow
from mcsync.store.tables_alerts import AlertRow

_alerts, _batches, _runs = table(AlertRow), table(BatchRow), table(RunRow)

#: Seconds for one telling; whoever claimed it and died is followed by another after that. Shorter than `RETRY_MOST`, so that
#: it looks like any other wait.
CLAIM = 300.0


class Alerts:
    """The records of all causes and channels."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[Record]:
        """Every record, by cause and channel."""
        query = select(_alerts).order_by(_alerts.c.cause, _alerts.c.channel)
        with self._database.reading() as connection:
            rows = connection.execute(query).mappings().all()
        # A cause of a newer mcsync is passed over.
        return [_record(dict(row)) for row in rows if row["cause"] in set(Cause)]

    def begin(self, record: Record) -> None:
        """It is there, from now on."""
        with self._database.writing() as connection:
            upsert(connection, AlertRow, [_row(record)])

    def end(self, record: Record) -> None:
        """It is over; that somebody should be told so is kept."""
        self._note(record, ended_at=self._database.now(), tries=0, retry_at=None, failure=None)

    def claim(self, record: Record) -> bool:
        """Take it upon oneself to tell this; False when another process did since the record was read."""
        mine = (_alerts.c.retry_at == record.retry_at) if record.retry_at is not None else _alerts.c.retry_at.is_(None)
        seen = mine & (_alerts.c.owed == record.owed) & _alerts.c.told_at.is_not_distinct_from(record.told_at)
        with self._database.writing() as connection:
            claimed = update(_alerts).where(*_key(record), seen).values(retry_at=self._database.now() + CLAIM)
            return connection.execute(claimed).rowcount == 1

    def told(self, record: Record, message: Message) -> None:
        """Somebody was told that it is there."""
        now = self._database.now()
        self._note(record, told_at=now, owed=True, tries=0, retry_at=None, failure=None, message=_text(message))

    def told_over(self, record: Record) -> None:
        """Somebody was told that it is over."""
        self._note(record, owed=False, tries=0, retry_at=None, failure=None)

    def failed(self, record: Record, why: Message) -> None:
        """Nobody could be told; later again."""
        tries = record.tries + 1
        self._note(record, tries=tries, retry_at=self._database.now() + wait(tries), failure=_text(why))

    def sent_since(self, audience: int, moment: float) -> tuple[int, int]:
        """Contacts sent to an audience at or after this moment, and how many of them were refused."""
        query = (
            select(func.coalesce(func.sum(_batches.c.size), 0), func.coalesce(func.sum(_batches.c.refused), 0))
            .join(_runs, _runs.c.id == _batches.c.run_id)
            .where(_batches.c.settled_at >= moment, _runs.c.audience == audience)
        )
        with self._database.reading() as connection:
            sent, refused = connection.execute(query).one()
        return int(sent), int(refused)

    def _note(self, record: Record, **values: object) -> None:
        with self._database.writing() as connection:
            connection.execute(update(_alerts).where(*_key(record)).values(values))


def _key(record: Record) -> tuple[Any, ...]:
    return _alerts.c.cause == record.cause.value, _alerts.c.channel == record.channel


def _row(record: Record) -> dict[str, object]:
    same = {name: getattr(record, name) for name in ("channel", "since", "ended_at", "told_at", "owed", "tries", "retry_at")}
    failure = _text(record.failure) if record.failure else None
    return {"cause": record.cause.value, "message": _text(record.message), "failure": failure, **same}


def _record(row: Mapping[str, Any]) -> Record:
    failure = _message(row["failure"]) if row["failure"] else None
    return Record(**{**row, "cause": Cause(row["cause"]), "message": _message(row["message"]), "failure": failure})


def _text(message: Message) -> str:
    return orjson.dumps(message.to_json()).decode()


def _message(text: str) -> Message:
    return Message.from_json(orjson.loads(text))
