"""What the audience's own fields accept."""

import pytest

from mcsync.sandbox.merge_fields import merged
from mcsync.sandbox.words import MergeField


def after(kind, value, **more):
    """The value kept, or the message."""
    field = MergeField(id=1, tag="FIELD", name="Field", type=kind, **more)
    values, wrong = merged([field], (), {"FIELD": value}, ask_required=True)
    return wrong[0][1] if wrong else values[0]


@pytest.mark.parametrize(
    ("kind", "given", "kept"),
    [
        ("text", "Zoé", "Zoé"),
        ("text", 12, "12"),
        ("text", "é" * 200, "é" * 127),
        ("phone", "+33 1 02", "+33 1 02"),
        ("number", "12", 12),
        ("number", 1.5, 1.5),
        ("number", "a dozen", "Please enter a number"),
        ("number", 1e300, 1e300),
        ("number", "nan", "Please enter a number"),
        ("number", [], "Please enter a number"),
        ("date", "2026-11-23", "2026-11-23"),
        ("date", "11/23/2026", "2026-11-23"),
        ("date", "2026-11-23T10:00:00+00:00", "2026-11-23"),
        ("date", "31/12/2026", "Please enter the date"),
        ("date", "0000-00-00", "Please enter the date"),
        ("birthday", "2/29", "02/29"),
        ("birthday", "12/31", "12/31"),
        ("birthday", "31/12", "Please enter a month (01-12) and a day (01-31)"),
        ("birthday", "02/30", "Please enter a month (01-12) and a day (01-31)"),
        ("birthday", "1990-12-31", "Please enter a month (01-12) and a day (01-31)"),
        ("address", {"addr1": "1 rue", "city": "Lyon"}, "Please enter a complete address"),
        ("address", "1 rue, Lyon", "Please enter a complete address"),
        ("zip", "69002", "69002"),
        ("zip", "6900", "Please enter a zip code (5 digits)"),
        ("url", "https://shop.example/a", "https://shop.example/a"),
        ("imageurl", "shop", "Please enter a complete URL"),
    ],
)
def test_each_type_takes_its_own(kind, given, kept):
    assert after(kind, given) == kept


def test_a_complete_address_is_kept_with_all_its_parts():
    given = {"addr1": "1 rue", "city": "Lyon", "state": "Rhône", "zip": "69002"}
    assert after("address", given) == {"addr1": "1 rue", "addr2": "", "city": "Lyon", "state": "Rhône", "zip": "69002", "country": "US"}


@pytest.mark.parametrize("kind", ["radio", "dropdown"])
def test_a_choice_must_be_one_of_the_options(kind):
    assert after(kind, "L", choices=("S", "L")) == "L"
    assert after(kind, "XL", choices=("S", "L")) == "Please choose one of the options"


@pytest.mark.parametrize("nothing", ["", None])
@pytest.mark.parametrize("kind", ["text", "number", "date", "birthday", "address", "zip", "url", "dropdown"])
def test_nothing_clears_every_type(kind, nothing):
    assert after(kind, nothing) == ""


@pytest.mark.parametrize("nothing", ["", None])
def test_nothing_in_a_required_field_is_wrong(nothing):
    assert after("text", nothing, required=True) == "Please enter a value"


def test_unknown_tags_are_ignored_and_unnamed_fields_stay():
    fields = [MergeField(id=1, tag="A", name="A"), MergeField(id=2, tag="B", name="B")]
    assert merged(fields, ("one",), {"B": "two", "NOBODY": "three"}, ask_required=True) == (("one", "two"), [])
