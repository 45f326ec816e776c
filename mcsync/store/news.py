"""What changed in Mailchimp by other hands than ours: noted when the mirror learns it, shown in timelines and lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select

from mcsync.contact import MemberStatus
from mcsync.store.bulk import execute_many, table
from mcsync.store.database import Database
from mcsync.store.tables import AddressRow
from mcsync.store.tables_following import NewsRow

_news, _addresses = table(NewsRow), table(AddressRow)

#: Who stands so has left.
LEFT = frozenset({MemberStatus.UNSUBSCRIBED, MemberStatus.CLEANED, MemberStatus.ARCHIVED, MemberStatus.ABSENT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A person's status in Mailchimp changed there."""

    address: str
    #: Seconds since 1970, when we saw it.
    at: float
    before: MemberStatus
    after: MemberStatus


def note_news(connection: Connection, audience: int, changes: Sequence[tuple[int, str, str]], now: float) -> None:
    """(our number of the address, status before, status after) of everybody who left, or came back; the others are no news."""
    rows = [
        {"audience": audience, "address_id": person, "at": now, "before": before, "after": after}
        for person, before, after in changes
        if before != after and (after in LEFT or before in LEFT - {MemberStatus.ABSENT})
    ]
    execute_many(connection, insert(_news), rows)


class News:
    """Read only; the mirror writes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def since(self, audience: int, moment: float, limit: int = 1000) -> list[Change]:
        """What was seen at or after this moment, newest first."""
        return self._find(_news.c.audience == audience, _news.c.at >= moment, limit=limit)

    def of(self, audience: int, address: str) -> list[Change]:
        """What was ever seen of one person, newest first."""
        return self._find(_news.c.audience == audience, _addresses.c.address == address, limit=1000)

    def _find(self, *where: Any, limit: int) -> list[Change]:
        columns = (_addresses.c.address, _news.c.at, _news.c.before, _news.c.after)
        query = (
            select(*columns).join(_addresses, _addresses.c.id == _news.c.address_id).where(*where).order_by(_news.c.id.desc()).limit(limit)
        )
        with self._database.reading() as connection:
            return [
                Change(address=row.address, at=row.at, before=MemberStatus(row.before), after=MemberStatus(row.after))
                for row in connection.execute(query)
            ]
