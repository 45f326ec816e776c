"""The reader of PrestaShop's database, against a real MariaDB."""

import contextlib
import re
import unicodedata
from datetime import date, datetime

import pytest
from sqlalchemy import event

from mcsync.address import canonical
from mcsync.contact import Origin, ShopUser
from mcsync.errors import AddressError, SettingsError, ShopError, ShopUnreachableError
from mcsync.shop import find_prefixes, open_prestashop
from tests.fixtures.mariadb import READER
from tests.fixtures.prestashop import DirtyShop, ShopTables, customer_row

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


def test_a_shop_says_what_it_is(prestashop, opened):
    prestashop.add_customer(email="a@orange.example")
    prestashop.add_customer(email="b@orange.example", deleted=1)
    prestashop.add_subscriber(email="c@orange.example")
    prestashop.database.execute("UPDATE ps_shop SET deleted = 1 WHERE id_shop = 3")
    summary = opened().summary()
    assert (summary.version, summary.customers, summary.newsletter_only, summary.prefix) == ("1.7.8.11", 2, 1, "ps_")
    assert summary.shops == ((1, "Maison Lumière"), (2, "Lumière Pro"))
    assert summary.languages == ("fr", "en")
    assert summary.default_language == "fr"
    assert summary.groups == ((1, "Visiteur"), (2, "Invité"), (3, "Client"), (4, "Revendeur"))


@pytest.mark.parametrize("table", ["lang", "shop", "gender", "group", "group_lang", "configuration", "emailsubscription"])
def test_a_shop_without_one_of_the_small_tables_is_read_all_the_same(prestashop, opened, table):
    prestashop.add_customer(email="a@orange.example")
    prestashop.database.execute(f"DROP TABLE `ps_{table}`")
    assert only(opened().users()).email == "a@orange.example"
    assert opened().summary().customers == 1


@pytest.mark.parametrize("column", ["is_guest", "id_lang", "newsletter_date_add", "deleted", "id_shop", "birthday", "firstname"])
def test_a_column_that_a_version_lacks_is_not_asked_for(prestashop, opened, column):
    prestashop.add_customer(email="a@orange.example")
    prestashop.database.execute(f"ALTER TABLE ps_customer DROP COLUMN {column}")
    user = only(opened().users())
    assert (user.email, user.active, user.deleted, user.origin) == ("a@orange.example", True, False, Origin.CUSTOMER)


def test_a_table_of_another_module_named_newsletter_is_not_taken_for_the_block(database, opened):
    tables = ShopTables(database=database, block=False).create()
    tables.add_customer()
    database.execute("CREATE TABLE ps_newsletter (id int, title text)")
    assert only(opened().users()).origin is Origin.CUSTOMER


def test_an_endless_name_is_cut_where_it_lies_and_nul_and_control_characters_become_blanks(prestashop, opened):
    prestashop.database.execute("ALTER TABLE ps_customer MODIFY firstname MEDIUMTEXT, MODIFY email MEDIUMTEXT, DROP KEY by_email")
    prestashop.add_customer(firstname="é" * 3_000_000, lastname="a\x00b\x1f\x7f\x85c", email="a\x00@x.example" + "z" * 1_000_000)
    user = only(opened().users())
    assert user.first_name == "é" * 255
    assert user.last_name == "a b   c"
    assert user.email.startswith("a @x.examplezzz")
    assert len(user.email) == 512


def test_a_binary_column_is_read_as_text(prestashop, opened):
    prestashop.add_customer(firstname="Zoé")
    prestashop.database.execute("ALTER TABLE ps_customer MODIFY firstname VARBINARY(255)")
    prestashop.database.execute("UPDATE ps_customer SET lastname = 'x', firstname = CONCAT(firstname, 0xFF)")
    assert only(opened().users()).first_name == "Zoé\ufffd"


def test_rows_that_come_and_go_between_two_pages_are_neither_lost_nor_read_twice(prestashop, opened):
    for number in range(6):
        prestashop.add_customer(email=f"p{number}@orange.example")
    users = opened(page_rows=2).users()
    read = [next(users).id, next(users).id]
    prestashop.database.execute("DELETE FROM ps_customer WHERE id_customer IN (1, 4)")
    prestashop.add_customer(email="new@orange.example")
    read += [user.id for user in users]
    assert read == [1, 2, 3, 5, 6, 7]


def test_each_page_is_a_transaction_of_its_own_so_a_slow_reader_holds_nothing(prestashop, opened):
    for number in range(4):
        prestashop.add_customer(email=f"p{number}@orange.example")
    users = opened(page_rows=2).users()
    next(users)
    assert prestashop.database.execute("SELECT COUNT(*) FROM information_schema.innodb_trx") == [(0,)]
    assert len(list(users)) == 3


def test_an_id_of_zero_is_read(prestashop, opened):
    prestashop.database.execute("ALTER TABLE ps_customer MODIFY id_customer int unsigned NOT NULL")
    prestashop.write("ps_customer", [{"id_customer": 0, **customer_row()}])
    assert only(opened().users()).id == 0


def test_secrets_are_never_asked_for(prestashop, opened):
    prestashop.add_customer(email="zoe@orange.example")
    asked = []
    shop = opened()
    event.listen(shop._engine, "before_cursor_execute", lambda *seen: asked.append(seen[2]))
    users = list(shop.users()) + shop.find("zoe@orange.example")
    shop.summary()
    assert len(asked) > 5
    assert not re.search("passwd|secure_key|reset_password|note|select \\* from `ps_customer", " ".join(asked).lower())
    assert "SECRET" not in repr(users)


def test_nothing_can_be_written_even_by_a_user_who_may(database, prestashop, opened):
    prestashop.add_customer()
    database.execute(f"GRANT ALL ON `{database.name}`.* TO {READER}@'%'")
    shop = opened()
    with shop._engine.connect() as connection, pytest.raises(Exception, match="READ ONLY transaction"):
        connection.exec_driver_sql("DELETE FROM ps_customer")
    assert len(list(shop.users())) == 1


# Finding one address


@pytest.mark.parametrize(
    "stored",
    [
        "zoe.b_c@bücher.example",
        "ZOE.B_C@BÜCHER.EXAMPLE",
        "zoe.b_c@xn--bcher-kva.example",
        "Zoe.B_c@XN--BCHER-KVA.example",
        "  zoe.b_c@bücher.example",
        "\tzoe.b_c@bücher.example  ",
        "\u00a0zoe.b_c@bücher.example\u00a0",
        "\u200bzoe.b_c@bücher.example",
        "\ufeffzoe.b_c@bücher.example",
        "\x00zoe.b_c@bücher.example\x00",
    ],
)
@pytest.mark.parametrize("asked", ["zoe.b_c@bücher.example", " Zoe.b_C@XN--bcher-kva.example"])
def test_an_address_is_found_however_either_is_written(prestashop, opened, stored, asked):
    prestashop.add_customer(email=stored)
    prestashop.add_subscriber(email=stored)
    for other in ("zoe.bxc@bücher.example", "zoe.b_c@bucher.example", "azoe.b_c@bücher.example", "zoé.b_c@bücher.example", ""):
        prestashop.add_customer(email=other)
    assert [user.origin for user in opened().find(asked)] == [Origin.CUSTOMER, Origin.SUBSCRIBER]


@pytest.mark.parametrize(
    "collation",
    ["utf8mb4_general_ci", "utf8mb4_unicode_ci", "utf8mb4_unicode_520_ci", "utf8mb4_bin", "utf8mb3_general_ci", "latin1_swedish_ci"],
)
def test_every_row_of_an_address_is_found_under_each_collation(prestashop, opened, collation):
    prestashop.database.execute(f"ALTER TABLE ps_customer CONVERT TO CHARACTER SET {collation.partition('_')[0]} COLLATE {collation}")
    for email in ("zoe@orange.example", " zoe@orange.example", "zoe@orange.example ", "\u00a0zoe@orange.example", "zoë@orange.example"):
        prestashop.add_customer(email=email)
    assert len(opened().find("Zoe@Orange.example")) == 4


def test_every_person_of_a_dirty_shop_is_found_with_all_their_rows(database, opened):
    dirty = DirtyShop(tables=ShopTables(database=database).create(), people=150).write()
    shop = opened()
    rows = {}
    for user in shop.users():
        with contextlib.suppress(AddressError):
            rows.setdefault(canonical(user.email), []).append(user)
    assert len(rows) > 100
    assert len(dirty.subscribers) > 10
    for address, users in rows.items():
        assert shop.find(address) == users
    wanted = sorted(rows)[::2]
    found = {}
    for user in shop.find_all(wanted):
        found.setdefault(canonical(user.email), []).append(user)
    assert {address: sorted(users, key=repr) for address, users in found.items()} == {
        address: sorted(rows[address], key=repr) for address in wanted
    }


def test_those_of_one_name_are_near_and_so_are_those_that_are_named(prestashop, opened):
    for email in ("ann@a.example", " Ann@B.example", "ANN@b.example", "anna@a.example", "bob@a.example", "a%n@c.example"):
        prestashop.add_customer(email=email)
    prestashop.add_subscriber(email="ann@block.example")
    assert opened().near(["ann"], ["bob@a.example", "eve@a.example"]) == {"ann@a.example", "ann@b.example", "bob@a.example"}
    assert opened().near(["a%"], []) == set()


def test_what_is_asked_for_people_by_address_is_found_by_the_index(prestashop, opened):
    prestashop.write("ps_customer", [customer_row(email=f"person{number}@shop.example") for number in range(3000)])
    prestashop.database.execute("ANALYZE TABLE ps_customer")
    shop, asked = opened(), []
    event.listen(shop._engine, "before_cursor_execute", lambda *given: asked.append((given[2], given[3])))
    assert len(list(shop.find_all([f"person{number}@shop.example" for number in range(50)]))) == 50
    assert shop.find("person7@shop.example")
    assert shop.near(["person7"], ["person8@shop.example"]) == {"person7@shop.example", "person8@shop.example"}
    questions = [(text, values) for text, values in asked if "ps_customer" in text and "email" in text and "information_schema" not in text]
    assert len(questions) == 4
    with shop._engine.connect() as connection:
        plans = [dict(connection.exec_driver_sql(f"EXPLAIN {text}", values).mappings().one()) for text, values in questions]
    assert {plan["key"] for plan in plans} == {"by_email"}
    assert all(int(plan["rows"]) < 200 for plan in plans)


def test_a_text_that_is_no_address_is_not_searched_for(prestashop, opened):
    with pytest.raises(AddressError):
        opened().find("%@%")


# What can go wrong


def test_the_prefixes_of_several_shops_in_one_database_are_found(database):
    for prefix in ("ps_", "0k3x9_", ""):
        ShopTables(database=database, prefix=prefix).create()
    database.execute("CREATE TABLE crm_customer (id int)")
    database.execute("CREATE TABLE `bad-customer` (id int)")
    assert find_prefixes(database.url) == ("", "0k3x9_", "ps_")


def test_a_wrong_prefix_is_refused_with_those_that_are_there(database, opened):
    ShopTables(database=database, prefix="0k3x9_").create()
    ShopTables(database=database, prefix="old_").create()
    for ask in (lambda shop: shop.summary(), lambda shop: list(shop.users()), lambda shop: shop.find("a@b.example")):
        with pytest.raises(ShopError) as refused:
            ask(opened("ps_"))
        assert str(refused.value) == (
            "There is no PrestaShop under the prefix “ps_” in this database. Found: 0k3x9_, old_. Choose one of them on the Connections page."
        )


def test_a_database_without_a_shop_is_refused_in_words(database, opened):
    with pytest.raises(ShopError) as refused:
        opened().summary()
    assert str(refused.value) == (
        "This database has no PrestaShop tables that this user may read. Check the database's name, and that the user has SELECT on it."
    )


@pytest.mark.parametrize("table", ["customer", "emailsubscription", "lang", "shop", "group"])
def test_a_missing_right_is_refused_with_the_table_it_is_missing_on(database, prestashop, opened, table):
    others = [name for (name,) in database.execute("SHOW TABLES") if name != f"ps_{table}"]
    database.execute(f"CREATE USER narrow_{table}@'%%' IDENTIFIED BY 'narrow'")
    try:
        for name in others:
            database.execute(f"GRANT SELECT ON `{database.name}`.`{name}` TO narrow_{table}@'%%'")
        with pytest.raises(ShopError) as refused:
            opened(url=database.url_as(f"narrow_{table}", "narrow")).summary()
    finally:
        database.execute(f"DROP USER narrow_{table}@'%%'")
    assert str(refused.value) == (
        f"The database user may not read the table ps_{table}. Grant it SELECT on that table, or on the whole database."
    )


def test_a_database_that_vanishes_between_two_pages_is_unreachable_and_can_be_read_again(mariadb, prestashop, opened):
    for number in range(4):
        prestashop.add_customer(email=f"p{number}@orange.example")
    shop = opened(page_rows=2)
    users = shop.users()
    next(users)
    mariadb.stop()
    try:
        with pytest.raises(ShopUnreachableError) as lost:
            list(users)
        assert lost.value.permanent is False
        with pytest.raises(ShopUnreachableError):
            shop.summary()
    finally:
        mariadb.start()
    assert len(list(shop.users())) == 4


def test_a_connection_killed_by_the_server_is_opened_again_without_a_word(prestashop, opened):
    prestashop.add_customer()
    shop = opened()
    shop.summary()
    for (connection,) in prestashop.database.execute(f"SELECT id FROM information_schema.processlist WHERE user = '{READER}'"):
        prestashop.database.execute(f"KILL {connection}")
    assert shop.summary().customers == 1


@pytest.mark.parametrize("prefix", ["ps_`", "ps-", "a b", "x; DROP TABLE", "é_", "p" * 33, "ps_\n", "%"])
def test_what_cannot_be_a_prefix_never_reaches_the_database(database, prefix):
    with pytest.raises(SettingsError) as refused:
        open_prestashop(database.url, prefix)
    assert str(refused.value) == "This cannot be a table prefix: use letters, digits and the underscore, at most 32, as in ps_."
