"""Pages that MySQL puts together in one text, and what must not come apart wrongly."""

import contextlib

import pytest
from sqlalchemy import event

from mcsync.shop import open_prestashop, questions
from tests.fixtures.prestashop import customer_row


def put_together(*rows):
    """As MySQL does."""
    return "".join(f"{questions._BETWEEN.join(row)}{questions._END}" for row in rows)


ANN, BOB = ("1", "ann@orange.example", "Ann", "", "1,1|||"), ("2", "bob@orange.example", "Bob", "O'Neil\n", "1,1|||")


def test_rows_come_apart_as_they_were_put_together():
    assert questions.apart(2, put_together(ANN, BOB)) == [list(ANN), list(BOB)]
    assert questions.apart(0, None) == []


#: By what is wrong with them: the separator, made at random when the program starts, must be in no test's name.
TORN = {
    "nothing": None,
    "bytes": put_together(ANN, BOB).encode(),
    "its end cut off": put_together(ANN, BOB)[:-1],
    "its last row cut off": put_together(ANN, BOB)[:-30],
    "a row too few": put_together(ANN),
    "a separator in a name": put_together(ANN, ("2", "bob@orange.example", "B\x1fob", "", "1,1|||")),
    "a column too few": put_together(ANN, ("2", "bob@orange.example", "Bob")),
}


@pytest.mark.parametrize("said", TORN.values(), ids=TORN)
def test_what_was_cut_off_or_holds_a_separator_does_not_come_apart(said):
    assert questions.apart(2, said) is None


@pytest.mark.parametrize(("name", "plain"), [("Zoé", 0), ("\x1eZoé", 0), ("Zo\x1fé", 1)])
def test_only_a_page_that_does_not_come_apart_is_asked_for_plainly(prestashop, name, plain):
    prestashop.write("ps_customer", [customer_row(email=f"p{number}@orange.example") for number in range(9)])
    prestashop.add_customer(email="zoe@orange.example", firstname=name)
    with contextlib.closing(open_prestashop(prestashop.database.url, "ps_", page_rows=3)) as shop:
        asked = []
        event.listen(shop._engine, "before_cursor_execute", lambda *seen: asked.append(seen[2]))
        users = list(shop.users())
    assert [user.email for user in users] == [*(f"p{number}@orange.example" for number in range(9)), "zoe@orange.example"]
    assert users[-1].first_name == name.translate({0x1E: " ", 0x1F: " "})
    of_people = [question for question in asked if "FROM `ps_customer`" in question and "firstname" in question]
    assert sum("GROUP_CONCAT" in question for question in of_people) == 4
    assert sum("GROUP_CONCAT" not in question for question in of_people) == plain


def test_a_page_longer_than_mysql_puts_together_is_read_whole(prestashop):
    prestashop.write(
        "ps_customer", [customer_row(email=f"p{n}@orange.example", firstname="é" * 255, lastname="🎉" * 255) for n in range(3000)]
    )
    with contextlib.closing(open_prestashop(prestashop.database.url, "ps_")) as shop:
        assert [(user.email, user.first_name, user.last_name) for user in shop.users()] == [
            (f"p{n}@orange.example", "é" * 255, "🎉" * 255) for n in range(3000)
        ]


def test_columns_of_two_character_sets_are_put_together_as_well(prestashop):
    """Neither holds the other's letters."""
    prestashop.add_customer(email="zoe@orange.example", firstname="Ζωή", lastname="Иванова")
    prestashop.database.execute(
        "ALTER TABLE ps_customer MODIFY firstname varchar(255) CHARACTER SET greek, MODIFY lastname varchar(255) CHARACTER SET cp1251"
    )
    with contextlib.closing(open_prestashop(prestashop.database.url, "ps_")) as shop:
        assert [(user.first_name, user.last_name) for user in shop.users()] == [("Ζωή", "Иванова")]
