"""One dirty shop for all scenarios that only read it, and the audience as it is beforehand."""

import random
from dataclasses import dataclass

import pytest

from mcsync.sandbox.practice import ALREADY_THERE, FAKE_LOOKING, GONE_FOR_GOOD, LEFT_ALONE, TOO_MANY_LISTS
from tests.acceptance.oracle import judge
from tests.fixtures.prestashop import DirtyShop, ShopTables

#: What Mailchimp may say of a person; unsubscribed by themselves and by an admin are two, because the API could undo the second.
STANDINGS = (
    {"status": "subscribed"},
    {"status": "pending"},
    {"status": "transactional"},
    {"status": "unsubscribed", "unsubscribed_by": "self"},
    {"status": "unsubscribed", "unsubscribed_by": "admin"},
    {"status": "cleaned"},
    {"status": "archived"},
    {"status": "forgotten"},
)
#: The sandbox refuses the first two whatever is sent for them.
SPECIAL = (FAKE_LOOKING, TOO_MANY_LISTS, ALREADY_THERE, LEFT_ALONE, GONE_FOR_GOOD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """The shop's tables, and the plain rows in them."""

    tables: ShopTables
    customers: list[dict]
    subscribers: list[dict]


@pytest.fixture(scope="session")
def filled(mariadb):
    """A shop of more than 3,000 dirty rows. Read it only."""
    database = mariadb.new_database()
    shop = DirtyShop(tables=ShopTables(database=database, prefix="0k3x9_").create(), people=1500).write()
    for number, address in enumerate(SPECIAL, start=900_001):
        shop.customers.append(
            shop.tables.add_customer(id_customer=number, email=address, newsletter=1, newsletter_date_add="2023-01-02 03:04:05")
        )
    assert len(shop.customers) + len(shop.subscribers) >= 3000
    yield Filled(tables=shop.tables, customers=shop.customers, subscribers=shop.subscribers)
    mariadb.drop(database)


@pytest.fixture(scope="session")
def beforehand(filled):
    """People of that shop whom the audience knows already: six for every standing and consent, half of them with what the shop says."""
    chance, people = random.Random(7), judge(filled.customers, filled.subscribers).people
    edits = []
    for consent in ("yes", "left", "never"):
        candidates = sorted(person.address for person in people.values() if person.consent == consent and person.address not in SPECIAL)
        chosen = chance.sample(candidates, 6 * len(STANDINGS))
        for place, address in enumerate(chosen):
            same = place % 2 == 0
            fields = people[address].fields if same else {"FNAME": "Someone", "LNAME": "Else"}
            language = people[address].language if same else "it"
            edits.append(
                {"email_address": address, "language": language, "merge_fields": dict(fields), **STANDINGS[place % len(STANDINGS)]}
            )
    return edits
