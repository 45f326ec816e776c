"""A sorter on disk: takes a shop's candidates in any order and gives them back address by address, in little memory."""

import heapq
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import groupby
from operator import itemgetter
from tempfile import TemporaryFile
from typing import IO, Any

import orjson

from mcsync.errors import StoreError
from mcsync.message import say
from mcsync.selection import Candidate
from mcsync.store.bulk import chunks

#: Candidates that are sorted in memory, and those of them that are read again at once: one such page of each run is in memory.
_RUN, _PAGE = 20_000, 200
#: Where a page begins in the file, and its bytes.
_Place = tuple[int, int]


class Sorter:
    """Runs of sorted candidates in one file, merged when they are asked for: a million make fifty runs."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._runs: list[list[_Place]] = []

    def add(self, candidates: Iterable[Candidate]) -> None:
        """Put these in. Raises `StoreError` for a full disk."""
        self._runs += [self._written(sorted(some)) for some in chunks(candidates, _RUN)]

    def by_address(self) -> Iterator[list[Candidate]]:
        """The candidates of one address, then of the next, in the order of addresses. Raises `StoreError`."""
        rows = heapq.merge(*map(self._rows, self._runs))
        for _, group in groupby(rows, key=itemgetter(0)):
            yield [Candidate._make(row) for row in group]

    def _written(self, run: Sequence[Candidate]) -> list[_Place]:
        with _room():
            return [self._page(some) for some in chunks(run, _PAGE)]

    def _page(self, candidates: Sequence[Candidate]) -> _Place:
        content = orjson.dumps([tuple(candidate) for candidate in candidates])
        return self._file.tell(), self._file.write(content)

    def _rows(self, run: Sequence[_Place]) -> Iterator[list[Any]]:
        for begin, length in run:
            with _room():
                self._file.seek(begin)
                content = self._file.read(length)
            yield from orjson.loads(content)


@contextmanager
def sorter() -> Iterator[Sorter]:
    """A sorter. Raises `StoreError` where there is no folder for temporary files."""
    # Without a name: a file that no other program sees and that never outlives this one.
    with _room():
        file = TemporaryFile()  # noqa: SIM115  # closed below, whatever the disk says
    try:
        yield Sorter(file)
    finally:
        with suppress(OSError):  # what the disk had no room for was said before
            file.close()


@contextmanager
def _room() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(
            say("There is no room to sort the shop's rows: {why}. Free some disk space, then try again.", why=error.strerror or str(error))
        ) from error
