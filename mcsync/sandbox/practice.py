"""The practice account: three audiences, and a few people who were there before. Plain data; the sample shop holds the same addresses."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from mcsync.sandbox.audiences import Account, Audience
from mcsync.sandbox.words import Member, MergeField, Standing

ACCOUNT_NAME = "mcsync practice"

NEWSLETTER = "b0071c0de1"
DOUBLE_OPT_IN = "d0b1e0b714"
REQUIRED_FIELD = "c0a9a4f1e1"

#: Refused with "looks fake or invalid".
FAKE_LOOKING = "fake.looking@gmial.example"
#: Permanently deleted from every audience.
GONE_FOR_GOOD = "gone.for.good@courrier.example"
#: Unsubscribed by themselves from every audience.
LEFT_ALONE = "left.alone@courrier.example"
#: Cleaned in every audience.
BOUNCED_BACK = "bounced.back@courrier.example"
#: Always refused with "has signed up to a lot of lists".
TOO_MANY_LISTS = "too.many.lists@courrier.example"
#: Archived in every audience.
ARCHIVED_LONG_AGO = "archived.long.ago@courrier.example"
#: Unsubscribed from every audience by an admin: the API would subscribe them again.
UNSUBSCRIBED_BY_ADMIN = "unsubscribed.by.admin@courrier.example"
#: Subscribed to every audience.
ALREADY_THERE = "already.there@courrier.example"

#: Who is in each audience from the start.
PRACTICE_PEOPLE: Mapping[str, Standing] = MappingProxyType(
    {
        ALREADY_THERE: Standing.SUBSCRIBED,
        LEFT_ALONE: Standing.LEFT,
        UNSUBSCRIBED_BY_ADMIN: Standing.UNSUBSCRIBED,
        BOUNCED_BACK: Standing.CLEANED,
        ARCHIVED_LONG_AGO: Standing.ARCHIVED,
        GONE_FOR_GOOD: Standing.FORGOTTEN,
    }
)

#: All addresses with a story, for whoever makes a sample shop.
PRACTICE_ADDRESSES = (FAKE_LOOKING, TOO_MANY_LISTS, *PRACTICE_PEOPLE)

#: Seconds: those who were there before have last changed this long ago, so no look at recent changes finds them.
_LONG_AGO = 30 * 24 * 3600

#: Of the made-up members, every so many-th has this standing; the others are subscribed.
_MADE_UP = ((20, Standing.LEFT), (33, Standing.CLEANED), (50, Standing.UNSUBSCRIBED))


def practice_account(key: str, clock: Callable[[], float], size: int) -> Account:
    """An account as it is before anybody has used it, with `size` more members in the newsletter audience."""
    account = Account(key=key, name=ACCOUNT_NAME, clock=clock)
    defaults = _default_fields()
    company = MergeField(id=len(defaults) + 1, tag="COMPANY", name="Company", required=True)
    for audience in (
        Audience(id=NEWSLETTER, name="Boutique – newsletter", fields=[*defaults]),
        Audience(id=DOUBLE_OPT_IN, name="Newsletter with double opt-in", double_optin=True, fields=[*defaults]),
        Audience(id=REQUIRED_FIELD, name="Customers with a required field", fields=[*defaults, company]),
    ):
        account.audiences[audience.id] = audience
        _populate(audience, account.now() - _LONG_AGO)
    _make_up(account.audiences[NEWSLETTER], size, account.now() - _LONG_AGO)
    return account


def _default_fields() -> list[MergeField]:
    rows = (
        ("FNAME", "First Name", "text"),
        ("LNAME", "Last Name", "text"),
        ("ADDRESS", "Address", "address"),
        ("PHONE", "Phone Number", "phone"),
        ("BIRTHDAY", "Birthday", "birthday"),
    )
    return [MergeField(id=number, tag=tag, name=name, type=kind) for number, (tag, name, kind) in enumerate(rows, start=1)]


def _populate(audience: Audience, when: int) -> None:
    for address, standing in PRACTICE_PEOPLE.items():
        _add(audience, address, standing, when, ())


def _make_up(audience: Audience, size: int, when: int) -> None:
    values = ("Camille", "Martin", "", "", "")
    for number in range(1, size + 1):
        standing = next((standing for every, standing in _MADE_UP if number % every == 0), Standing.SUBSCRIBED)
        _add(audience, f"reader{number:07}@courrier.example", standing, when, values)


def _add(audience: Audience, address: str, standing: Standing, when: int, values: tuple[str, ...]) -> Member:
    member = audience.new_member(address, when)
    member.standing, member.language, member.values = standing, "fr", values
    audience.put(member)
    return member
