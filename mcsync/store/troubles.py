"""What keeps an audience from being followed: one record a cause, however often it comes back before it ends."""

from collections.abc import Mapping
from typing import Any

import orjson
from sqlalchemy import insert, select, update

from mcsync.message import Message
from mcsync.store.bulk import table
from mcsync.store.database import Database
from mcsync.store.tables_following import TroubleRow

_troubles = table(TroubleRow)


class Troubles:
    """The troubles of all audiences."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, audience: int, cause: str, message: Message) -> None:
        """It is there (still)."""
        with self._database.writing() as connection:
            now = self._database.shared_now(connection)
            text = orjson.dumps(message.to_json()).decode()
            open_one = (_troubles.c.audience == audience) & (_troubles.c.cause == cause) & _troubles.c.ended_at.is_(None)
            again = {"seen_at": now, "message": text, "times": _troubles.c.times + 1}
            if not connection.execute(update(_troubles).where(open_one).values(again)).rowcount:
                first = {"audience": audience, "cause": cause, "message": text, "since": now, "seen_at": now, "times": 1}
                connection.execute(insert(_troubles).values(first))

    def end(self, audience: int) -> None:
        """All of them are over."""
        with self._database.reading() as connection:
            any_open = connection.execute(select(_troubles.c.id).where(*_open(audience)).limit(1)).first()
        if any_open is not None:
            with self._database.writing() as connection:
                connection.execute(update(_troubles).where(*_open(audience)).values(ended_at=self._database.shared_now(connection)))

    def present(self, audience: int) -> list[Mapping[str, Any]]:
        """Those that last: cause, message (a `Message`), since, seen_at, times; the newest first."""
        with self._database.reading() as connection:
            rows = connection.execute(select(_troubles).where(*_open(audience)).order_by(_troubles.c.seen_at.desc())).mappings().all()
        return [{**row, "message": Message.from_json(orjson.loads(row["message"]))} for row in rows]


def _open(audience: int) -> tuple[Any, ...]:
    return (_troubles.c.audience == audience, _troubles.c.ended_at.is_(None))
