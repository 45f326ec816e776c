"""A table's rows page by page, by their ids. Each page is a short transaction of its own: whoever reads slowly holds nothing."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from sqlalchemy import Connection, Engine, text

from mcsync.shop import questions
from mcsync.shop.connection import reading
from mcsync.shop.tables import Table
from mcsync.shop.translation import Row

#: Below every id (imports have made rows with id 0), and beyond every one.
BEFORE, BEYOND = -1, 2**63 - 1

#: The rows after `last` and not beyond `until`, by their ids.
Read = Callable[[Connection, Mapping[str, int]], Sequence[Row]]


def pages(engine: Engine, reach: str, read: Read, size: int, *, after: int = BEFORE, until: int = BEYOND) -> Iterator[Sequence[Row]]:
    """Pages of `size` rows, from the row after `after` to the row `until`; `reach` is the question where a page ends. Raises `ShopError`."""
    question = text(reach)
    while after < until:
        with reading(engine) as connection:
            end = int(connection.execute(question, {"last": after, "until": until, "skip": size - 1}).scalar_one())
            rows = read(connection, {"last": after, "until": end})
        yield rows
        after = end


def plainly(question: str) -> Read:
    """Row by row, as any database answers."""
    asked = text(question)
    return lambda connection, bounds: connection.execute(asked, bounds).cursor.fetchall()


def together(table: Table, names: Mapping[str, str]) -> Read:
    """All rows of a page in one text, which MySQL puts together and Python takes apart: the driver, written in Python, pays by the row.

    A page that does not come apart as it was put together is asked for again, plainly.
    """
    plain, asked = plainly(questions.page(table, names, "mysql")), text(questions.together(table, names))

    def read(connection: Connection, bounds: Mapping[str, int]) -> Sequence[Row]:
        number, said = connection.execute(asked, bounds).one()
        rows = questions.apart(number, said)
        return plain(connection, bounds) if rows is None else rows

    return read
