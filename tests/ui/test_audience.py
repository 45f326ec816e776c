"""The Audience page stores what is right, and refuses the rest with a sentence."""

import pytest

from mcsync.contact import ConsentChoice
from mcsync.sandbox.practice import DOUBLE_OPT_IN
from mcsync.service.everyone import EVERYONE_WORDS
from tests.fixtures.ui import press, words


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


def test_choosing_without_a_mark_is_refused_and_says_what_to_do(pages):
    reader = pages.open("audience")
    press(reader, "choose_audience")
    assert "No audience is marked in the list. Mark one, then save." in words(reader)
    assert "From now on" not in words(reader)


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
    reader.selectbox(key="default_language").set_value("en")
    reader.checkbox(key="include_inactive").check()
    reader.multiselect(key="excluded_groups").set_value([4])
    reader.text_area(key="exclusions").set_value("ann@example.com\n@orange.example")
    press(reader, "save_selection")
    stored = settings(pages)
    assert (stored.default_language, stored.include_inactive, stored.excluded_groups) == ("en", True, {4})
    assert [str(rule) for rule in stored.exclusions] == ["ann@example.com", "@orange.example"]


def test_one_wrong_rule_stores_nothing_of_the_form(reader, pages):
    reader.selectbox(key="default_language").set_value("en")
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


def test_one_address_is_tested_against_groups_and_disabled_accounts_too(reader, pages):
    disabled = pages.service.preview().examples["skipped", "inactive"][0]
    reader.text_input(key="test_address").set_value(disabled).run()
    assert "The account is disabled in the shop." in words(reader)
    pages.service.change({"excluded_groups": "4"}, "test")
    of_the_group = pages.service.preview().examples["skipped", "excluded_group"][0]
    reader.text_input(key="test_address").set_value(of_the_group).run()
    assert "In a customer group that you excluded." in words(reader)
    pages.service.change({"excluded_groups": "", "include_inactive": "yes"}, "test")
    for address in (disabled, of_the_group):
        reader.text_input(key="test_address").set_value(address).run()
        assert reader.success[-1].value == "No rule excludes this address."


def test_each_rule_says_how_many_rows_it_removes(reader, pages):
    pages.service.change({"exclusions": "@orange.example\nnobody@example.com"}, "test")
    reader.toggle(key="count_rules").set_value(True).run()
    removed = pages.service.preview().by_rule["@orange.example"]
    shown = reader.table[0].value
    rows = [list(row) for row in shown.itertuples(index=False)]
    assert rows[:2] == [["@orange.example", str(removed)], ["`nobody@example.com`", "0"]]


def test_groups_and_disabled_accounts_are_counted_by_their_names(reader, pages):
    pages.service.change({"excluded_groups": "4"}, "test")
    reader.toggle(key="count_rules").set_value(True).run()
    found = pages.service.preview()
    shown = dict(list(row) for row in reader.table[0].value.itertuples(index=False))
    assert shown == {"Group: Revendeur": str(found.by_rule["4"]), "Accounts that are disabled in the shop": str(found.skipped["inactive"])}
    assert found.skipped["excluded_group"] == found.by_rule["4"] > 0


def test_a_setting_of_the_environment_cannot_be_changed_here(pages, monkeypatch):
    monkeypatch.setitem(pages.service._wiring.environment, "MCSYNC_AUDIENCE", DOUBLE_OPT_IN)
    reader = pages.open("audience")
    assert reader.radio(key="audience").disabled
    assert "Set by the environment of the server" in words(reader)
