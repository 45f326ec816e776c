"""Merge fields: what is sent for a person, and what differs from what is there."""

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mcsync.contact import Consent, Person
from mcsync.fields import VALUE_MAX_BYTES, cut, differences, from_json, tidy, to_json
from mcsync.mapping import BY_DEFAULT, Filled, Filling

ALL = frozenset(BY_DEFAULT)
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=300)
FIELDS = st.dictionaries(st.sampled_from(sorted(ALL)), st.text(max_size=30))


def merge_fields(who, tags):
    """As by default, in an audience that has these fields."""
    types = {"BIRTHDAY": "birthday"}
    return Filling(Filled(tag=tag, type=types.get(tag, "text"), field=BY_DEFAULT[tag]) for tag in tags if tag in BY_DEFAULT).of(who)


def person(**more):
    return Person(address="ann@shop.example", consent=Consent.YES, customer=True, **more)


def test_a_person_fills_the_fields_that_the_audience_has():
    ann = person(first_name="Ann", last_name="O'Brien", birthday=date(1980, 12, 31))
    assert merge_fields(ann, ALL) == {"FNAME": "Ann", "LNAME": "O'Brien", "BIRTHDAY": "12/31"}
    assert merge_fields(ann, {"LNAME", "COLOUR"}) == {"LNAME": "O'Brien"}
    assert merge_fields(ann, ()) == {}


def test_an_empty_value_is_not_sent_because_it_would_clear_the_field():
    assert merge_fields(person(first_name=" \t", last_name="\x00"), ALL) == {}


@pytest.mark.parametrize(("birthday", "sent"), [(date(2024, 2, 29), "02/29"), (date(1, 1, 1), "01/01"), (date(1999, 10, 5), "10/05")])
def test_a_birthday_is_month_and_day(birthday, sent):
    assert merge_fields(person(birthday=birthday), ALL) == {"BIRTHDAY": sent}


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("  Ann \n Marie ", "Ann Marie"),
        ("Ann\x07", "Ann"),
        ("Ann \x07 Marie", "Ann Marie"),
        ("\ud800Ann", "Ann"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("=1+1", "=1+1"),
        ("Zoé ☂", "Zoé ☂"),
        ("x" * 300, "x" * 255),
        ("é" * 128, "é" * 127),
        ("x" * 254 + " y", "x" * 254),
        ("😀" * 64, "😀" * 63),
    ],
)
def test_a_name_is_sent_tidy_and_cut_between_two_letters(name, sent):
    assert merge_fields(person(first_name=name), ALL) == {"FNAME": sent}


@given(ANY_TEXT)
def test_a_value_that_was_cut_can_be_sent_and_stays_as_it_is(text):
    assert len(cut(text).encode()) <= VALUE_MAX_BYTES
    assert cut(text).isprintable()
    assert cut(cut(text)) == cut(text)


@given(ANY_TEXT)
def test_a_value_to_send_has_no_blanks_that_mailchimp_would_trim(name):
    for value in merge_fields(person(first_name=name), ALL).values():
        assert value == " ".join(value.split()) != ""


@given(ANY_TEXT | st.text(st.characters(categories=["L", "N"]), max_size=80))
@example("x" * 64)
def test_a_word_is_tidied_as_any_text_is(word):
    assert tidy(word) == cut(" ".join(word.split()))


@given(st.sampled_from(["", "fr", "en"]), FIELDS)
def test_what_is_kept_is_read_again(language, fields):
    assert from_json(to_json(language, fields)) == (language, fields)


def test_nothing_is_read_from_nothing():
    assert from_json("") == ("", {})


def test_what_is_kept_is_text_that_people_can_read():
    assert to_json("fr", {"FNAME": "Zoé"}) == '["fr",{"FNAME":"Zoé"}]'


@given(st.sampled_from(["", "fr", "en"]), FIELDS)
def test_nothing_differs_from_itself(language, fields):
    assert differences(to_json(language, fields), language, fields) == {}


def test_what_differs_is_told_with_both_sides():
    there = to_json("en", {"FNAME": "Ann", "LNAME": "Smith"})
    assert differences(there, "fr", {"FNAME": "Anne", "LNAME": "Smith", "BIRTHDAY": "12/31"}) == {
        "language": ("en", "fr"),
        "FNAME": ("Ann", "Anne"),
        "BIRTHDAY": ("", "12/31"),
    }


def test_what_only_mailchimp_has_is_no_difference():
    assert differences(to_json("fr", {"FNAME": "Ann", "COLOUR": "red"}), "", {"FNAME": "Ann", "LNAME": ""}) == {}


def test_what_joins_letters_stays_although_it_cannot_be_seen():
    assert cut("👨\u200d👩\u200d👧 می\u200cخواهم\u200b") == "👨\u200d👩\u200d👧 می\u200cخواهم"
