"""The way to the shop's database: its URL, its engine, and a sentence for each way in which it can fail."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pymysql
from pymysql.constants import FIELD_TYPE
from pymysql.converters import conversions
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.pool import QueuePool

from mcsync.errors import SettingsError, ShopError, ShopUnreachableError
from mcsync.message import say
from mcsync.shop.refusals import refusal, sqlite_refusal

#: Seconds until a server that does not accept the connection counts as unreachable.
CONNECT_TIMEOUT = 10
#: Seconds for one answer; the longest question is a search of every address in a shop without index.
READ_TIMEOUT = 60
#: MySQL's own.
DEFAULT_PORT = 3306
PORT_MAX = 65_535
#: By the server's own rule, whatever the user's rights; MySQL from 5.6, every MariaDB in use.
READ_ONLY = "SET SESSION TRANSACTION READ ONLY"
#: Bytes of all rows of a page together; by default a kilobyte. No more than one packet may have on MySQL from 5.6.
_TOGETHER = "SET SESSION group_concat_max_len = 4194304"
#: What may follow the database's name in a URL; PyMySQL's names.
_OPTIONS = frozenset({"unix_socket", "ssl_ca", "ssl_cert", "ssl_key"})
_MYSQL = frozenset({"mysql", "mariadb", "mysql+pymysql", "mariadb+pymysql"})
_SQLITE = "sqlite"
#: Dates arrive as text: PyMySQL's own conversion costs more than all else in a row, and leaves zero dates as text anyway.
_CONVERSIONS = {key: value for key, value in conversions.items() if key not in {FIELD_TYPE.DATE, FIELD_TYPE.DATETIME, FIELD_TYPE.TIMESTAMP}}


def connect(url: str) -> Engine:
    """An engine for `mysql://user:password@host:port/database` (percent-encoded) or `sqlite:///path`; nothing is opened yet.

    Raises `SettingsError` when the URL cannot be used.
    """
    parts = _parse(url.strip())
    if parts.drivername == _SQLITE:
        return _sqlite(Path(parts.database or ""))
    if parts.drivername not in _MYSQL:
        raise SettingsError(
            say("The shop's URL must begin with mysql:// or mariadb://. Write it like mysql://user:password@host:3306/database.")
        )
    if not parts.host or not parts.database:
        raise SettingsError(say("The shop's URL names no host or no database. Write it like mysql://user:password@host:3306/database."))
    if unknown := sorted(set(parts.query) - _OPTIONS):
        raise SettingsError(say("The shop's URL has an option that is not known: {option}. Remove it.", option=unknown[0][:40]))
    engine = create_engine(
        URL.create("mysql+pymysql"), connect_args=_mysql_arguments(parts), pool_pre_ping=True, pool_recycle=600, hide_parameters=True
    )
    event.listen(engine, "connect", lambda connection, _record: connection.query(_TOGETHER))
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A short read-only transaction. What the database refuses becomes one of our errors, without the driver's text or our values."""
    try:
        with engine.connect() as connection:
            yield connection
    except DBAPIError as error:
        failure = refusal(error.orig) if isinstance(error.orig, pymysql.MySQLError) else sqlite_refusal(error.orig)
        raise failure from None
    except pymysql.MySQLError as error:
        # From the first words of a new connection, which SQLAlchemy passes on as they are.
        raise refusal(error) from None
    except PoolTimeoutError:
        raise ShopUnreachableError(say("Too many questions are put to the shop's database at once. Try again in a minute.")) from None
    except (SQLAlchemyError, RuntimeError, UnicodeError, OSError) as error:
        # PyMySQL lets some of its own surprises out bare: a sign-in that it cannot do, text in no known character set, a lost socket.
        raise ShopError(say("The shop's database gave an answer that cannot be read ({kind}).", kind=type(error).__name__)) from None


def _parse(url: str) -> URL:
    with suppress(ArgumentError, ValueError):
        parts = make_url(url)
        # A bare @ in the password would make its end a part of the host.
        if "@" not in (parts.host or "") and (parts.port is None or 0 < parts.port <= PORT_MAX):
            return parts
    # Outside a handler, so that no traceback shows the library's text: it may hold the password.
    raise SettingsError(
        say(
            "The shop's URL cannot be read. Write it like mysql://user:password@host:3306/database, "
            "with %40 for @, %3A for : and %2F for / inside the password."
        )
    )


def _mysql_arguments(parts: URL) -> dict[str, Any]:
    return {
        "host": parts.host,
        "port": parts.port or DEFAULT_PORT,
        "user": parts.username or "",
        # Bytes, because PyMySQL encodes a text as Latin-1 and the server's passwords are UTF-8.
        "password": str(parts.password or "").encode(),
        "database": parts.database,
        "charset": "utf8mb4",
        "connect_timeout": CONNECT_TIMEOUT,
        "read_timeout": READ_TIMEOUT,
        "write_timeout": READ_TIMEOUT,
        "init_command": READ_ONLY,
        # However the server is configured: ANSI_QUOTES or NO_BACKSLASH_ESCAPES would change what our questions mean.
        "sql_mode": "",
        "conv": _CONVERSIONS,
        **parts.query,
    }


def _sqlite(path: Path) -> Engine:
    """The sample shop: the same tables in a file, opened read-only."""
    if not path.is_file():
        raise SettingsError(say("There is no shop at {path}. Make the sample shop first: python -m mcsync.shop.sample {path}", path=path))

    def opened() -> sqlite3.Connection:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=CONNECT_TIMEOUT, check_same_thread=False)
        connection.text_factory = lambda raw: raw.decode(errors="replace")
        return connection

    return create_engine("sqlite://", creator=opened, poolclass=QueuePool, hide_parameters=True)
