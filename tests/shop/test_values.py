"""What is kept of a stored value."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from mcsync.address import canonical
from mcsync.shop.values import day, moment, text


@given(some.text() | some.binary() | some.none())
def test_a_kept_text_holds_no_control_character_and_is_bounded(value):
    kept = text(value, 20)
    assert len(kept) <= 20
    assert not any(ord(character) < 32 or 127 <= ord(character) < 160 for character in kept)


@given(some.text(some.characters(exclude_categories=["Cc", "Cs"]), max_size=255))
def test_an_ordinary_text_is_kept_as_it_is(value):
    assert text(value) == value


def test_a_nul_around_an_address_is_forgiven_and_within_it_never_makes_another_address():
    assert canonical(text("zoe@orange.example\x00")) == "zoe@orange.example"
    assert text("zo\x00e@orange.example") == "zo e@orange.example"


@pytest.mark.parametrize(
    "value", ["", "0000-00-00", "0000-00-00 00:00:00", "2021-02-31 10:00:00", "1970-00-12", "soon", "2024-13-01", "١٩٨٠-١٢-٣١"]
)
def test_a_date_that_does_not_exist_is_none(value):
    assert moment(value) is None
    assert day(value) is None


def test_a_real_date_is_itself():
    assert moment("2024-02-29 07:08:09") == datetime(2024, 2, 29, 7, 8, 9)
    assert moment("2024-02-29 07:08:09.250000") == datetime(2024, 2, 29, 7, 8, 9, 250000)
    assert moment("2024-02-29") == datetime(2024, 2, 29)
    assert day("2024-02-29") == date(2024, 2, 29)
    assert day("2024-02-29 00:00:00") == date(2024, 2, 29)


@given(some.text(max_size=30))
def test_no_text_breaks_a_date(value):
    assert moment(value) is None or moment(value).tzinfo is None
    day(value)
