"""Who we talk about: a row of the shop, a person of the shop, and what would be sent for them.

Those three are named tuples, as frozen as dataclasses and made in a fifth of the time: a preview makes millions of them.
"""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple


class Origin(StrEnum):
    """Where a shop user comes from, in the order in which we believe their names."""

    #: A registered customer.
    CUSTOMER = "customer"
    #: A customer row that PrestaShop made for one guest order.
    GUEST = "guest"
    #: A newsletter-only subscriber, from the newsletter block's table.
    SUBSCRIBER = "subscriber"


class Consent(StrEnum):
    """What the shop knows of a person's will to get the newsletter."""

    #: A live row says yes.
    YES = "yes"
    #: They said yes once, and no row says so any longer.
    LEFT = "left"
    #: No sign that they ever said yes.
    NEVER = "never"


class ConsentChoice(StrEnum):
    """What the operator chose to do with people who did not ask for the newsletter."""

    #: Consenting people are subscribed, other customers become transactional.
    RESPECT = "respect"
    #: The others are not exported at all.
    CONSENTING_ONLY = "consenting_only"
    #: Those who never said yes are treated as consenting; those who left never are.
    EVERYONE = "everyone"


class MemberStatus(StrEnum):
    """What Mailchimp says about a person in one audience."""

    ABSENT = "absent"
    SUBSCRIBED = "subscribed"
    PENDING = "pending"
    TRANSACTIONAL = "transactional"
    UNSUBSCRIBED = "unsubscribed"
    CLEANED = "cleaned"
    ARCHIVED = "archived"
    #: Permanently deleted there; no list shows them, only a refusal does.
    FORGOTTEN = "forgotten"


class ShopField(StrEnum):
    """What the shop may know of a person, and a merge field of the audience may be filled with."""

    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    BIRTHDAY = "birthday"
    GENDER = "gender"
    LANGUAGE = "language"
    #: The default customer group, by name.
    GROUP = "group"
    #: The shop of a multi-shop that the person belongs to, by name.
    SHOP = "shop"
    #: The day on which they registered, or signed up.
    REGISTERED = "registered"
    COMPANY = "company"
    PHONE = "phone"
    #: The whole postal address, in its parts.
    ADDRESS = "address"
    CITY = "city"
    POSTCODE = "postcode"
    COUNTRY = "country"


#: Known of everybody; the others are read from the shop only where a merge field asks for them.
ALWAYS_READ = frozenset({ShopField.FIRST_NAME, ShopField.LAST_NAME, ShopField.BIRTHDAY, ShopField.LANGUAGE})

#: What goes into a merge field: a text, or the parts of a postal address (`addr1`, `addr2`, `city`, `state`, `zip`, `country`).
FieldValue = str | Mapping[str, str]
_NO_FIELDS: Mapping[str, FieldValue] = {}


class ShopUser(NamedTuple):
    """One row of the shop, with names translated and nothing judged."""

    origin: Origin
    #: The row's id in its own table (customer or newsletter block), or its line number in a file.
    id: int
    #: As typed in the shop; may be anything.
    email: str
    #: None where the shop does not say (id_shop 0 or NULL): the row belongs to every shop.
    shop_id: int | None = None
    #: Customer: `newsletter`. Newsletter block: `active`.
    newsletter: bool = False
    #: None for a zero, missing or unreadable date.
    newsletter_date: datetime | None = None
    #: False for a banned account.
    active: bool = True
    deleted: bool = False
    first_name: str = ""
    last_name: str = ""
    #: None for a zero, missing or unreadable date.
    birthday: date | None = None
    #: Two-letter ISO 639-1 code in lower case; None where the row has none that the shop knows.
    language: str | None = None
    #: `"m"`, `"f"` or empty.
    gender: str = ""
    #: The default customer group.
    group_id: int | None = None
    registered: datetime | None = None
    #: What else was asked for: `gender`, `group`, `shop`, `registered`, `company`, `phone`, `street`, `street2`, `city`, `postcode`,
    #: `state`, `country` (ISO code), `country_name`; only what is not empty. None: nothing was asked for, or nothing is known.
    more: Mapping[str, str] | None = None


class Person(NamedTuple):
    """All that the shop's live rows say about one address, merged."""

    address: str
    consent: Consent
    #: Has an account or has ordered; False for a newsletter-only subscriber.
    customer: bool
    first_name: str = ""
    last_name: str = ""
    birthday: date | None = None
    language: str = ""
    #: How many rows were merged into this person, at least 1.
    rows: int = 1
    #: As of a `ShopUser`; each from the first row that has it, and an address whole from one row.
    more: Mapping[str, str] | None = None


class Contact(NamedTuple):
    """What is sent for one person, exactly."""

    #: Canonical; the key under which the answer is matched.
    address: str
    #: None: leave the status that the member has.
    status: MemberStatus | None
    language: str = ""
    #: Merge tag → value, e.g. `{"FNAME": "Zoé", "BIRTHDAY": "12/31"}`; an empty value clears the field.
    fields: Mapping[str, FieldValue] = _NO_FIELDS
