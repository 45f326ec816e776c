"""The Audience page stores what is right, and refuses the rest with a sentence."""

import pytest

from mcsync.contact import ConsentChoice
from mcsync.sandbox.practice import DOUBLE_OPT_IN
from mcsync.service.everyone import EVERYONE_WORDS
from tests.fixtures.ui import press, words

KEY = "0123456789abcdef0123456789abcdef-us21"


@pytest.fixture
def reader(pages):
    pages.choose_audience()
    return pages.open("audience")


def settings(pages):
    return pages.service.in_force().settings


def test_all_audiences_of_the_account_are_offered(reader):
    assert list(reader.radio(key="audience").options) == [
        "Boutique – newsletter",
        "Newsletter with double opt-in",
        "Customers with a required field",
    ]


def test_choosing_an_audience_stores_it(reader, pages):
    reader.radio(key="audience").set_value(DOUBLE_OPT_IN)
    press(reader, "choose_audience")
    assert settings(pages).audience == DOUBLE_OPT_IN
    assert "From now on, this audience is used everywhere." in words(reader)
    assert "double opt-in is on" in words(reader)


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
    press(pages.open("audience"), "save_key")
    assert settings(pages).mailchimp_key == KEY


def test_the_shops_password_is_not_shown_again(reader, pages):
    reader.segmented_control(key="source").set_value("prestashop").run()
    reader.text_input(key="shop_url").set_value("mysql://reader:s3cret@127.0.0.1:1/shop")
    press(reader, "save_shop")
    assert settings(pages).shop_url == "mysql://reader:s3cret@127.0.0.1:1/shop"
    assert "s3cret" not in str(pages.open("audience").main)


def test_a_wrong_shop_address_is_refused_and_what_was_typed_stays(reader, pages):
    reader.segmented_control(key="source").set_value("prestashop").run()
    reader.text_input(key="shop_url").set_value("shop.example")
    press(reader, "save_shop")
    assert "The shop's address must look like mysql://" in words(reader)
    assert reader.text_input(key="shop_url").value == "shop.example"
    assert settings(pages).shop_url == ""


def test_consent_is_a_choice_of_three_with_their_meaning(reader, pages):
    reader.radio(key="consent").set_value("consenting_only").run()
    press(reader, "save_consent")
    assert settings(pages).consent is ConsentChoice.CONSENTING_ONLY


def test_subscribing_everyone_needs_the_words(reader, pages):
    reader.radio(key="consent").set_value("everyone").run()
    assert "In the European Union this is against the law" in words(reader)
    reader.text_input(key="everyone_words").set_value("yes")
    press(reader, "everyone")
    assert settings(pages).consent is ConsentChoice.RESPECT
    assert f"Type {EVERYONE_WORDS} exactly" in words(reader)


def test_subscribing_everyone_is_stored_once_the_words_are_typed(reader, pages):
    reader.radio(key="consent").set_value("everyone").run()
    reader.text_input(key="everyone_words").set_value(str(EVERYONE_WORDS))
    press(reader, "everyone")
    assert settings(pages).consent is ConsentChoice.EVERYONE
    assert "Your confirmation was recorded." in words(reader)


def test_who_is_exported_is_stored_all_at_once(reader, pages):
    reader.text_input(key="default_language").set_value("EN")
    reader.checkbox(key="include_inactive").check()
    reader.multiselect(key="excluded_groups").set_value([4])
    reader.text_area(key="exclusions").set_value("ann@example.com\n@orange.example")
    press(reader, "save_selection")
    stored = settings(pages)
    assert (stored.default_language, stored.include_inactive, stored.excluded_groups) == ("en", True, {4})
    assert [str(rule) for rule in stored.exclusions] == ["ann@example.com", "@orange.example"]


def test_one_wrong_rule_stores_nothing_of_the_form(reader, pages):
    reader.text_input(key="default_language").set_value("en")
    reader.text_area(key="exclusions").set_value("*@*")
    press(reader, "save_selection")
    assert "would exclude everybody" in words(reader)
    assert settings(pages).default_language == "fr"


def test_one_address_is_tested_against_the_rules(reader, pages):
    pages.service.change({"exclusions": "@orange.example"}, "test")
    reader.text_input(key="test_address").set_value("zoe@mail.orange.example").run()
    assert "Excluded by your rule" in words(reader)
    reader.text_input(key="test_address").set_value("zoe@example.com").run()
    assert "No rule excludes this address." in words(reader)
    reader.text_input(key="test_address").set_value("zoe").run()
    assert "This is not an e-mail address" in words(reader)


def test_each_rule_says_how_many_rows_it_removes(reader, pages):
    pages.service.change({"exclusions": "@orange.example\nnobody@example.com"}, "test")
    reader.toggle(key="count_rules").set_value(True).run()
    removed = pages.service.preview().by_rule["@orange.example"]
    shown = reader.table[0].value
    assert [list(row) for row in shown.itertuples(index=False)] == [["@orange.example", str(removed)], ["`nobody@example.com`", "0"]]


def test_a_setting_of_the_environment_cannot_be_changed_here(pages, monkeypatch):
    monkeypatch.setitem(pages.service._wiring.environment, "MCSYNC_AUDIENCE", DOUBLE_OPT_IN)
    reader = pages.open("audience")
    assert reader.radio(key="audience").disabled
    assert "Set by the environment of the server" in words(reader)
