"""One database, two ways in: `reading` and `writing`. Nothing else opens a transaction."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError

from mcsync.errors import SettingsError, StoreError
from mcsync.message import say

#: Milliseconds that a writer waits for another writer of the same SQLite file.
BUSY_TIMEOUT = 30_000


class Database:
    """The store's database, SQLite or PostgreSQL, brought up to date when it is opened."""

    def __init__(self, url: str, clock: Callable[[], float] = time.time) -> None:
        """Raises `SettingsError` for a URL that cannot be used, `StoreError` for a database that does not answer."""
        self.now = clock
        self.engine = _engine(url)
        try:
            _upgrade(self.engine)
        except DBAPIError as error:
            raise StoreError(say("The store at {place} cannot be opened: {why}", place=_place(url), why=_why(error))) from error

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A consistent view. Raises `StoreError`."""
        with _translated(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """All or nothing; keep it short, since SQLite has one writer at a time. Raises `StoreError`."""
        with _translated(), self.engine.connect().execution_options(mcsync_writes=True) as connection, connection.begin():
            yield connection

    def close(self) -> None:
        """Let the connections go."""
        self.engine.dispose()


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite" and parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(parsed, pool_pre_ping=parsed.get_backend_name() != "sqlite")
    except (ArgumentError, ModuleNotFoundError, OSError) as error:
        raise SettingsError(
            say(
                "The store's address cannot be used: {place}. Use sqlite:///path or postgresql+psycopg://user:password@host/database.",
                place=_place(url),
            )
        ) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in (f"busy_timeout={BUSY_TIMEOUT}", "journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "temp_store=FILE"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes its lock at once: a reader that turns writer half-way may fail without waiting."""
    writes = connection.get_execution_options().get("mcsync_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _upgrade(engine: Engine) -> None:
    from mcsync.store.migrations import bring_up_to_date

    bring_up_to_date(engine)


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except IntegrityError:
        raise
    except DBAPIError as error:
        raise StoreError(
            say("mcsync could not use its own records: {why}. Check the free disk space, then resume.", why=_why(error))
        ) from error


def _why(error: DBAPIError) -> str:
    """The driver's words alone: SQLAlchemy's text would hold the values, which are addresses."""
    return str(error.orig)[:200]


def _place(url: str) -> str:
    try:
        return make_url(url).render_as_string(hide_password=True)
    except ArgumentError:
        return "it is not a database URL"
