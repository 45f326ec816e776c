"""The connection to a shop's database, tried as far as it is filled in: a sentence for each step, and what could be filled in next."""

import re
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from enum import StrEnum
from urllib.parse import quote

from sqlalchemy import Engine, text

from mcsync.errors import McsyncError, SettingsError
from mcsync.message import Message, say
from mcsync.shop.connection import DEFAULT_PORT, PORT_MAX, connect, reading
from mcsync.shop.refusals import no_connection
from mcsync.shop.tables import prefixes

#: Seconds for the first word of a server, while somebody sits before the form.
_PATIENCE = 5.0
#: Databases of the server's own; every user may enter the first.
_OWN = ("information_schema", "performance_schema", "mysql", "sys")
#: Rights that change nothing; the user's other rights are told.
_HARMLESS = frozenset({"USAGE", "SELECT", "SHOW VIEW", "SHOW DATABASES", "PROCESS"})
#: Letters of any script, for names that are not ASCII; nothing that means something in a URL.
_HOST = re.compile(r"[\w.:-]{1,253}")
_GRANT = re.compile(r"GRANT (.+?) ON ", re.IGNORECASE)
#: The user that the lines below make, where the form names none.
READER = "mcsync"


class Step(StrEnum):
    """What is tried, in this order."""

    SERVER = "server"
    USER = "user"
    DATABASE = "database"
    TABLES = "tables"
    READ_ONLY = "read_only"


class Verdict(StrEnum):
    """How a step went."""

    OK = "ok"
    #: It works, and could be better.
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopAddress:
    """The shop's database as somebody fills it in; anything may be empty or wrong."""

    host: str = ""
    #: As typed.
    port: str = ""
    user: str = ""
    password: str = field(default="", repr=False)
    database: str = ""
    prefix: str = ""

    @property
    def url(self) -> str:
        """As the setting keeps it, percent-encoded. Raises `SettingsError` where host or port cannot be one."""
        host = f"[{self.host_name}]" if ":" in self.host_name else self.host_name
        user, password, database = (quote(part, safe="") for part in (self.user, self.password, self.database))
        return f"mysql://{user}:{password}@{host}:{self.port_number}/{database}"

    @property
    def host_name(self) -> str:
        """Raises `SettingsError` for what cannot be one: it is put into a URL."""
        host = self.host.strip()
        if not _HOST.fullmatch(host):
            raise SettingsError(
                say("This cannot be a host: write its name, like shop.example, or its address, without anything around it.")
            )
        return host

    @property
    def port_number(self) -> int:
        """MySQL's own where the field is empty. Raises `SettingsError`."""
        typed = self.port.strip()
        if not typed:
            return DEFAULT_PORT
        if not (typed.isascii() and typed.isdecimal() and len(typed) <= len(str(PORT_MAX)) and 0 < int(typed) <= PORT_MAX):
            raise SettingsError(say("The port must be a whole number from 1 to {most}; MySQL's own is 3306.", most=PORT_MAX))
        return int(typed)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepTried:
    """One step."""

    step: Step
    verdict: Verdict
    message: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """How far the connection goes."""

    #: Up to the first that fails, or that is not filled in.
    steps: Sequence[StepTried] = ()
    #: Databases that the user may enter.
    databases: Sequence[str] = ()
    #: Under which the database has PrestaShop's tables.
    prefixes: Sequence[str] = ()
    #: The one of them that was asked for, or the only one.
    prefix: str = ""
    #: The address from which this machine reached the server; empty where it did not.
    seen_from: str = ""

    @property
    def ready(self) -> bool:
        """Whether people can be read."""
        return any(one.step is Step.TABLES and one.verdict is not Verdict.FAILED for one in self.steps)


class _Probing:
    """Collects the steps; the first that fails ends it."""

    def __init__(self, address: ShopAddress) -> None:
        self.address = address
        self.steps: list[StepTried] = []
        self.databases: tuple[str, ...] = ()
        self.prefixes: tuple[str, ...] = ()
        self.prefix = ""
        self.seen_from = ""

    def go(self) -> None:
        """Step by step, as far as the form is filled in."""
        given, here = self.address, self.steps
        ways = (
            (Step.SERVER, given.host, self._server),
            (Step.USER, given.user, self._user),
            (Step.DATABASE, given.database, self._database),
            (Step.TABLES, given.database, self._tables),
            (Step.READ_ONLY, given.database, self._read_only),
        )
        for step, filled_in, way in ways:
            if not filled_in.strip():
                return
            try:
                verdict, message = way()
            except McsyncError as error:
                verdict, message = Verdict.FAILED, error.message
            here.append(StepTried(step=step, verdict=verdict, message=message))
            if verdict is Verdict.FAILED:
                return

    def _server(self) -> tuple[Verdict, Message]:
        host, port = self.address.host_name, self.address.port_number
        try:
            with socket.create_connection((host, port), _PATIENCE) as connection:
                self.seen_from = str(connection.getsockname()[0])
        except (OSError, UnicodeError) as error:
            raise no_connection(error) from None
        return Verdict.OK, say("A server answers at {host}, port {port}.", host=host, port=port)

    def _user(self) -> tuple[Verdict, Message]:
        with _engine(self.address, _OWN[0]) as engine, reading(engine) as connection:
            names = connection.execute(text("SHOW DATABASES")).scalars().all()
        self.databases = tuple(sorted(str(name) for name in names if str(name) not in _OWN))
        return Verdict.OK, say("The user {user} may sign in.", user=self.address.user)

    def _database(self) -> tuple[Verdict, Message]:
        with _engine(self.address, self.address.database) as engine:
            self.prefixes = prefixes(engine)
        return Verdict.OK, say("The database {database} is there.", database=self.address.database)

    def _tables(self) -> tuple[Verdict, Message]:
        if not self.prefixes:
            return Verdict.FAILED, say(
                "This database has no PrestaShop tables that this user may read. Check the database's name, and that the user has SELECT on it."
            )
        asked = self.address.prefix.strip()
        if asked not in self.prefixes and len(self.prefixes) > 1:
            found = ", ".join(self.prefixes)
            return Verdict.FAILED, say("This database holds several PrestaShops. Choose the prefix of yours: {found}.", found=found)
        self.prefix = asked if asked in self.prefixes else self.prefixes[0]
        return Verdict.OK, say("PrestaShop's tables are there, under the prefix {prefix}.", prefix=self.prefix)

    def _read_only(self) -> tuple[Verdict, Message]:
        with _engine(self.address, self.address.database) as engine, reading(engine) as connection:
            grants = connection.execute(text("SHOW GRANTS")).scalars().all()
        rights = {right.strip().upper() for grant in grants for right in _rights(str(grant))}
        if rights - _HARMLESS:
            return Verdict.WARNING, say(
                "This user may also change the shop. mcsync never does; a user that can only read is safer, and the lines below make one."
            )
        return Verdict.OK, say("This user can only read, which is all that is needed.")


def probe(address: ShopAddress) -> Probe:
    """Try what is filled in, step by step. Never raises for a wrong address: that is what it tells."""
    probing = _Probing(address)
    probing.go()
    return Probe(
        steps=tuple(probing.steps),
        databases=probing.databases,
        prefixes=probing.prefixes,
        prefix=probing.prefix,
        seen_from=probing.seen_from,
    )


def reader_sql(address: ShopAddress, seen_from: str) -> str:
    """The lines that make a user who can only read this database, to be run by whoever looks after it."""
    user = f"{_quoted(address.user.strip() or READER)}@{_quoted(seen_from or '%')}"
    database = (address.database.strip() or "prestashop").replace("`", "``")
    return f"CREATE USER {user} IDENTIFIED BY 'a long password of your own';\nGRANT SELECT ON `{database}`.* TO {user};"


@contextmanager
def _engine(address: ShopAddress, database: str) -> Iterator[Engine]:
    engine = connect(replace(address, database=database.strip()).url)
    try:
        yield engine
    finally:
        engine.dispose()


def _rights(grant: str) -> list[str]:
    """`"GRANT SELECT, INSERT (a, b) ON …"` → its rights, without their columns."""
    found = _GRANT.match(grant)
    return re.sub(r"\([^)]*\)", "", found[1]).split(",") if found else []


def _quoted(name: str) -> str:
    """A name in SQL's quotes; what cannot be seen is left out, because someone copies it."""
    visible = "".join(letter for letter in name if letter.isprintable())
    return "'" + visible.replace("\\", "\\\\").replace("'", "''") + "'"
