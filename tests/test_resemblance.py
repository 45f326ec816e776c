"""Did you mean …?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcsync.resemblance import PROPOSED, local_forms, proposals, slips, slips_between


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("ann.martin@gmial.com", "ann.martin@gmail.com"),
        ("ann.martin@gmail.con", "ann.martin@gmail.com"),
        ("annmartin@gmail.com", "ann.martin@gmail.com"),
        ("ann.martin+news@gmail.com", "ann.martin@gmail.com"),
        ("an.martin@gmail.com", "ann.martin@gmail.com"),
        ("ann.marton@gmail.com", "ann.martin@gmail.com"),
        ("nan.martin@gmail.com", "ann.martin@gmail.com"),
        ("ann.martiin@gmail.com", "ann.martin@gmail.com"),
        ("ann.martin@shop.example", "ann.martin@elsewhere.example"),
    ],
)
def test_who_may_be_meant_is_proposed(typed, known):
    assert proposals(typed, [known, "bob@gmail.com", typed]) == [known]


@pytest.mark.parametrize(
    ("typed", "known"),
    [("info@shop.example", "info@quite-another.example"), ("ann@shop.example", "bob@elsewhere.example"), ("a@x.example", "a@x.example")],
)
def test_another_person_is_not_proposed(typed, known):
    assert [one for one in proposals(typed, [known]) if one.startswith("info") or one == known] == []


def test_the_likeliest_come_first_and_they_are_a_handful():
    known = [
        f"ann.martin@{name}.example" for name in ("shop", "shoq", "a-long-way-off", "b-long-way-off", "c-long-way-off", "d-long-way-off")
    ]
    found = proposals("ann.martin@shop.exampel", known)
    assert found[:2] == ["ann.martin@shop.example", "ann.martin@shoq.example"]
    assert len(found) == PROPOSED


def test_the_forms_of_a_name_are_looked_for():
    assert local_forms("ann.martin+news@x.example") == ["ann.martin+news", "ann.martin", "annmartin"]
    assert local_forms("ann@x.example") == ["ann"]


LOCAL = st.text("abcz0.-", min_size=1, max_size=12)


@given(typed=LOCAL, known=LOCAL)
def test_every_slip_is_among_those_that_are_looked_for(typed, known):
    looked_for = f"{known}@x.example" in slips(f"{typed}@x.example")
    assert looked_for is (typed != known and slips_between(typed, known) == 1)


def test_what_is_looked_for_is_bounded():
    assert len(slips(f"{'a' * 40}@x.example")) < 3500
    assert slips(f"{'a' * 41}@x.example") == []
