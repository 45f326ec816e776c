"""The Connections page: a real shop by its parts, a file, a key; each step tried, refused with a sentence, or stored."""

import pytest

from mcsync.sandbox.practice import NEWSLETTER
from tests.fixtures.mariadb import READER, READER_PASSWORD
from tests.fixtures.ui import press, words

KEY = "0123456789abcdef0123456789abcdef-us21"
CSV = "Prénom;E-mail;Newsletter;Ville\nZoé;zoe@orange.example;oui;Lyon\n=1+1;<b>@x;non;Paris\nLéa;lea@orange.example;non;Nice\n"


@pytest.fixture
def reader(pages):
    pages.choose_audience()
    return pages.open("connect")


def settings(pages):
    return pages.service.in_force().settings


def choose(reader, source):
    reader.radio(key="source").set_value(source).run()


def fill(reader, **parts):
    for name, value in parts.items():
        reader.text_input(key=f"shop_{name}").set_value(str(value))
    return press(reader, "try_shop")


@pytest.fixture
def shop(prestashop):
    """What to fill in for a real shop, in a real MariaDB."""
    prestashop.add_customer(email="zoe@orange.example", newsletter=1)
    database = prestashop.database
    return {"host": "127.0.0.1", "port": database.port, "user": READER, "password": READER_PASSWORD, "database": database.name}


def test_practice_is_said_plainly_with_what_comes_next(reader):
    assert "This is practice mode: nothing leaves this computer" in words(reader)
    assert "**Go on to choose the audience**" in [link.label for link in reader.get("page_link")]


def test_a_key_of_the_wrong_shape_is_refused_and_nothing_is_stored(reader, pages):
    reader.text_input(key="mailchimp_key").set_value("0123-evil.example/")
    press(reader, "save_key")
    assert "This is not a Mailchimp API key" in words(reader)
    assert settings(pages).mailchimp_key == ""


def test_a_stored_key_is_shown_by_its_last_four_characters_only(reader, pages):
    reader.text_input(key="mailchimp_key").set_value(KEY)
    press(reader, "save_key")
    assert settings(pages).mailchimp_key == KEY
    assert "us21" in words(reader)
    assert KEY not in str(reader.main)
    assert reader.text_input(key="mailchimp_key").value == ""


def test_an_empty_key_field_keeps_the_key(reader, pages):
    pages.service.change({"mailchimp_key": KEY}, "test")
    press(pages.open("connect"), "save_key")
    assert settings(pages).mailchimp_key == KEY


def test_each_step_is_tried_as_far_as_it_is_filled_in(reader, shop, pages):
    choose(reader, "prestashop")
    assert reader.button(key="save_shop").disabled
    fill(reader, host=shop["host"], port=1)
    assert "Nothing answers at the shop's host and port." in words(reader)
    fill(reader, port=shop["port"])
    assert "A server answers at 127.0.0.1" in words(reader)
    fill(reader, user=shop["user"], password="wrong")
    assert "refuses this user or password" in words(reader)
    fill(reader, password=shop["password"])
    assert "may sign in" in words(reader)
    fill(reader, database="nowhere")
    assert "may not read the shop's database, or it does not exist" in words(reader)
    fill(reader, database=shop["database"])
    assert "under the prefix ps" in words(reader)
    assert "This user can only read" in words(reader)
    press(reader, "save_shop")
    assert "Saved. Your shop is connected." in words(reader)
    assert pages.service.preview().rows == 1
    assert "PrestaShop 1.7.8.11 answers" in words(pages.open("connect"))


def test_the_password_is_never_shown_again_and_an_empty_field_keeps_it(reader, shop, pages):
    choose(reader, "prestashop")
    fill(reader, **shop)
    press(reader, "save_shop")
    url = settings(pages).shop_url
    again = pages.open("connect")
    assert again.text_input(key="shop_password").value == ""
    assert READER_PASSWORD not in str(again.main)
    assert again.text_input(key="shop_user").value == READER
    press(again, "save_shop")
    assert settings(pages).shop_url == url


def test_the_lines_for_a_user_who_can_only_read_name_what_was_filled_in(reader):
    choose(reader, "prestashop")
    fill(reader, user="o'brien", database="my`shop")
    lines = reader.code[0].value
    assert lines.startswith("CREATE USER 'o''brien'@'%' IDENTIFIED BY ")
    assert "GRANT SELECT ON `my``shop`.* TO 'o''brien'@'%';" in lines


@pytest.mark.parametrize("host", ["a/b", "a@b", "a b", "[::1", "x?y", "a%b"])
def test_what_cannot_be_a_host_is_refused_with_a_sentence(reader, host):
    choose(reader, "prestashop")
    fill(reader, host=host)
    assert "This cannot be a host" in words(reader)


@pytest.mark.parametrize("port", ["0", "65536", "ten", "-1", "٣"])
def test_what_cannot_be_a_port_is_refused_with_a_sentence(reader, port):
    choose(reader, "prestashop")
    fill(reader, host="127.0.0.1", port=port)
    assert "The port must be a whole number from 1 to 65535" in words(reader)


def test_a_file_is_looked_at_before_it_is_used(reader, pages):
    choose(reader, "file")
    reader.file_uploader(key="shop_upload").upload("kontakte.csv", CSV.encode(), "text/csv").run()
    assert {key: reader.selectbox(key=f"column_{key}").value for key in ("email", "first_name", "newsletter", "city", "phone")} == {
        "email": "E-mail", "first_name": "Prénom", "newsletter": "Newsletter", "city": "Ville", "phone": "",
    }  # fmt: skip
    assert len(reader.dataframe[0].value) == 3
    assert settings(pages).shop_file == ""


def test_a_file_is_used_with_the_columns_that_were_chosen(reader, pages):
    choose(reader, "file")
    reader.file_uploader(key="shop_upload").upload("kontakte.csv", CSV.encode(), "text/csv").run()
    reader.selectbox(key="column_first_name").set_value("Ville")
    press(reader, "use_file")
    assert "Saved. People come from this file now." in words(reader)
    with pages.service._wiring.shop() as shop:
        assert [user.first_name for user in shop.users()] == ["Lyon", "Paris", "Nice"]
    pages.service.change({"audience": NEWSLETTER}, "test")
    assert (pages.service.preview().rows, pages.service.preview().skipped) == (3, {"malformed": 1, "unconfirmed": 1})


def test_an_uploaded_file_is_for_its_owner_only(pages):
    found = pages.service.upload("../../evil.csv", CSV.encode())
    path = pages.folder / "uploads" / found.stored
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert [file.name for file in path.parent.iterdir()] == [found.stored]


def test_without_a_column_of_addresses_the_file_is_not_used(reader, pages):
    choose(reader, "file")
    reader.file_uploader(key="shop_upload").upload("a.csv", b"name,age\nZoe,3\n", "text/csv").run()
    press(reader, "use_file")
    assert "Choose the column that holds the e-mail addresses." in words(reader)
    assert settings(pages).shop_file == ""


def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(reader):
    choose(reader, "file")
    reader.file_uploader(key="shop_upload").upload("a.csv", b"\x00\x01\x02" * 50, "text/csv").run()
    assert "is not a text file" in words(reader)


def test_one_goes_back_to_the_sample_shop(reader, shop, pages):
    choose(reader, "prestashop")
    fill(reader, **shop)
    press(reader, "save_shop")
    choose(reader, "sample")
    press(reader, "practise")
    assert pages.service.in_force().practice_shop
