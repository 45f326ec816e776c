"""Details of people go after a while, a little at a time; whatever is counted stays."""

import pytest

from mcsync.contact import MemberStatus
from mcsync.errors import ShopError
from mcsync.outcome import Outcome, RunKind, RunState
from mcsync.store import Seen, Settlement
from tests.fixtures.stores import address

DAY = 86_400.0


@pytest.fixture
def done(store, plan):
    """A function that makes a run with one refusal, done now."""

    def make(*sizes):
        run = plan(*sizes)
        while batch := store.batches.claim(run, "one"):
            first, *others = batch.planned
            refused = Settlement(planned=first, outcome=Outcome.REFUSED, cause="fake", words="looks fake")
            store.batches.settle(batch, [refused, *(Settlement(planned=one, outcome=Outcome.CREATED) for one in others)])
        store.runs.become(run, RunState.DONE)
        return run

    return make


def counted(store, run):
    return store.history.progress(run), store.history.refusals(run), store.plans.tally(run), store.history.batches(run)


def test_people_go_and_numbers_stay(store, done, clock):
    run = done(3, 2)
    clock.now += 10 * DAY
    before = counted(store, run)
    assert store.retention.remove(clock.now - DAY, 1000) == 5
    assert list(store.history.people(run)) == []
    assert counted(store, run) == before
    assert store.retention.remove(clock.now - DAY, 1000) == 0


def test_they_go_a_little_at_a_time_the_oldest_run_first(store, done, clock):
    old, later = done(3), done(3)
    clock.now += 10 * DAY
    left = []
    while store.retention.remove(clock.now - DAY, 2):
        left.append(tuple(len(list(store.history.people(run))) for run in (old, later)))
    assert left == [(1, 3), (0, 3), (0, 1), (0, 0)]


def test_what_is_younger_stays(store, done, clock):
    run = done(3)
    clock.now += 10 * DAY
    assert store.retention.remove(clock.now - 11 * DAY, 1000) == 0
    assert len(list(store.history.people(run))) == 3


def test_a_run_that_is_paused_keeps_its_people_and_does_not_hold_up_the_next(store, plan, done, clock):
    paused = plan(2)
    store.runs.become(paused, RunState.PAUSED)
    with store.database.writing() as connection:
        connection.exec_driver_sql("UPDATE run SET holds = false")
    run = done(3)
    clock.now += 10 * DAY
    assert store.retention.remove(clock.now - DAY, 1000) == 3
    assert [len(list(store.history.people(one))) for one in (paused, run)] == [2, 0]


def test_a_run_that_failed_is_given_up_and_can_no_longer_be_resumed(store, plan, clock):
    run = plan(2)
    store.runs.become(run, RunState.FAILED, problem=ShopError().message)
    clock.now += 10 * DAY
    assert store.retention.remove(clock.now - DAY, 1000) == 1
    assert store.runs.get(run).state == RunState.CANCELLED
    assert store.retention.remove(clock.now - DAY, 1000) == 2
    assert list(store.history.people(run)) == []


def test_what_came_back_from_mailchimp_and_troubles_that_are_over_go_too(store, audience, clock):
    for status in (MemberStatus.SUBSCRIBED, MemberStatus.UNSUBSCRIBED):
        store.mirror.put(audience, 1, [Seen(address=address(1), status=status, shown="{}")])
    store.troubles.note(audience, "ShopError", ShopError().message)
    store.troubles.end(audience)
    store.troubles.note(audience, "ShopError", ShopError().message)
    clock.now += 10 * DAY
    assert store.retention.remove(clock.now - DAY, 1000) == 2
    assert store.news.since(audience, 0) == []
    assert len(store.troubles.present(audience)) == 1


def test_a_run_for_one_address_keeps_no_address(store, start_run, clock):
    run = start_run(kind=RunKind.ADDRESS, address=address(1))
    store.runs.become(run, RunState.CANCELLED)
    clock.now += 10 * DAY
    assert store.retention.remove(clock.now - DAY, 1000) == 1
    assert store.runs.get(run).address == "erased"
