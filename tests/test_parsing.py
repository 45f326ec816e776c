"""Typed text: what each kind of setting takes, and the sentence for anything else."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcsync import parsing
from mcsync.contact import ConsentChoice
from mcsync.errors import SettingsError
from mcsync.exclusion import parse_exclusion
from mcsync.message import say

KEY = "0123456789abcdef0123456789abcdef-us21"
PASSWORD = "hunter2"
PARSERS = [
    parsing.whole_number(say("batch size"), 1, 500),
    parsing.mailchimp_key,
    parsing.mailchimp_url,
    parsing.audience_id,
    parsing.shop_url,
    parsing.table_prefix,
    parsing.file_path,
    parsing.language,
    parsing.consent_choice,
    parsing.switch,
    parsing.ids,
    parsing.exclusions,
]


def refusal(parse, text):
    with pytest.raises(SettingsError) as caught:
        parse(text)
    return str(caught.value)


@pytest.mark.parametrize(("text", "number"), [("1", 1), ("500", 500), ("007", 7), ("+5", 5)])
def test_a_batch_size_is_a_whole_number_from_1_to_500(text, number):
    assert parsing.whole_number(say("batch size"), 1, 500)(text) == number


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The batch size is empty. Enter a whole number from 1 to 500."),
        ("0", "The batch size must be from 1 to 500, not 0."),
        ("-1", "The batch size must be from 1 to 500, not -1."),
        ("501", "The batch size must be from 1 to 500, not 501."),
        ("ten", "“ten” is not a batch size. Enter a whole number from 1 to 500."),
        ("1.5", "“1.5” is not a batch size. Enter a whole number from 1 to 500."),
        ("1e2", "“1e2” is not a batch size. Enter a whole number from 1 to 500."),
        ("٣", "“٣” is not a batch size. Enter a whole number from 1 to 500."),
        ("1_0", "“1_0” is not a batch size. Enter a whole number from 1 to 500."),
        ("9" * 5000, f"“{'9' * 40}” is not a batch size. Enter a whole number from 1 to 500."),
    ],
)
def test_any_other_batch_size_is_refused_in_words(text, sentence):
    assert refusal(parsing.whole_number(say("batch size"), 1, 500), text) == sentence


NOT_A_KEY = (
    "This is not a Mailchimp API key: a key is 32 digits and letters a to f, then a dash and a data centre, like -us21. "
    "Copy it again from Mailchimp."
)


@pytest.mark.parametrize("text", [KEY, "", "0" * 32 + "-us1"])
def test_a_key_of_the_right_shape_is_taken(text):
    assert parsing.mailchimp_key(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "secret",
        KEY[:32],
        KEY[:32] + "-evil.example/",
        KEY[:32] + "-us21.evil.example/",
        KEY + "\n",
        KEY + "#",
        KEY + "@evil.example",
        KEY[:32] + "-us" + "1" * 4,
        KEY[:32] + "-us",
        KEY[:32] + "-us２",
        KEY.upper(),
        KEY[1:],
        "0" + KEY,
        " " + KEY,
        "-us21",
    ],
)
def test_any_other_key_is_refused_and_not_repeated(text):
    assert refusal(parsing.mailchimp_key, text) == NOT_A_KEY


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("", ""),
        ("http://127.0.0.1:8025/3.0", "http://127.0.0.1:8025/3.0"),
        ("http://localhost/3.0/", "http://localhost/3.0"),
        ("http://[::1]:65535/3.0", "http://[::1]:65535/3.0"),
    ],
)
def test_a_stand_in_for_mailchimp_is_on_this_machine(text, kept):
    assert parsing.mailchimp_url(text) == kept


@pytest.mark.parametrize(
    "text",
    [
        "http://evil.example/3.0",
        "https://us1.api.mailchimp.com/3.0",
        "http://127.0.0.1.evil.example/3.0",
        "http://127.0.0.1:8025@evil.example/3.0",
        "http://127.0.0.1\\@evil.example/3.0",
        "http://evil.example\\@127.0.0.1/3.0",
        "http://evil.example#@127.0.0.1/3.0",
        f"http://user:{PASSWORD}@127.0.0.1:8025/3.0",
        f"http://:{PASSWORD}@127.0.0.1:8025/3.0",
        "http://127.0.0.1:8025/3.0?x=1",
        "http://127.0.0.1:8025/3.0?",
        "http://127.0.0.1:8025/3.0#x",
        "http://127.0.0.1:8025/2.0",
        "http://127.0.0.1:8025",
        "http://127.0.0.1:99999/3.0",
        "http://127.0.0.1:-1/3.0",
        "http://127.0.0.1:80\n25/3.0",
        "http://192.168.0.1/3.0",
        "http://0.0.0.0/3.0",
        "http://2130706433/3.0",
        "http://[::ffff:192.168.0.1]/3.0",
        "http://[::1/3.0",
        "//127.0.0.1/3.0",
        "file:///3.0",
        "127.0.0.1:8025/3.0",
    ],
)
def test_any_other_place_for_mailchimp_is_refused(text):
    assert refusal(parsing.mailchimp_url, text) == (
        "The Mailchimp address may only be a stand-in on this machine, like http://127.0.0.1:8025/3.0. "
        "Leave it empty to use Mailchimp itself."
    )


@pytest.mark.parametrize("text", ["", "0a1b2c3d4e"])
def test_an_audience_is_named_by_its_id(text):
    assert parsing.audience_id(text) == text


@pytest.mark.parametrize("text", ["0a1b2c3d4", "0a1b2c3d4e5", "0A1B2C3D4E", "Newsletter", "0a1b2c3d4/", "../lists/x", "0a1b2c3d4\n"])
def test_any_other_audience_is_refused_in_words(text):
    sentence = f"“{text}” is not an audience id: it has 10 digits and letters a to f. Choose the audience on the Audience page."
    assert refusal(parsing.audience_id, text) == sentence


@pytest.mark.parametrize(
    "text",
    [
        "",
        "mysql://user:password@host:3306/database",
        "mariadb://reader@127.0.0.1/shop",
        "mysql://user:p%40ss%2Fw%C3%A9@[::1]:3306/shop",
        "mysql://user:p@host/shop?ssl_ca=/etc/ca.pem",
        "sqlite:///data/shop.sqlite",
    ],
)
def test_a_shop_is_reached_by_a_url(text):
    assert parsing.shop_url(text) == text


@pytest.mark.parametrize(
    "text",
    [
        f"postgresql://user:{PASSWORD}@host/shop",
        f"mysql://user:{PASSWORD}@host:port/shop",
        f"mysql://user:{PASSWORD}@host:99999/shop",
        f"mysql://user:{PASSWORD}@host:0/shop",
        f"mysql://user:{PASSWORD}@host",
        f"mysql://user:{PASSWORD}@host/",
        f"mysql://user:{PASSWORD}@host/shop/more",
        f"mysql://user:{PASSWORD}@host/shop#more",
        f"mysql://user:{PASSWORD}@/shop",
        f"mysql://user:a@{PASSWORD}@host/shop",
        f"mysql://user:1/{PASSWORD}@host/shop",
        f"mysql://user:{PASSWORD}#@host/shop",
        f"mysql://user:{PASSWORD}@host/sh\nop",
        f"mysql://user:{PASSWORD}@[host/shop",
        f"user:{PASSWORD}@host/shop",
        "sqlite:///",
        "http://shop.example",
        "shop",
    ],
)
def test_any_other_shop_is_refused_and_its_password_not_repeated(text):
    assert refusal(parsing.shop_url, text) == (
        "The shop's address must look like mysql://user:password@host:3306/database, "
        "with special characters of the password percent-encoded."
    )


@pytest.mark.parametrize("text", ["", "ps_", "0k3x9_", "PS", "x" * 32])
def test_a_prefix_has_letters_digits_and_underscores(text):
    assert parsing.table_prefix(text) == text


@pytest.mark.parametrize("text", ["ps-", "p s", "`", "'", '"', "ps_`; DROP TABLE x; --", "ps_'--", "é", "x" * 33, "ps_\n", "\x00", "٣"])
def test_any_other_prefix_is_refused_in_words(text):
    assert refusal(parsing.table_prefix, text) == f"“{text}” is not a table prefix: use letters, digits and _ only, like ps_."


def test_a_file_is_one_that_is_there(tmp_path):
    (tmp_path / "people.csv").touch()
    assert parsing.file_path("") == ""
    assert parsing.file_path(str(tmp_path / "people.csv")) == str(tmp_path / "people.csv")


@pytest.mark.parametrize("text", ["/no/such/file.csv", "/", "a\x00b", "x" * 5000, "/" + "x" * 300, "\ud800"])
def test_any_other_file_is_refused_in_words(text):
    assert refusal(parsing.file_path, text) == f"There is no file “{text[:200]}”. Check the path, then try again."


def test_a_language_has_two_letters():
    assert parsing.language("FR") == "fr"
    assert refusal(parsing.language, "French") == "“French” is not a language code. Use two letters, like fr or en."
    assert refusal(parsing.language, "") == "“” is not a language code. Use two letters, like fr or en."
    assert refusal(parsing.language, "éé") == "“éé” is not a language code. Use two letters, like fr or en."


def test_a_consent_choice_is_one_of_three():
    assert [parsing.consent_choice(choice.value) for choice in ConsentChoice] == list(ConsentChoice)
    assert refusal(parsing.consent_choice, "all") == "“all” is not a consent choice. Use one of: respect, consenting_only, everyone."


@pytest.mark.parametrize(
    ("text", "on"), [("yes", True), ("OUI", True), ("1", True), ("on", True), ("no", False), ("Non", False), ("", False)]
)
def test_a_switch_is_on_or_off(text, on):
    assert parsing.switch(text) is on


def test_a_switch_is_nothing_else():
    assert refusal(parsing.switch, "maybe") == "“maybe” is neither yes nor no. Write yes or no."


def test_ids_stand_between_commas_or_blanks():
    assert parsing.ids("") == frozenset()
    assert parsing.ids("1, 3 3,, 12") == {1, 3, 12}
    for text in ("1; 3", "-1", "one", "1.5", "9" * 10):
        assert refusal(parsing.ids, text) == f"“{text}” is not a list of numbers. Write ids between commas, like 1, 3."


def test_exclusion_rules_stand_on_lines_or_between_commas_each_once():
    found = parsing.exclusions("ann@shop.example\r\n\n@spam.example, *+test@*; ANN@shop.example,")
    assert found == tuple(parse_exclusion(text) for text in ("ann@shop.example", "@spam.example", "*+test@*"))
    assert parsing.exclusions(" \n, ") == ()


@given(st.sampled_from(PARSERS), st.text(st.characters(exclude_categories=()), max_size=60))
def test_whatever_is_typed_is_a_value_or_a_sentence(parse, text):
    with contextlib.suppress(SettingsError):
        parse(text.strip())


@pytest.mark.parametrize("parse", PARSERS[:-1])
@pytest.mark.parametrize("text", [f"x{KEY}", f"ftp://user:{PASSWORD}@host:1/shop", f"mysql://u:{PASSWORD}@host/a/b", "x" * 30 + KEY])
def test_a_secret_in_the_wrong_box_is_not_repeated(parse, text):
    sentence = refusal(parse, text)
    assert PASSWORD not in sentence
    assert KEY[:10] not in sentence


def test_a_key_is_shown_by_its_last_four():
    assert parsing.mask_key(KEY) == "••••cdef-us21"
    assert parsing.mask_key("short") == "••••"


@pytest.mark.parametrize(
    ("url", "masked"),
    [
        ("mysql://user:hunter2@host:3306/shop", "mysql://user:••••@host:3306/shop"),
        ("mysql://user:hun@ter/2@host/shop", "mysql://user:••••@host/shop"),
        ("mysql://user:hun\nter2@host/shop", "mysql://user:••••@host/shop"),
        ("redis://:hunter2@host", "redis://:••••@host"),
        ("mysql://user@host/shop", "mysql://user@host/shop"),
        ("sqlite:///data/shop.sqlite", "sqlite:///data/shop.sqlite"),
    ],
)
def test_a_url_is_shown_without_its_password(url, masked):
    assert parsing.mask_url(url) == masked
