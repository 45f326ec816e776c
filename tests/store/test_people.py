"""Behind each figure are its people."""

import pytest

from mcsync.outcome import RunState
from mcsync.store import Behind
from tests.fixtures.stores import address, settle

ALWAYS = {"since": 0.0, "until": float("inf")}


@pytest.fixture
def behind(audience):
    """A function that names a figure of the audience."""
    return lambda **which: Behind(audience=audience, **{**ALWAYS, **which})


def test_the_newest_come_first_with_all_that_is_known(store, plan, behind, clock):
    run = plan(3, 1)
    settle(store, run, None, "fake", "forgotten")
    clock.now += 100
    settle(store, run, "fake")
    people = store.people.page(behind())
    assert [(one["address"], one["cause"], one["words"], one["run"], one["at"]) for one in people] == [
        (address(4), "fake", "words of fake", run, clock.now),
        (address(2), "fake", "words of fake", run, clock.now - 100),
        (address(3), "forgotten", "words of forgotten", run, clock.now - 100),
    ]
    assert store.people.count(behind()) == 3
    assert [one["address"] for one in store.people.page(behind(cause="fake"))] == [address(4), address(2)]
    assert store.people.count(behind(cause="fake")) == 2
    assert store.people.page(behind(run=run + 1)) == []
    assert [one["address"] for one in store.people.page(behind(), first=1, size=1)] == [address(2)]


def test_behind_what_was_sent_is_everybody(store, plan, behind):
    run = plan(2, 1)
    settle(store, run, None, "fake")
    assert [(one["address"], one["outcome"]) for one in store.people.page(behind(everyone=True))] == [
        (address(1), "created"),
        (address(2), "refused"),
    ]
    assert store.people.count(behind(everyone=True)) == 2


@pytest.mark.parametrize(("since", "until", "found"), [(0, 0.5, 1), (0, 0, 0), (0.5, 99, 0), (-1, 99, 1)])
def test_a_period_begins_with_its_first_moment_and_ends_before_its_last(store, plan, behind, clock, since, until, found):
    settle(store, plan(1), "fake")
    asked = behind(since=clock.now + since, until=clock.now + until)
    assert len(store.people.page(asked)) == store.people.count(asked) == found


def test_everybody_is_told_how_they_stand_by_now(store, plan, behind):
    first = plan(1)
    settle(store, first, "fake")
    store.runs.become(first, RunState.DONE)
    assert [(one["now"], one["held_until"], one["attempts"]) for one in store.people.page(behind())] == [("refused", None, 1)]
    second = plan(1)
    settle(store, second, None)
    assert [one["now"] for one in store.people.page(behind(run=first))] == ["created"]


def test_another_audience_is_not_told_of(store, plan, behind, audience):
    settle(store, plan(1), "fake")
    other = Behind(audience=audience + 1, **ALWAYS)
    assert (store.people.page(other), store.people.count(other)) == ([], 0)
