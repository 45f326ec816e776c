"""A connection is tried as far as it is filled in; what it says of rights and prefixes is true of a real server."""

from dataclasses import replace

import pytest

from mcsync.shop import ShopAddress, Step, Verdict, probe, reader_sql
from tests.fixtures.mariadb import READER, READER_PASSWORD
from tests.fixtures.prestashop import ShopTables


@pytest.fixture
def address(database):
    return ShopAddress(host="127.0.0.1", port=str(database.port), user=READER, password=READER_PASSWORD, database=database.name)


def verdicts(found):
    return {one.step: one.verdict for one in found.steps}


def test_nothing_is_tried_before_anything_is_filled_in():
    assert probe(ShopAddress()).steps == ()


def test_it_goes_as_far_as_it_is_filled_in_and_says_from_where_it_was_seen(address, database):
    found = probe(replace(address, database=""))
    assert verdicts(found) == {Step.SERVER: Verdict.OK, Step.USER: Verdict.OK}
    assert (found.seen_from, database.name in found.databases, found.ready) == ("127.0.0.1", True, False)


def test_a_database_without_prestashop_is_not_ready(address):
    found = probe(address)
    assert (verdicts(found)[Step.TABLES], found.ready) == (Verdict.FAILED, False)


def test_the_only_prefix_is_taken_whatever_was_asked_for(address, database):
    ShopTables(database=database, prefix="0k3x9_").create()
    found = probe(replace(address, prefix="ps_"))
    assert (found.prefixes, found.prefix, found.ready) == (("0k3x9_",), "0k3x9_", True)


def test_of_several_prefixes_one_must_be_chosen(address, database):
    for prefix in ("ps_", "old_"):
        ShopTables(database=database, prefix=prefix).create()
    assert str(probe(address).steps[-1].message) == "This database holds several PrestaShops. Choose the prefix of yours: old_, ps_."
    assert probe(replace(address, prefix="old_")).prefix == "old_"


def test_a_user_who_may_write_works_and_is_warned_of(address, prestashop, database):
    database.execute("CREATE OR REPLACE USER writer@'%' IDENTIFIED BY 'w'")
    database.execute(f"GRANT SELECT, INSERT, UPDATE ON `{database.name}`.* TO writer@'%'")
    found = probe(replace(address, user="writer", password="w"))
    assert (verdicts(found)[Step.READ_ONLY], found.ready) == (Verdict.WARNING, True)
    database.execute("DROP USER writer@'%'")


def test_the_lines_for_a_reader_do_what_they_say(address, prestashop, database):
    lines = reader_sql(replace(address, user="o'br\\ien"), "127.0.0.1")
    for line in lines.splitlines():
        database.execute(line.removesuffix(";"))
    found = probe(replace(address, user="o'br\\ien", password="a long password of your own"))
    assert verdicts(found)[Step.READ_ONLY] is Verdict.OK
    database.execute("DROP USER 'o''br\\\\ien'@'127.0.0.1'")


def test_neither_password_nor_address_is_in_what_is_shown_of_it(address):
    assert READER_PASSWORD not in repr(address)
