"""The reader of PrestaShop's database, against a real MariaDB."""

import contextlib
import unicodedata
from datetime import date, datetime

import pytest

from mcsync.contact import Origin, ShopUser
from mcsync.shop import open_prestashop
from tests.fixtures.prestashop import DirtyShop, ShopTables

#: id_lang → code, by what the fixture writes into the language table.
LANGUAGES = {1: "fr", 2: "en", 3: "en", 4: "de"}


@pytest.fixture
def opened(database):
    """Opens shops of this test's database, and closes them after it."""
    with contextlib.ExitStack() as stack:

        def open_it(prefix="ps_", url=database.url, page_rows=700):
            return stack.enter_context(contextlib.closing(open_prestashop(url, prefix, page_rows=page_rows)))

        yield open_it


def only(users):
    [user] = users
    return user


def as_date(kind, value):
    """What a stored date means, computed without mcsync."""
    try:
        return kind.fromisoformat(value) if value else None
    except ValueError:
        return None


def as_text(value):
    return "".join(" " if unicodedata.category(character) == "Cc" else character for character in value)


def expected_customer(row):
    return ShopUser(
        origin=Origin.GUEST if row["is_guest"] else Origin.CUSTOMER,
        id=row["id_customer"],
        email=as_text(row["email"]),
        shop_id=row["id_shop"] or None,
        newsletter=bool(row["newsletter"]),
        newsletter_date=as_date(datetime, row["newsletter_date_add"]),
        active=bool(row["active"]),
        deleted=bool(row["deleted"]),
        first_name=as_text(row["firstname"]),
        last_name=as_text(row["lastname"]),
        birthday=as_date(date, row["birthday"]),
        language=LANGUAGES.get(row["id_lang"]),
        gender={1: "m", 2: "f"}.get(row["id_gender"], ""),
        group_id=row["id_default_group"] or None,
        registered=as_date(datetime, row["date_add"]),
    )


def expected_subscriber(row):
    return ShopUser(
        origin=Origin.SUBSCRIBER,
        id=row["id"],
        email=as_text(row["email"]),
        shop_id=row["id_shop"] or None,
        newsletter=bool(row["active"]),
        newsletter_date=as_date(datetime, row["newsletter_date_add"]),
        language=LANGUAGES.get(row.get("id_lang")),
        registered=as_date(datetime, row["newsletter_date_add"]),
    )


SHOPS = [
    pytest.param({"version": "1.6"}, id="1.6"),
    pytest.param({"version": "1.7", "block_language": False}, id="1.7 that came from 1.6"),
    pytest.param({"version": "1.7", "charset": "latin1"}, id="1.7 in latin1"),
    pytest.param({"version": "1.7", "block": False}, id="without the newsletter block"),
    pytest.param({"version": "9", "prefix": "0k3x9_"}, id="9 with a random prefix"),
    pytest.param({"version": "9", "prefix": ""}, id="9 without a prefix"),
]


@pytest.mark.parametrize("kind", SHOPS)
def test_every_row_of_a_dirty_shop_is_read_as_it_is(database, opened, kind):
    tables = ShopTables(database=database, **kind).create()
    dirty = DirtyShop(tables=tables).write()
    read = list(opened(tables.prefix).users())
    assert read == [*map(expected_customer, dirty.customers), *map(expected_subscriber, dirty.subscribers)]
    assert len(dirty.customers) >= 3000
