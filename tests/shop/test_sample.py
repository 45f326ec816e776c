"""The sample shop is a shop: the reader of PrestaShop's database reads it."""

import contextlib
import sqlite3
import subprocess
import sys
from collections import Counter

import pytest

from mcsync.address import canonical
from mcsync.contact import Origin
from mcsync.errors import AddressError, SettingsError
from mcsync.shop import find_prefixes, open_prestashop
from mcsync.shop.sample import make_sample_shop
from mcsync.shop.sample_people import GDPR_STUB

PRACTICE = (
    "fake.looking@gmial.example",
    "gone.for.good@courrier.example",
    "left.alone@courrier.example",
    "bounced.back@courrier.example",
    "too.many.lists@courrier.example",
    "archived.long.ago@courrier.example",
    "unsubscribed.by.admin@courrier.example",
    "already.there@courrier.example",
)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("sample") / "shop.db"
    make_sample_shop(path)
    return path


@pytest.fixture(scope="module")
def users(path):
    with contextlib.closing(open_prestashop(f"sqlite:///{path}", "ps_")) as shop:
        return list(shop.users())


def test_it_says_what_it_is(path):
    with contextlib.closing(open_prestashop(f"sqlite:///{path}", "ps_")) as shop:
        summary = shop.summary()
    assert summary.version == "8.1.7"
    assert summary.shops == ((1, "Atelier Lumière"), (2, "Lumière Pro"))
    assert summary.languages == ("fr", "en")
    assert summary.default_language == "fr"
    assert (2, "Invité") in summary.groups
    assert 4500 <= summary.customers + summary.newsletter_only <= 6000


def test_its_prefix_is_found(path):
    assert find_prefixes(f"sqlite:///{path}") == ("ps_",)


def is_address(raw):
    try:
        return bool(canonical(raw))
    except AddressError:
        return False


@pytest.mark.parametrize("address", PRACTICE)
def test_a_practice_address_is_there_once_as_a_consenting_customer(users, address):
    [user] = [user for user in users if is_address(user.email) and canonical(user.email) == address]
    assert user.origin is Origin.CUSTOMER
    assert user.newsletter
    assert user.active
    assert not user.deleted
    assert user.first_name
    assert user.last_name


def test_nobody_lives_outside_the_reserved_domain(users):
    for user in users:
        assert user.email.strip().rstrip(".").lower().endswith(".example") or not is_address(user.email) or user.email == GDPR_STUB


@pytest.mark.parametrize(
    ("dirt", "at_least"),
    [
        (lambda user: user.origin is Origin.GUEST, 500),
        (lambda user: user.origin is Origin.SUBSCRIBER, 700),
        (lambda user: not is_address(user.email), 40),
        (lambda user: user.email != user.email.strip(), 100),
        (lambda user: user.email.isupper(), 100),
        (lambda user: user.deleted, 20),
        (lambda user: not user.active, 20),
        (lambda user: user.registered is None, 20),
        (lambda user: user.language is None, 100),
        (lambda user: not user.newsletter and user.newsletter_date is None, 500),
        (lambda user: not user.newsletter and user.newsletter_date is not None, 200),
        (lambda user: user.shop_id == 2, 500),
        (lambda user: user.group_id == 4, 100),
        (lambda user: "xn--" in user.email.lower() or "bücher" in user.email.lower(), 10),
        (lambda user: user.email == GDPR_STUB, 2),
        (lambda user: user.first_name.startswith("<script>"), 1),
        (lambda user: user.first_name.startswith("=HYPERLINK("), 1),
    ],
)
def test_it_has_the_dirt_of_real_shops(users, dirt, at_least):
    assert sum(map(dirt, users)) >= at_least


def test_some_addresses_have_many_rows(users):
    rows = Counter(canonical(user.email) for user in users if is_address(user.email))
    assert max(rows.values()) >= 5
    assert sum(1 for count in rows.values() if count > 1) >= 200


def test_some_newsletter_only_people_are_customers_too(users):
    addresses = {origin: {canonical(user.email) for user in users if user.origin is origin and is_address(user.email)} for origin in Origin}
    assert len(addresses[Origin.SUBSCRIBER] & addresses[Origin.CUSTOMER]) >= 50


def test_the_same_seed_makes_the_same_shop_and_another_seed_another(tmp_path, path):
    def dump(seed=None):
        made = tmp_path / "again.db"
        make_sample_shop(made, **({"seed": seed} if seed else {}))
        with contextlib.closing(sqlite3.connect(made)) as connection:
            return list(connection.iterdump())

    assert dump() == dump()
    assert dump(seed=5) != dump()


def test_it_replaces_what_was_there_and_leaves_nothing_beside_it(tmp_path):
    path = tmp_path / "new folder" / "shop.db"
    make_sample_shop(path)
    path.write_text("not a database")
    make_sample_shop(path)
    assert find_prefixes(f"sqlite:///{path}") == ("ps_",)
    assert [file.name for file in path.parent.iterdir()] == ["shop.db"]


def test_a_place_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError) as refused:
        make_sample_shop(tmp_path / "file" / "shop.db")
    assert (
        str(refused.value) == f"The sample shop cannot be written to {tmp_path / 'file' / 'shop.db'}. Choose a folder where you may write."
    )


def test_the_command_makes_it(tmp_path):
    subprocess.run([sys.executable, "-m", "mcsync.shop.sample", str(tmp_path / "shop.db")], check=True)
    assert find_prefixes(f"sqlite:///{tmp_path / 'shop.db'}") == ("ps_",)
    assert subprocess.run([sys.executable, "-m", "mcsync.shop.sample"], capture_output=True).returncode != 0


def test_the_reader_cannot_write_it(path):
    with contextlib.closing(open_prestashop(f"sqlite:///{path}", "ps_")) as shop:
        shop.summary()
        with shop._engine.connect() as connection, pytest.raises(Exception, match="readonly"):
            connection.exec_driver_sql("DELETE FROM ps_customer")


def test_nobody_else_may_read_the_sample_shop(tmp_path):
    make_sample_shop(tmp_path / "shop.sqlite")
    assert f"{(tmp_path / 'shop.sqlite').stat().st_mode & 0o777:o}" == "600"
