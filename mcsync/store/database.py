"""One database, two ways in: `reading` and `writing`. Nothing else opens a transaction."""

import os
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, func, make_url, select
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as NoConnectionError

from mcsync.errors import SettingsError, StoreError
from mcsync.message import Message, say
from mcsync.store.migrations import bring_up_to_date

#: Seconds that a writer waits for another writer of the same SQLite file.
PATIENCE = 30.0
#: What a store can be; each has its own way to say what happens on conflict.
_BACKENDS = frozenset({"sqlite", "postgresql"})
#: The part of SQLite's error code that is the same for all kinds of one error (https://sqlite.org/rescode.html).
_PRIMARY = 0xFF
#: Seconds between two tries at what SQLite does not wait for by itself.
_MOMENT = 0.02
#: Characters of the driver's words that are shown.
_WHY_MAX = 200

#: What the driver's words hold → what to say; the first that matches wins.
_SENTENCES: tuple[tuple[re.Pattern[str], Message], ...] = (
    (
        re.compile(r"is locked|lock timeout"),
        say("Another program keeps mcsync's own records locked. Close it (a backup, a database viewer), then resume."),
    ),
    (
        re.compile(r"is full|disk I/O error|[Nn]o space left"),
        say("There is no room for mcsync's own records: {why}. Free some disk space, then resume."),
    ),
    (
        re.compile(r"read-?only|[Pp]ermission denied"),
        say("mcsync may not write its own records: {why}. Check who owns its data folder, then resume."),
    ),
)


class Database:
    """The store's database, SQLite or PostgreSQL, brought up to date when it is opened."""

    def __init__(self, url: str, clock: Callable[[], float] | None = None, *, patience: float = PATIENCE) -> None:
        """`clock` gives seconds since 1970; `patience` is how many seconds a writer waits for another.

        Raises `SettingsError` for a URL that cannot be used, `StoreError` for a database that does not answer.
        """
        self.now = clock or time.time
        self.engine = _engine(url, patience)
        self._asks_for_time = clock is None and self.engine.dialect.name == "postgresql"
        try:
            with _opening(url):
                bring_up_to_date(self.engine)
        except StoreError:
            self.close()
            raise

    def shared_now(self, connection: Connection) -> float:
        """Seconds since 1970 by the clock that all workers share: of PostgreSQL, or of the one machine that SQLite means."""
        if not self._asks_for_time:
            return self.now()
        return float(connection.execute(select(func.extract("epoch", func.clock_timestamp()))).scalar_one())

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A view that nothing half-written shows in. Raises `StoreError`."""
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


def _engine(url: str, patience: float) -> Engine:
    parsed = _parsed(url)
    is_sqlite = parsed.get_backend_name() == "sqlite"
    try:
        if is_sqlite:
            _make_file(parsed)
        # Without its parameters: SQLAlchemy's own errors must not hold addresses either.
        engine = create_engine(parsed, pool_pre_ping=not is_sqlite, hide_parameters=True)
    except ModuleNotFoundError as error:
        raise SettingsError(
            say(
                "A store at {place} needs the Python package {package}. Install it, then start again.",
                place=_place(url),
                package=error.name,
            )
        ) from error
    except (ArgumentError, OSError) as error:
        raise _unusable(url) from error
    if is_sqlite:
        event.listen(engine, "connect", lambda connection, _record: _prepare_sqlite(connection, patience))
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise _unusable(url) from error
    if parsed.get_backend_name() not in _BACKENDS:
        raise _unusable(url)
    return parsed


def _unusable(url: str) -> SettingsError:
    return SettingsError(
        say(
            "The store's address cannot be used: {place}. Use sqlite:///path or postgresql+psycopg://user:password@host/database.",
            place=_place(url),
        )
    )


def _make_file(url: URL) -> None:
    """For its owner's eyes only, which the files that SQLite puts beside it take over."""
    if url.database and url.database != ":memory:":
        path = Path(url.database)
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDONLY | os.O_CREAT, 0o600))


def _prepare_sqlite(connection: sqlite3.Connection, patience: float) -> None:
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout={patience * 1000:.0f}")
    _turn_to_wal(connection, patience)
    for pragma in ("synchronous=NORMAL", "foreign_keys=ON", "temp_store=FILE"):
        connection.execute(f"PRAGMA {pragma}")


def _turn_to_wal(connection: sqlite3.Connection, patience: float) -> None:
    """SQLite's own patience does not cover this change: of two first starts, one is told at once that the file is locked."""
    until = time.monotonic() + patience
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & _PRIMARY != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(_MOMENT)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes its lock at once: a reader that turns writer half-way may fail without waiting."""
    writes = connection.get_execution_options().get("mcsync_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _opening(url: str) -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        raise StoreError(say("The store at {place} cannot be opened: {why}", place=_place(url), why=_why(error))) from error


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except IntegrityError:
        raise  # a constraint did its work; whoever counts on it catches it
    except NoConnectionError as error:
        raise StoreError(say("Too many pages ask for mcsync's own records at once. Wait a moment, then try again.")) from error
    except DBAPIError as error:
        raise StoreError(_sentence(_why(error))) from error


def _sentence(why: str) -> Message:
    other = say("mcsync could not use its own records: {why}. Check the free disk space, then resume.")
    found = next((sentence for pattern, sentence in _SENTENCES if pattern.search(why)), other)
    return Message(found.template, {"why": why})


def _why(error: DBAPIError) -> str:
    """The first line of the driver's words: SQLAlchemy's text, and PostgreSQL's second line, would hold values, which are addresses."""
    return next(iter(str(error.orig).splitlines()), "")[:_WHY_MAX]


def _place(url: str) -> str:
    try:
        return make_url(url).render_as_string(hide_password=True)
    except (ArgumentError, ValueError):
        return "it is not a database URL"
