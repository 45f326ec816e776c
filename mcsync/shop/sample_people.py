"""The people of the sample shop, with the dirt that real shops have. All chance comes from the generator handed in."""

import random
import unicodedata
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from mcsync.shop.sample_names import DOMAINS, FIRST_NAMES, HOSTILE_NAMES, INVALID_ADDRESSES, LAST_NAMES, PRACTICE

#: In the order of their tables, as SQL writes them.
CUSTOMER_COLUMNS = (
    "id_customer, id_shop_group, id_shop, id_gender, id_default_group, id_lang, company, firstname, lastname, email, passwd, birthday, "
    "newsletter, newsletter_date_add, ip_registration_newsletter, optin, website, secure_key, note, active, is_guest, deleted, date_add, "
    "date_upd, reset_password_token"
)
SUBSCRIBER_COLUMNS = "id, id_shop, id_shop_group, email, newsletter_date_add, ip_registration_newsletter, http_referer, active, id_lang"

#: How many people of each kind; some have several rows.
REGISTERED = 3_200
GUESTS = 350
SUBSCRIBERS = 850
INVALID = 60
GDPR_ERASED = 6
#: The GDPR module's shared stub, as PrestaShop has it.
GDPR_STUB = "anonymous@psgdpr.com"
ZERO_DATETIME = "0000-00-00 00:00:00"
ZERO_DATE = "0000-00-00"
#: The shop's life, in its own clock; fixed, so that the sample is the same on any day.
_OPENED = datetime(2017, 3, 1, 8, 0)  # noqa: DTZ001  # PrestaShop stores no zone
_LIFE_SECONDS = int(timedelta(days=9 * 365).total_seconds())
_PRACTICE_ADDRESSES = frozenset(address for address, *_ in PRACTICE)

_Row = dict[str, object]
_T = TypeVar("_T")


class SamplePeople:
    """The rows of both tables; `make` fills them."""

    def __init__(self, chance: random.Random) -> None:
        self.customers: list[_Row] = []
        self.subscribers: list[_Row] = []
        self._chance = chance
        self._taken = set(_PRACTICE_ADDRESSES)

    def make(self) -> None:
        """Everybody, once, in no order."""
        kinds = [self._registered] * REGISTERED + [self._guest] * GUESTS + [self._invalid] * INVALID + [self._erased] * GDPR_ERASED
        kinds += [partial(self._hostile, *names) for names in HOSTILE_NAMES] + [partial(self._practice, *who) for who in PRACTICE]
        self._chance.shuffle(kinds)
        for add in kinds:
            add()
        for _ in range(SUBSCRIBERS):
            self._subscriber()

    def _registered(self) -> None:
        row = self._customer(active=self._one_in(60, 0, 1), deleted=self._one_in(70, 1, 0))
        if self._one_in(25, rare=True, usual=False):
            # The same person again, typed differently, perhaps in the other shop.
            self._customer(
                email=self._typed(str(row["email"])), firstname=row["firstname"], lastname=row["lastname"], id_lang=row["id_lang"]
            )

    def _guest(self) -> None:
        """A new row for each order without an account; some order often."""
        row = self._customer(is_guest=1, id_default_group=2)
        for _ in range(self._chance.choice((0, 0, 0, 1, 1, 2, 7))):
            same = {name: row[name] for name in ("firstname", "lastname", "id_gender", "id_lang", "id_shop")}
            self._customer(**same, email=self._typed(str(row["email"])), is_guest=1, id_default_group=2)

    def _invalid(self) -> None:
        self._customer(email=self._chance.choice(INVALID_ADDRESSES).format(self._chance.randrange(100)))

    def _erased(self) -> None:
        self._customer(
            email=GDPR_STUB, firstname="Anonymous", lastname="Anonymous", active=0, newsletter=0, newsletter_date_add=ZERO_DATETIME
        )

    def _hostile(self, first_name: str, last_name: str) -> None:
        self._customer(firstname=first_name, lastname=last_name)

    def _practice(self, address: str, first_name: str, last_name: str, gender: str) -> None:
        self._customer(
            email=address,
            firstname=first_name,
            lastname=last_name,
            id_gender=1 if gender == "m" else 2,
            id_lang=1,
            id_shop=1,
            id_default_group=3,
            newsletter=1,
            newsletter_date_add=self._moment(),
        )

    def _subscriber(self) -> None:
        """Newsletter-only; one in seven is a customer as well."""
        known = self._one_in(7, rare=True, usual=False)
        language = self._language()
        first_name, last_name, _ = self._name(language)
        address = (
            self._typed(str(self._chance.choice(self.customers)["email"])) if known else self._address(language, first_name, last_name)
        )
        if address.strip().lower() in _PRACTICE_ADDRESSES:
            return
        values = (self._shop(), 1, address, self._moment(), "203.0.113.7", None, self._one_in(9, 0, 1), self._one_in(5, 0, language))
        self.subscribers.append(dict(zip(SUBSCRIBER_COLUMNS.split(", "), (len(self.subscribers) + 1, *values), strict=True)))

    def _customer(self, **given: object) -> _Row:
        """One row; what is not given is by chance, as in a shop where six of ten want the newsletter."""
        language = int(str(given.get("id_lang") or self._language()))
        first_name, last_name, gender = self._name(language)
        registered = self._moment()
        row = dict.fromkeys(CUSTOMER_COLUMNS.split(", ")) | {
            "id_customer": len(self.customers) + 1,
            "id_shop_group": 1,
            "id_shop": self._shop(),
            "id_gender": self._one_in(12, 0, gender),
            "id_default_group": self._chance.choice((3, 3, 3, 3, 3, 3, 3, 3, 4, 5)),
            "id_lang": self._one_in(25, None, language),
            "firstname": first_name,
            "lastname": last_name,
            "email": given.get("email") or self._address(language, str(given.get("firstname", first_name)), last_name),
            "passwd": "",
            "birthday": self._birthday(),
            "optin": self._one_in(3, 1, 0),
            "secure_key": "",
            "active": 1,
            "is_guest": 0,
            "deleted": 0,
            "date_add": self._one_in(90, ZERO_DATETIME, registered),
            "date_upd": registered,
        }
        row |= self._consent(registered) | given
        self.customers.append(row)
        return row

    def _consent(self, registered: str) -> _Row:
        """Six of ten want it; one left, having wanted it once; three never did."""
        said_yes: _Row = {"newsletter": 1, "newsletter_date_add": registered, "ip_registration_newsletter": "203.0.113.9"}
        never: _Row = {"newsletter": 0, "newsletter_date_add": self._chance.choice((None, ZERO_DATETIME))}
        return self._chance.choices((said_yes, said_yes | {"newsletter": 0}, never), (6, 1, 3))[0]

    def _typed(self, address: str) -> str:
        """An address as people type theirs the second time."""
        ways: tuple[Callable[[str], str], ...] = (str.upper, str.title, lambda text: f" {text}", lambda text: f"{text}  ", str)
        written = self._chance.choice(ways)(address.strip())
        return written.replace("bücher", "xn--bcher-kva") if self._one_in(2, rare=True, usual=False) else written

    def _address(self, language: int, first_name: str, last_name: str) -> str:
        """Not yet taken by anybody else."""
        domain = self._chance.choices(list(DOMAINS[language]), list(DOMAINS[language].values()))[0]
        first, last = _plain(first_name), _plain(last_name)
        local = self._chance.choice((f"{first}.{last}", f"{first}{last}", f"{first[:1]}.{last}", f"{last}.{first}"))
        address = f"{local}@{domain}"
        while address in self._taken:
            address = f"{local}{self._chance.randrange(1, 10_000)}@{domain}"
        self._taken.add(address)
        return address

    def _name(self, language: int) -> tuple[str, str, int]:
        """First name, last name, id_gender."""
        gender = self._chance.choice("fm")
        first = self._chance.choice(FIRST_NAMES[language][gender].split())
        return first, self._chance.choice(LAST_NAMES[language].split()), 1 if gender == "m" else 2

    def _language(self) -> int:
        return self._one_in(4, 2, 1)

    def _shop(self) -> int:
        return self._chance.choice((1, 1, 1, 1, 2))

    def _moment(self) -> str:
        return str(_OPENED + timedelta(seconds=self._chance.randrange(_LIFE_SECONDS)))

    def _birthday(self) -> str | None:
        if self._one_in(2, rare=True, usual=False):
            return self._chance.choice((None, ZERO_DATE))
        return f"{self._chance.randrange(1940, 2008)}-{self._chance.randrange(1, 13):02}-{self._chance.randrange(1, 29):02}"

    def _one_in(self, many: int, rare: _T, usual: _T) -> _T:
        return rare if self._chance.randrange(many) == 0 else usual


def _plain(name: str) -> str:
    """The letters of a name that an address may hold, at most 30."""
    ascii_only = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return "".join(character for character in ascii_only if character.isalnum() or character == "-").strip("-")[:30] or "client"
