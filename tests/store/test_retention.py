"""Details of people go after a while, a little at a time; whatever is counted stays."""

import pytest

from mcsync.contact import MemberStatus
from mcsync.errors import ShopError
from mcsync.outcome import Outcome, RunKind, RunState
from mcsync.store import Proof, Seen, Settlement
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


def test_mailchimps_words_in_the_ledger_go_with_the_run_that_heard_them(store, audience, done, clock):
    done(2)
    old = address(1)
    assert store.history.last_sent(audience, old)["words"] == "looks fake"
    clock.now += 10 * DAY
    while store.retention.remove(clock.now - DAY, 1):
        pass
    assert store.history.last_sent(audience, old)["words"] is None
    assert store.history.last_sent(audience, old)["cause"] == "fake"


def test_words_that_a_younger_run_heard_stay(store, audience, done, clock):
    done(1)
    clock.now += 10 * DAY
    done(1)
    store.retention.remove(clock.now - DAY, 1000)
    assert store.history.last_sent(audience, address(1))["words"] == "looks fake"


def test_whom_a_proof_lists_goes_and_its_totals_stay(store, audience, clock):
    people = [{"address": address(place), "kind": "missing", "detail": ""} for place in (1, 2)]
    figures = {"in_place": 5, "different": 0, "missing": 2, "left_alone": 0, "not_ours": 0}
    for at in (clock.now, clock.now + 20 * DAY):
        store.proofs.keep(Proof(audience=audience, run_id=int(at), at=at, by="Ada", **figures, people=people))
    clock.now += 10 * DAY
    assert store.retention.remove(clock.now - DAY, 1000) == 2
    old, young = store.proofs.of_run(int(clock.now - 10 * DAY)), store.proofs.last(audience)
    assert (old.missing, old.people) == (2, [])
    assert young.people == people
    assert store.retention.remove(clock.now - DAY, 1000) == 0


def test_who_was_asked_for_by_name_goes_once_the_run_is_over(store, audience, clock):
    people = [address(1), address(2), address(3)]
    run, _ = store.runs.start_for(people, audience, batch_size=500, connections=10, by="Ada")
    clock.now += 10 * DAY
    assert store.retention.remove(clock.now - DAY, 1000) == 0
    store.runs.become(run, RunState.CANCELLED)
    clock.now += 10 * DAY
    assert [store.retention.remove(clock.now - DAY, 2) for _ in range(3)] == [2, 1, 0]
    assert store.runs.people(run) == []


def test_a_run_for_one_address_keeps_no_address(store, start_run, clock):
    run = start_run(kind=RunKind.ADDRESS, address=address(1))
    store.runs.become(run, RunState.CANCELLED)
    clock.now += 10 * DAY
    assert store.retention.remove(clock.now - DAY, 1000) == 1
    assert store.runs.get(run).address == "erased"
