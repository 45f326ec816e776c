"""Settings: where each comes from, and what is in force."""

from dataclasses import fields

import pytest

from mcsync.contact import ConsentChoice
from mcsync.errors import SettingsError
from mcsync.settings import SETTINGS, Settings, known_setting, mask, parse_setting, read_settings, texts_in_force

KEY = "0123456789abcdef0123456789abcdef-us21"
SHOP = "mysql://reader:hunter2@127.0.0.1/shop"


def test_every_setting_is_a_field_of_the_typed_value():
    assert [field.name for field in fields(Settings)] == list(SETTINGS)


@pytest.mark.parametrize("name", SETTINGS)
def test_every_default_is_a_value_that_is_taken(name):
    parse_setting(name, SETTINGS[name].default)


def test_without_anything_set_the_defaults_are_in_force():
    settings = read_settings({}, {})
    assert (settings.batch_size, settings.connections, settings.shop_prefix, settings.default_language) == (500, 10, "ps_", "fr")
    assert (settings.consent, settings.unsubscribe_never, settings.include_inactive) == (ConsentChoice.RESPECT, False, False)
    assert (settings.shops, settings.exclusions, settings.excluded_groups) == (frozenset(), (), frozenset())
    assert (settings.shop_url, settings.mailchimp_key, settings.audience) == ("", "", "")


def test_the_environment_is_over_what_is_stored_and_that_over_the_default():
    assert read_settings({"batch_size": "200"}, {"MCSYNC_BATCH_SIZE": "100"}).batch_size == 100
    assert read_settings({"batch_size": "200"}, {}).batch_size == 200


@pytest.mark.parametrize("empty", ["", " ", "\t\n"])
def test_an_empty_text_is_none(empty):
    assert read_settings({"batch_size": "200"}, {"MCSYNC_BATCH_SIZE": empty}).batch_size == 200
    assert read_settings({"batch_size": empty}, {"MCSYNC_BATCH_SIZE": empty}).batch_size == 500


def test_every_variable_of_the_contract_is_heard():
    assert {setting.variable for setting in SETTINGS.values()} - {None} == {
        "MCSYNC_SHOP_URL",
        "MCSYNC_SHOP_PREFIX",
        "MCSYNC_SHOP_FILE",
        "MAILCHIMP_API_KEY",
        "MCSYNC_MAILCHIMP_URL",
        "MCSYNC_AUDIENCE",
        "MCSYNC_CONNECTIONS",
        "MCSYNC_BATCH_SIZE",
    }


def test_blanks_around_a_text_do_not_count():
    assert texts_in_force({"audience": " 0a1b2c3d4e\n"}, {})["audience"] == "0a1b2c3d4e"
    assert parse_setting("batch_size", " 7 ") == 7


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("batch_size", "501", "The batch size must be from 1 to 500, not 501."),
        ("connections", "11", "The number of connections must be from 1 to 10, not 11."),
        ("connections", "0", "The number of connections must be from 1 to 10, not 0."),
    ],
)
def test_a_bad_value_is_refused_wherever_it_comes_from(name, text, sentence):
    for stored, environment in (({name: text}, {}), ({}, {SETTINGS[name].variable: text})):
        with pytest.raises(SettingsError) as caught:
            read_settings(stored, environment)
        assert str(caught.value) == sentence


@pytest.mark.parametrize(("name", "most"), [("batch_size", 500), ("connections", 10), ("answer_seconds", 120)])
def test_a_number_goes_from_1_to_what_mailchimp_takes(name, most):
    assert [parse_setting(name, text) for text in ("1", str(most))] == [1, most]
    for text in ("0", str(most + 1)):
        with pytest.raises(SettingsError, match=f"must be from 1 to {most}, not {text}"):
            parse_setting(name, text)


def test_a_setting_that_does_not_exist_is_refused_with_those_that_do():
    with pytest.raises(SettingsError) as caught:
        known_setting("batchsize")
    assert str(caught.value) == f"There is no setting “batchsize”. The settings are: {', '.join(SETTINGS)}."


def test_secrets_are_shown_masked_and_nothing_else_is():
    assert mask("mailchimp_key", KEY) == "••••cdef-us21"
    assert mask("shop_url", SHOP) == "mysql://reader:••••@127.0.0.1/shop"
    assert mask("shop_url", "") == ""
    assert mask("exclusions", "ann@shop.example") == "ann@shop.example"


def test_secrets_do_not_show_when_the_settings_are_printed():
    printed = repr(read_settings({"shop_url": SHOP, "mailchimp_key": KEY}, {}))
    assert "hunter2" not in printed
    assert KEY not in printed
