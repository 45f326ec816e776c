"""What an error of the shop's database means, and the sentence for it. The driver's own text is never shown: it may hold addresses."""

import re
import socket
from collections.abc import Mapping

import pymysql

from mcsync.errors import SettingsError, ShopError, ShopUnreachableError
from mcsync.message import Message, say


class TableMissingError(ShopError):
    """The database has no such table. Check the prefix."""


#: MySQL's and MariaDB's error numbers, by their reference manuals; those of the server, then the driver's own from 2000 on.
_ACCESS_DENIED = frozenset({1045, 1698, 1862, 4151})
_DATABASE_DENIED = frozenset({1044})
_DATABASE_UNKNOWN = frozenset({1049})
_HOST_DENIED = frozenset({1130, 1129})
_TABLE_MISSING = frozenset({1146})
_RIGHT_MISSING = frozenset({1142, 1143})
_COLUMN_MISSING = frozenset({1054})
_BUSY = frozenset({1040, 1041, 1203, 1226, 1205, 1213})
_NO_CONNECTION = frozenset({2002, 2003, 2005})
#: Server shutdown, connection killed, statement timed out, and what the driver says of a connection that went away.
_LOST = frozenset(
    {0, 1053, 1077, 1079, 1080, 1152, 1158, 1159, 1160, 1161, 1184, 1317, 1927, 1969, 2006, 2013, 2014, 2027, 2055, 3024, 4031}
)
_SIGN_IN_METHOD = frozenset({1251, 2054, 2059, 2061})

_SENTENCES: Mapping[frozenset[int], tuple[type[ShopError] | type[SettingsError], Message]] = {
    _ACCESS_DENIED: (SettingsError, say("The shop's database refuses this user or password. Check both; inside a URL, a special character must be percent-encoded.")),
    _DATABASE_DENIED: (SettingsError, say("This user may not read the shop's database, or it does not exist. Check the database's name, or grant the user SELECT on it.")),
    _DATABASE_UNKNOWN: (SettingsError, say("The server has no database of that name. Check its spelling.")),
    _HOST_DENIED: (SettingsError, say("The shop's database does not let this machine connect. Allow this machine's address for the user, then try again.")),
    _TABLE_MISSING: (TableMissingError, say("A table of PrestaShop is missing in the shop's database. Check the prefix on the Connections page.")),
    _COLUMN_MISSING: (ShopError, say("A column of PrestaShop is missing in the shop's database. Check the prefix, and that the shop's update was finished.")),
    _BUSY: (ShopUnreachableError, say("The shop's database is too busy to answer now. Nothing is lost; try again in a few minutes.")),
    _LOST: (ShopUnreachableError, say("The connection to the shop's database was lost. Check that the database runs, then resume.")),
    _SIGN_IN_METHOD: (SettingsError, say("The shop's database asks for a way of signing in that is not supported. Give the user a native or SHA-2 password.")),
}  # fmt: skip

_TABLE_NAME = re.compile(r"for table (?:[`'\"]?[^`'\".]+[`'\"]?\.)?[`'\"]([A-Za-z0-9_$]+)[`'\"]")


def refusal(error: BaseException) -> ShopError | SettingsError:
    """The error to raise instead of this one of the MySQL driver."""
    code = error.args[0] if error.args and isinstance(error.args[0], int) else -1
    if code in _NO_CONNECTION:
        return no_connection(getattr(error, "original_exception", None))
    if code in _RIGHT_MISSING:
        return _right_missing(str(error.args[-1]))
    for codes, (kind, sentence) in _SENTENCES.items():
        if code in codes:
            return kind(sentence)
    if isinstance(error, pymysql.err.InterfaceError):
        return ShopUnreachableError(say("The connection to the shop's database was lost. Check that the database runs, then resume."))
    return ShopError(
        say("The shop's database refused to answer (error {code}). Show this number to whoever looks after the database.", code=code)
    )


def sqlite_refusal(error: BaseException | None) -> ShopError:
    """The same for the driver of the sample shop's file."""
    if "no such table" in str(error):
        return TableMissingError(say("A table of PrestaShop is missing in the shop's database. Check the prefix on the Connections page."))
    if "no such column" in str(error):
        return ShopError(
            say("A column of PrestaShop is missing in the shop's database. Check the prefix, and that the shop's update was finished.")
        )
    if "locked" in str(error):
        return ShopUnreachableError(say("The shop's database is too busy to answer now. Nothing is lost; try again in a few minutes."))
    return ShopError(say("The shop's file is not a database that can be read. Make the sample shop again."))


_WHY: tuple[tuple[type, Message], ...] = (
    (socket.gaierror, say("The shop's database was not found: no machine has this host name. Check its spelling.")),
    (ConnectionRefusedError, say("Nothing answers at the shop's host and port. Check the port, and that the database runs and accepts connections over the network.")),
    (TimeoutError, say("The shop's database did not answer in time. Check host and port, and that no firewall stands between.")),
    (object, say("The shop's database cannot be reached. Check host and port, and that it runs.")),
)  # fmt: skip


def no_connection(why: object) -> ShopUnreachableError:
    """The error to raise where the server was not even reached."""
    return next(ShopUnreachableError(sentence) for kind, sentence in _WHY if isinstance(why, kind))


def _right_missing(text: str) -> ShopError:
    """The table's name is the one thing that the driver's text is needed for."""
    found = _TABLE_NAME.search(text)
    return ShopError(
        say(
            "The database user may not read the table {table}. Grant it SELECT on that table, or on the whole database.",
            table=found[1] if found else "?",
        )
    )
