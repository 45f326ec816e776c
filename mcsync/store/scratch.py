"""A sorter on disk: takes a shop's candidates in any order and gives them back address by address, in little memory."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from itertools import groupby
from operator import attrgetter

from mcsync.errors import StoreError
from mcsync.message import say
from mcsync.selection import Candidate
from mcsync.store.bulk import chunks

#: Rows handed to SQLite at once.
_ROWS = 5000
_COLUMNS = len(Candidate._fields)


class Sorter:
    """A temporary table of candidates. Addresses sort by their bytes, so canonical forms never mix."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        connection.execute(f"CREATE TABLE candidate ({', '.join(Candidate._fields)})")

    def add(self, candidates: Iterable[Candidate]) -> None:
        """Put these in."""
        insert = f"INSERT INTO candidate VALUES ({', '.join('?' * _COLUMNS)})"  # noqa: S608  # names of ours only
        for some in chunks(candidates, _ROWS):
            self._connection.executemany(insert, some)

    def by_address(self) -> Iterator[list[Candidate]]:
        """The candidates of one address, then of the next, in the order of addresses."""
        rows = self._connection.execute("SELECT * FROM candidate ORDER BY address")
        for _, group in groupby(map(Candidate._make, rows), key=attrgetter("address")):
            yield list(group)


@contextmanager
def sorter() -> Iterator[Sorter]:
    """A sorter. Raises `StoreError`, for a full disk above all."""
    # Without a name: a file in the system's temporary folder that no other program sees and that never outlives this one.
    with closing(sqlite3.connect("", isolation_level=None, check_same_thread=False)) as connection:
        try:
            for pragma in ("journal_mode=OFF", "synchronous=OFF", "temp_store=FILE", "cache_size=-16000"):
                connection.execute(f"PRAGMA {pragma}")
            connection.execute("BEGIN")
            yield Sorter(connection)
        except sqlite3.OperationalError as error:
            raise StoreError(
                say("There is no room to sort the shop's rows: {why}. Free some disk space, then try again.", why=str(error))
            ) from error
