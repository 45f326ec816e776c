"""Looking for what changed: stretches of rows by their digests, on a real MariaDB, in SQLite and in a file."""

import contextlib

import pytest

from mcsync.contact import Origin, ShopField
from mcsync.shop import Stretch, open_file, open_prestashop
from mcsync.shop.questions import DIGEST_STRETCH
from mcsync.shop.sample import make_sample_shop

FIRST, SECOND, BLOCK = Stretch(Origin.CUSTOMER, 0), Stretch(Origin.CUSTOMER, 1), Stretch(Origin.SUBSCRIBER, 0)


@pytest.fixture
def shop(prestashop):
    """A shop of two stretches of customers and one of subscribers."""
    for key in (1, 2, DIGEST_STRETCH - 1, DIGEST_STRETCH, DIGEST_STRETCH + 7):
        prestashop.add_customer(id_customer=key, email=f"c{key}@orange.example")
    prestashop.add_subscriber(id=1)
    with contextlib.closing(open_prestashop(prestashop.database.url, "ps_", page_rows=2)) as opened:
        yield opened


def test_every_row_is_in_one_stretch(shop):
    found = shop.stretches()
    assert set(found) == {FIRST, SECOND, BLOCK}
    assert [user.id for user in shop.stretch(FIRST)] == [1, 2, DIGEST_STRETCH - 1]
    assert [user for stretch in sorted(found) for user in shop.stretch(stretch)] == list(shop.users())


@pytest.mark.parametrize(
    ("statement", "differing"),
    [
        ("UPDATE ps_customer SET newsletter = 1 WHERE id_customer = 2", {FIRST}),
        # The same change of two rows changes their CRC32s by the same bits: in an XOR of these, they would cancel each other.
        ("UPDATE ps_customer SET newsletter = 1 WHERE id_customer <= 2", {FIRST}),
        ("UPDATE ps_customer SET newsletter_date_add = '2024-01-01' WHERE id_customer = 2", {FIRST}),
        ("UPDATE ps_customer SET birthday = '1980-01-01' WHERE id_customer = 2", {FIRST}),
        ("UPDATE ps_customer SET id_lang = NULL WHERE id_customer = 2", {FIRST}),
        ("UPDATE ps_customer SET deleted = 1 WHERE id_customer = 20000", {SECOND}),
        ("UPDATE ps_customer SET email = UPPER(email) WHERE id_customer = 20000", {SECOND}),
        ("DELETE FROM ps_customer WHERE id_customer >= 20000", {SECOND}),
        ("UPDATE ps_customer SET id_customer = 3 WHERE id_customer = 2", {FIRST}),
        ("INSERT INTO ps_emailsubscription (id, email, active) VALUES (9, 'x@orange.example', 1)", {BLOCK}),
        ("UPDATE ps_customer SET passwd = 'other', date_upd = NOW()", set()),
        ("UPDATE ps_lang SET iso_code = 'it', language_code = 'it-it' WHERE id_lang = 1", {FIRST, SECOND, BLOCK}),
    ],
)
def test_a_stretch_differs_when_what_we_read_of_it_does_and_only_then(shop, prestashop, statement, differing):
    before, whole = shop.stretches(), shop.digest()
    assert shop.stretches() == before
    assert shop.digest() == whole
    prestashop.database.execute(statement)
    after = shop.stretches()
    assert {stretch for stretch in {*before, *after} if before.get(stretch) != after.get(stretch)} == differing
    assert (shop.digest() != whole) is bool(differing)


def test_a_stretch_differs_when_what_hangs_on_two_of_its_customers_changes_alike(prestashop):
    prestashop.database.execute("INSERT INTO ps_address (id_address, id_customer, city) VALUES (1, 1, 'Lyon'), (2, 2, 'Lyon')")
    for key in (1, 2):
        prestashop.add_customer(id_customer=key, company="A")
    wanted = frozenset({ShopField.COMPANY, ShopField.CITY})
    with contextlib.closing(open_prestashop(prestashop.database.url, "ps_", wanted=wanted)) as shop:
        found = [shop.stretches()[FIRST]]
        for statement in ("UPDATE ps_customer SET company = 'B'", "UPDATE ps_address SET city = 'Nice'"):
            prestashop.database.execute(statement)
            found.append(shop.stretches()[FIRST])
    assert len(set(found)) == len(found)


def test_rows_are_found_by_their_ids_and_those_that_are_gone_are_left_out(shop):
    assert [user.id for user in shop.rows(Origin.CUSTOMER, [DIGEST_STRETCH + 7, 2, 55])] == [2, DIGEST_STRETCH + 7]
    assert [user.id for user in shop.rows(Origin.SUBSCRIBER, {1, 2})] == [1]


def test_many_ids_are_asked_for_in_several_questions(shop):
    assert [user.id for user in shop.rows(Origin.CUSTOMER, range(2500))] == [1, 2]


def test_a_shop_without_newsletter_block_has_no_such_stretch(shop, prestashop):
    prestashop.database.execute("DROP TABLE ps_emailsubscription")
    assert set(shop.stretches()) == {FIRST, SECOND}
    assert list(shop.stretch(BLOCK)) == []
    assert list(shop.rows(Origin.SUBSCRIBER, [1])) == []


def test_the_sample_shop_answers_the_same_way(tmp_path):
    make_sample_shop(tmp_path / "shop.sqlite")
    with contextlib.closing(open_prestashop(f"sqlite:///{tmp_path / 'shop.sqlite'}", "ps_")) as shop:
        assert shop.stretches() == shop.stretches()
        assert [user for stretch in sorted(shop.stretches()) for user in shop.stretch(stretch)] == list(shop.users())


def test_a_file_is_one_stretch(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("email,newsletter\nann@orange.example,1\nbob@orange.example,0\n")
    shop = open_file(path)
    before = shop.stretches()
    assert set(before) == {BLOCK}
    assert list(shop.stretch(BLOCK)) == list(shop.users())
    assert [user.email for user in shop.rows(Origin.SUBSCRIBER, [3])] == ["bob@orange.example"]
    assert list(shop.rows(Origin.CUSTOMER, [3])) == []
    path.write_text(path.read_text().replace("bob", "eve"))
    assert shop.stretches() != before
