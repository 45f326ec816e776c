"""What Mailchimp last told us about the people of an audience, and what we last sent them: the two things a plan asks for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, bindparam, case, delete, false, func, select, update

from mcsync.contact import MemberStatus
from mcsync.outcome import Outcome
from mcsync.store.bulk import address_ids, bump, chunks, insert_into, table, upsert
from mcsync.store.database import Database
from mcsync.store.news import note_news
from mcsync.store.tables import AddressRow, AudienceRow, ContactRow, MemberRow

_addresses, _audiences, _members, _contacts = table(AddressRow), table(AudienceRow), table(MemberRow), table(ContactRow)
#: We saw the shop say yes, whether there was anything to send or not; each of the two rows may be missing.
SAW_CONSENT = func.coalesce(_contacts.c.consented, false()) | func.coalesce(_members.c.consented, false())


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One person as an audience showed them."""

    address: str
    status: MemberStatus
    #: The language and merge fields there, as `fields.to_json` writes them.
    shown: str


class Known(NamedTuple):
    """All that we know of one address in one audience."""

    status: MemberStatus = MemberStatus.ABSENT
    #: The language and merge fields in Mailchimp, as `fields.to_json` writes them; empty: not there.
    shown: str = ""
    #: The language and merge fields that we last sent, in the same form; empty: nothing ever.
    sent: str = ""
    #: The status we last sent; empty if none.
    sent_status: str = ""
    #: What became of that; None: nothing was ever sent.
    outcome: Outcome | None = None
    cause: str | None = None
    held_until: float | None = None
    #: How often the very same was sent with that outcome.
    attempts: int = 0
    consented: bool = False
    #: Our number for the address, where we saw that they consented; else 0.
    number: int = 0


class Mirror:
    """The members of audiences, by our number of the audience."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def audience(self, audience: str, *, name: str, double_optin: bool) -> AudienceRow:
        """Our row for an audience, made where there is none, with its name and setting as they are now."""
        row = {"id": audience, "name": name, "double_optin": double_optin, "reading": 0, "version": 0, "changes_since": ""}
        insert = insert_into(self._database.engine.dialect, _audiences).values(row)
        with self._database.writing() as connection:
            connection.execute(insert.on_conflict_do_update(index_elements=["id"], set_={"name": name, "double_optin": double_optin}))
            return AudienceRow(**connection.execute(select(_audiences).where(_audiences.c.id == audience)).mappings().one())

    def find(self, audience: str) -> AudienceRow | None:
        """Our row for an audience, if we have met it."""
        with self._database.reading() as connection:
            row = connection.execute(select(_audiences).where(_audiences.c.id == audience)).mappings().first()
        return AudienceRow(**row) if row else None

    def audiences(self) -> list[AudienceRow]:
        """Every audience that we have met."""
        with self._database.reading() as connection:
            return [AudienceRow(**row) for row in connection.execute(select(_audiences).order_by(_audiences.c.number)).mappings()]

    def numbered(self, number: int) -> AudienceRow:
        """The audience with this number of ours."""
        with self._database.reading() as connection:
            return AudienceRow(**connection.execute(select(_audiences).where(_audiences.c.number == number)).mappings().one())

    def put(self, number: int, reading: int, seen: Sequence[Seen]) -> None:
        """Note people as they were seen in a reading (or in changes since)."""
        with self._database.writing() as connection:
            ids = address_ids(connection, [person.address for person in seen])
            self._note_news(connection, number, {ids[person.address]: person.status.value for person in seen})
            news = upsert(
                connection,
                MemberRow,
                [
                    {
                        "audience": number,
                        "address_id": ids[p.address],
                        "status": p.status.value,
                        "shown": p.shown,
                        "reading": reading,
                    }
                    for p in seen
                ],
                combined=_newest_reading,
            )
            if news:
                bump(connection, number)

    def saw_consent(self, number: int, addresses: Sequence[str]) -> None:
        """The shop says yes for these people, whom Mailchimp has just so already: what is sent to nobody is in no ledger."""
        with self._database.writing() as connection:
            ids = list(address_ids(connection, addresses).values())
            mine = (_members.c.audience == number) & _members.c.address_id.in_(bindparam("some", expanding=True))
            for some in chunks(ids):
                connection.execute(update(_members).where(mine).values(consented=True), {"some": some})

    def finish_reading(self, number: int, reading: int, changes_since: str) -> None:
        """A whole reading is in: whoever was not in it is no longer in the audience."""
        with self._database.writing() as connection:
            left_out = (_members.c.audience == number) & (_members.c.reading < reading)
            gone = connection.execute(select(_members.c.address_id, _members.c.status).where(left_out)).all()
            note_news(connection, number, [(one, status, MemberStatus.ABSENT.value) for one, status in gone], self._database.now())
            connection.execute(delete(_members).where(left_out))
            bump(connection, number)
            self._advance(connection, number, reading=reading, read_at=self._database.now(), changes_since=changes_since)

    def finish_changes(self, number: int, changes_since: str) -> None:
        """All changes before `changes_since` are in."""
        with self._database.writing() as connection:
            self._advance(connection, number, changes_since=changes_since)

    def forget(self, number: int, address: str) -> None:
        """Mailchimp no longer has this person."""
        with self._database.writing() as connection:
            which = select(_addresses.c.id).where(_addresses.c.address == address).scalar_subquery()
            mine = (_members.c.audience == number) & (_members.c.address_id == which)
            gone = connection.execute(select(_members.c.address_id, _members.c.status).where(mine)).all()
            note_news(connection, number, [(one, status, MemberStatus.ABSENT.value) for one, status in gone], self._database.now())
            if connection.execute(delete(_members).where(mine)).rowcount:
                bump(connection, number)

    def member_count(self, number: int) -> int:
        """How many people the mirror has, archived ones left out."""
        there = (_members.c.audience == number) & (_members.c.status != MemberStatus.ARCHIVED.value)
        with self._database.reading() as connection:
            return connection.execute(select(func.count()).select_from(_members).where(there)).scalar_one()

    def in_touch_count(self, number: int) -> int:
        """How many people are subscribed, or asked to confirm."""
        in_touch = _members.c.status.in_([MemberStatus.SUBSCRIBED.value, MemberStatus.PENDING.value])
        with self._database.reading() as connection:
            return connection.execute(
                select(func.count()).select_from(_members).where(_members.c.audience == number, in_touch)
            ).scalar_one()

    def in_doubt(self, number: int, limit: int) -> dict[str, int]:
        """Address → our number for it, of those who left there, are gone after we added them, or are in touch without that we saw a yes."""
        left = _members.c.status.not_in([MemberStatus.SUBSCRIBED.value, MemberStatus.PENDING.value, MemberStatus.TRANSACTIONAL.value])
        in_touch = _members.c.status.in_([MemberStatus.SUBSCRIBED.value, MemberStatus.PENDING.value])
        gone = _members.c.status.is_(None) & _contacts.c.outcome.is_not(None)
        unseen = in_touch & func.coalesce(_contacts.c.status, "").not_in([MemberStatus.SUBSCRIBED.value, MemberStatus.PENDING.value])
        query = _KNOWN_BY_ID.where(left | gone | (unseen & ~_members.c.consented)).limit(limit)
        with self._database.reading() as connection:
            return {row.address: row.id for row in connection.execute(query, {"audience": number})}

    def all_count(self, number: int) -> int:
        """How many people the mirror has, whatever their status."""
        with self._database.reading() as connection:
            return connection.execute(select(func.count()).select_from(_members).where(_members.c.audience == number)).scalar_one()

    def known(self, number: int, addresses: Iterable[str]) -> dict[str, Known]:
        """What we know of these addresses; those we have never met are not in the answer."""
        with self._database.reading() as connection:
            return {
                address: _known(*rest)
                for chunk in chunks(addresses)
                for address, *rest in connection.execute(_KNOWN, {"audience": number, "some": chunk})
            }

    def _note_news(self, connection: Connection, number: int, statuses: Mapping[int, str]) -> None:
        """Who was there before and stands otherwise now: our own writing is in the mirror already when it is read back."""
        mine = (_members.c.audience == number) & _members.c.address_id.in_(bindparam("some", expanding=True))
        query = select(_members.c.address_id, _members.c.status).where(mine)
        before = connection.execute(query, {"some": list(statuses)}).all()
        note_news(connection, number, [(one, status, statuses[one]) for one, status in before], self._database.now())

    @staticmethod
    def _advance(connection: Connection, number: int, **values: object) -> None:
        connection.execute(update(_audiences).where(_audiences.c.number == number).values(values))


def _newest_reading(old: Any, new: Any) -> dict[str, Any]:
    """Whoever looks up one person, while the audience is read whole elsewhere, does not take them out of that reading."""
    return {"reading": case((old.reading > new.reading, old.reading), else_=new.reading)}


_KNOWN_BY_ID = (
    select(_addresses.c.address, _addresses.c.id)
    .select_from(_addresses)
    .outerjoin(_members, and_(_members.c.audience == bindparam("audience"), _members.c.address_id == _addresses.c.id))
    .outerjoin(_contacts, and_(_contacts.c.audience == bindparam("audience"), _contacts.c.address_id == _addresses.c.id))
)
_KNOWN = (
    select(
        _addresses.c.address,
        _members.c.status.label("member_status"),
        _members.c.shown,
        _contacts.c.sent,
        _contacts.c.status.label("sent_status"),
        _contacts.c.outcome,
        _contacts.c.cause,
        _contacts.c.held_until,
        _contacts.c.attempts,
        SAW_CONSENT,
        case((SAW_CONSENT, _addresses.c.id), else_=0),
    )
    .select_from(_addresses)
    .outerjoin(_members, and_(_members.c.audience == bindparam("audience"), _members.c.address_id == _addresses.c.id))
    .outerjoin(_contacts, and_(_contacts.c.audience == bindparam("audience"), _contacts.c.address_id == _addresses.c.id))
    .where(_addresses.c.address.in_(bindparam("some", expanding=True)))
)


# Looked up in dicts, and by place in the row: a million of them are asked for in one go.
_STATUS: Mapping[str | None, MemberStatus] = {None: MemberStatus.ABSENT, **{status.value: status for status in MemberStatus}}
_OUTCOME: Mapping[str | None, Outcome | None] = {None: None, **{outcome.value: outcome for outcome in Outcome}}


def _known(
    status: str | None,
    shown: str | None,
    sent: str | None,
    sent_status: str | None,
    outcome: str | None,
    cause: str | None,
    held_until: float | None,
    attempts: int | None,
    consented: bool | None,
    number: int,
) -> Known:
    """From the columns of `_KNOWN` after the address."""
    # In the order of the fields, because a million are made.
    return Known(
        _STATUS[status],
        shown or "",
        sent or "",
        sent_status or "",
        _OUTCOME[outcome],
        cause,
        held_until,
        attempts or 0,
        bool(consented),
        number,
    )
