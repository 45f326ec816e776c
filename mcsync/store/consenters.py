"""Who consented once, as far as we saw, and is in touch in Mailchimp: those who must leave there when the shop no longer has them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import bindparam, func, select

from mcsync.contact import MemberStatus
from mcsync.outcome import Outcome
from mcsync.store.bulk import CHUNK, chunks, table
from mcsync.store.database import Database
from mcsync.store.mirror import SAW_CONSENT
from mcsync.store.tables import AddressRow, ContactRow, MemberRow

_addresses, _contacts, _members = table(AddressRow), table(ContactRow), table(MemberRow)
_IN_TOUCH = [MemberStatus.SUBSCRIBED.value, MemberStatus.PENDING.value]
#: Whom we unsubscribed already came back in Mailchimp since: of people whom the shop no longer has, Mailchimp's word is the newer one.
_CAME_BACK = (func.coalesce(_contacts.c.status, "") == MemberStatus.UNSUBSCRIBED.value) & (
    func.coalesce(_contacts.c.outcome, "") == Outcome.UPDATED.value
)


class Consenters:
    """Read only, by our number of the audience."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def count(self, audience: int) -> int:
        """How many they are."""
        with self._database.reading() as connection:
            return int(connection.execute(_counted(audience)).scalar_one())

    def everyone(self, audience: int) -> Iterator[dict[int, str]]:
        """Our number for each address → the address, a thousand at a time."""
        last = 0
        while True:
            some = self._page(audience, last)
            yield some
            if len(some) < CHUNK:
                return
            last = max(some)

    def among(self, audience: int, addresses: Iterable[str]) -> list[int]:
        """Our numbers of those of these addresses that are theirs."""
        query = _of(select(_addresses.c.id), audience).where(_addresses.c.address.in_(bindparam("some", expanding=True)))
        with self._database.reading() as connection:
            return [number for chunk in chunks(addresses) for (number,) in connection.execute(query, {"some": chunk})]

    def came_back(self, audience: int, limit: int = CHUNK) -> list[str]:
        """Who we unsubscribed, and who is in touch in Mailchimp again, through a form or by somebody's hand."""
        query = _joined(select(_addresses.c.address), audience).where(_CAME_BACK).order_by(_addresses.c.address).limit(limit)
        with self._database.reading() as connection:
            return [address for (address,) in connection.execute(query)]

    def _page(self, audience: int, last: int) -> dict[int, str]:
        columns = select(_members.c.address_id, _addresses.c.address)
        query = _of(columns, audience).where(_members.c.address_id > last).order_by(_members.c.address_id).limit(CHUNK)
        with self._database.reading() as connection:
            found: Sequence[Any] = connection.execute(query).all()
        return dict(found)


def _of(query: Any, audience: int) -> Any:
    return _joined(query, audience).where(~_CAME_BACK)


def _joined(query: Any, audience: int) -> Any:
    return query.select_from(_mirror_and_ledger.join(_addresses, _addresses.c.id == _members.c.address_id)).where(*_mine(audience))


def _counted(audience: int) -> Any:
    # Without the addresses: a third of the time, and it is asked before each preview.
    return select(func.count()).select_from(_mirror_and_ledger).where(*_mine(audience), ~_CAME_BACK)


def _mine(audience: int) -> tuple[Any, ...]:
    return _members.c.audience == audience, SAW_CONSENT, _members.c.status.in_(_IN_TOUCH)


_mirror_and_ledger = _members.outerjoin(
    _contacts, (_members.c.audience == _contacts.c.audience) & (_members.c.address_id == _contacts.c.address_id)
)
