"""Reading ahead: while some items are worked on, the next are fetched, so that nobody waits for the network."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from mcsync.store.bulk import chunks

#: Items that are fetched while as many are worked on; a page of the shop.
AHEAD = 5_000

Item = TypeVar("Item")


def ahead(items: Iterable[Item], size: int = AHEAD) -> Iterator[Item]:
    """The same items in the same order, at most two times `size` of them in memory. What fetching them raises comes at its turn."""
    some = chunks(items, size)
    with ThreadPoolExecutor(1, "ahead") as thread:
        coming = thread.submit(next, some, None)
        while chunk := coming.result():
            coming = thread.submit(next, some, None)
            yield from chunk
