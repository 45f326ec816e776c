"""Claimed before the call, settled in one commit, and every contact in exactly one place whatever happens between."""

import multiprocessing
from collections import Counter

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from mcsync.batching import Road
from mcsync.contact import MemberStatus
from mcsync.outcome import Outcome, RunKind, RunState
from mcsync.store import Settlement
from mcsync.store.batches import Batches
from mcsync.store.bulk import table
from mcsync.store.database import Database
from mcsync.store.tables import ItemRow
from tests.fixtures.stores import address


def created(batch):
    return [Settlement(planned=one, outcome=Outcome.CREATED, status=MemberStatus.SUBSCRIBED) for one in batch.planned]


def refused(one, cause="fake", words="It looks fake.", **changes):
    return Settlement(planned=one, outcome=Outcome.REFUSED, cause=cause, words=words, **changes)


def state_of(store, run):
    return [(batch["number"], batch["state"], batch["size"], batch["tries"]) for batch in store.history.batches(run)]


def outcomes(store, run):
    return {person["place"]: person["outcome"] for person in store.history.people(run)}


def waiting_places(store, run):
    """The places of all contacts that some batch would still send."""
    places = []
    while batch := store.batches.claim(run, "counting"):
        places += [one.place for one in batch.planned]
    return places


def test_batches_are_claimed_in_order_and_each_once(store, plan, audience):
    run = plan(2, 1)
    first, second, third = (store.batches.claim(run, "a") for _ in range(3))
    assert (first.number, first.tries, first.owner, first.audience, first.road) == (1, 1, "a", audience, Road.ADD)
    assert [one.place for one in second.planned] == [3]
    assert third is None
    assert state_of(store, run) == [(1, "sending", 2, 1), (2, "sending", 1, 1)]


def test_a_claim_says_which_reading_of_the_audience_it_follows(store, plan, audience):
    store.mirror.finish_reading(audience, 7, "2026-11-23T12:00:00+00:00")
    assert store.batches.claim(plan(1), "a").reading == 7


def _claim_all(url, run, gate, answers):
    database = Database(url)
    batches = Batches(database)
    gate.wait()
    numbers = []
    while batch := batches.claim(run, "someone"):
        numbers.append(batch.number)
    answers.put(numbers)
    database.close()


def test_two_processes_never_claim_the_same(store, store_url, plan):
    run = plan(*[1] * 60)
    spawn = multiprocessing.get_context("spawn")
    gate, answers = spawn.Barrier(2), spawn.Queue()
    processes = [spawn.Process(target=_claim_all, args=(store_url, run, gate, answers)) for _ in range(2)]
    for process in processes:
        process.start()
    claimed = [number for _ in processes for number in answers.get(timeout=60)]
    for process in processes:
        process.join()
    assert sorted(claimed) == list(range(1, 61))


def test_a_settled_batch_has_every_outcome_and_keeps_no_parcel(store, plan, audience, clock):
    run = plan(4)
    batch = store.batches.claim(run, "a")
    one, two, three, four = batch.planned
    settled = [
        Settlement(planned=one, outcome=Outcome.CREATED, status=MemberStatus.SUBSCRIBED),
        Settlement(planned=two, outcome=Outcome.UPDATED, status=MemberStatus.PENDING, shown='["en",{}]'),
        refused(three, held_until=clock.now + 60),
        Settlement(planned=four, outcome=Outcome.LEFT_ALONE, status=MemberStatus.UNSUBSCRIBED, shown="", cause="already_there"),
    ]
    assert store.batches.settle(batch, settled)
    assert outcomes(store, run) == {1: "created", 2: "updated", 3: "refused", 4: "left_alone"}
    progress = store.history.progress(run)
    assert (progress.created, progress.updated, progress.refused, progress.left_alone) == (1, 1, 1, 1)
    assert store.history.refusals(run) == {"fake": 1}
    known = store.mirror.known(audience, [address(place) for place in (1, 2, 3, 4)])
    assert [known[address(place)].status for place in (1, 2, 3, 4)] == ["subscribed", "pending", "absent", "unsubscribed"]
    assert known[address(1)].shown == '["fr",{"FNAME":"Zoé"}]'
    assert known[address(2)].shown == '["en",{}]'
    assert (known[address(3)].outcome, known[address(3)].cause, known[address(3)].held_until) == (Outcome.REFUSED, "fake", clock.now + 60)
    assert known[address(4)].outcome is None
    with store.database.reading() as connection:
        assert connection.exec_driver_sql("SELECT parcel FROM batch").scalar() is None


def test_many_outcomes_of_one_kind_leave_the_neighbours_as_they_are(store, plan):
    run = plan(5, 5)
    first, second = store.batches.claim(run, "a"), store.batches.claim(run, "a")
    store.batches.settle(first, [*created(first)[:4], refused(first.planned[4])])
    assert Counter(outcomes(store, run).values()) == {"created": 4, "refused": 1, "waiting": 5}
    store.batches.settle(second, created(second)[1:], [second.planned[0]])
    assert outcomes(store, run)[6] == "waiting"
    assert Counter(outcomes(store, run).values()) == {"created": 8, "refused": 1, "waiting": 1}


def test_settling_is_all_or_nothing(store, plan, audience):
    run = plan(2)
    batch = store.batches.claim(run, "a")
    broken = Settlement(planned=batch.planned[1], outcome=Outcome.CREATED, status=MemberStatus.SUBSCRIBED, cause="x" * 10)
    object.__setattr__(broken.planned, "address_id", None)
    with pytest.raises(IntegrityError):
        store.batches.settle(batch, [created(batch)[0], broken])
    assert state_of(store, run) == [(1, "sending", 2, 1)]
    assert set(outcomes(store, run).values()) == {"waiting"}
    assert store.mirror.known(audience, [address(1)])[address(1)].outcome is None
    assert store.history.refusals(run) == {}


@pytest.mark.parametrize("verb", ["settle", "split", "give_back"])
@pytest.mark.parametrize("meanwhile", ["adopted", "claimed again", "settled"])
def test_a_batch_that_is_no_longer_ours_is_not_touched(store, plan, verb, meanwhile):
    run = plan(2)
    ours = store.batches.claim(run, "a")
    store.batches.adopt(run)
    if meanwhile != "adopted":
        theirs = store.batches.claim(run, "b" if meanwhile == "settled" else "a")
        if meanwhile == "settled":
            store.batches.settle(theirs, created(theirs))
    before = state_of(store, run), outcomes(store, run)
    late = {
        "settle": lambda: store.batches.settle(ours, [refused(one) for one in ours.planned]),
        "split": lambda: store.batches.split(ours),
        "give_back": lambda: store.batches.give_back(ours, counts=True),
    }
    assert late[verb]() is False
    assert (state_of(store, run), outcomes(store, run)) == before


def test_who_was_not_mentioned_goes_into_a_new_batch_that_remembers_the_tries(store, plan):
    run = plan(4, 1)
    batch = store.batches.claim(run, "a")
    assert store.batches.settle(batch, created(batch)[:3], batch.planned[3:])
    assert state_of(store, run) == [(1, "settled", 3, 1), (2, "planned", 1, 0), (3, "planned", 1, 1)]
    assert store.history.timeline(batch.audience, address(4))[0].batch == 3
    assert sorted(waiting_places(store, run)) == [4, 5]


@pytest.mark.parametrize("size", [2, 3, 500])
def test_a_split_keeps_every_contact_exactly_once(store, plan, size):
    run = plan(size)
    assert store.batches.split(store.batches.claim(run, "a"))
    assert [(state, tries) for _, state, _, tries in state_of(store, run)] == [("split", 1), ("planned", 0), ("planned", 0)]
    assert sum(of for _, _, of, _ in state_of(store, run)) == size
    assert sorted(waiting_places(store, run)) == list(range(1, size + 1))


def test_halving_to_the_end_leaves_each_alone(store, plan):
    run = plan(7)
    alone = []
    while batch := store.batches.claim(run, "a"):
        if len(batch.planned) > 1:
            store.batches.split(batch)
        else:
            alone += [one.place for one in batch.planned]
            store.batches.settle(batch, created(batch))
    assert sorted(alone) == list(range(1, 8))
    assert store.history.progress(run).created == 7
    assert store.batches.open_count(run) == 0


@pytest.mark.parametrize(("counts", "tries"), [(True, 1), (False, 0)])
def test_a_batch_given_back_is_claimed_again(store, plan, counts, tries):
    run = plan(2)
    assert store.batches.give_back(store.batches.claim(run, "a"), counts=counts)
    assert state_of(store, run) == [(1, "planned", 2, tries)]
    assert store.batches.claim(run, "b").tries == tries + 1


def test_what_was_adrift_is_adopted_and_sent_again(store, plan):
    run = plan(1, 1, 1)
    settled = store.batches.claim(run, "dead")
    store.batches.settle(settled, created(settled))
    store.batches.claim(run, "dead")
    assert store.batches.adopt(run) == 1
    assert state_of(store, run) == [(1, "settled", 1, 1), (2, "planned", 1, 1), (3, "planned", 1, 0)]
    assert sorted(waiting_places(store, run)) == [2, 3]


def test_adopting_one_run_leaves_the_others(store, plan):
    run, other = plan(1), plan(1, kind=RunKind.DRY_RUN)
    store.batches.claim(run, "a")
    store.batches.claim(other, "a")
    assert store.batches.adopt(run) == 1
    assert state_of(store, other) == [(1, "sending", 1, 1)]


def test_what_is_neither_settled_nor_split_is_open(store, plan):
    run = plan(1, 2, 1)
    settled, split = store.batches.claim(run, "a"), store.batches.claim(run, "a")
    store.batches.settle(settled, created(settled))
    store.batches.split(split)
    assert store.batches.open_count(run) == 3


def test_a_cancelled_run_keeps_nothing_to_send(store, plan):
    run = plan(1, 1)
    store.runs.become(run, RunState.CANCELLED)
    with store.database.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(parcel) FROM batch").scalar() == 0


def settle_one(store, plan, outcome=Outcome.CREATED, cause=None, **contact):
    """A whole run that sends the first address; what the contact is may be changed."""
    run = plan(1, contact=contact)
    batch = store.batches.claim(run, "a")
    store.batches.settle(batch, [Settlement(planned=batch.planned[0], outcome=outcome, cause=cause, status=MemberStatus.SUBSCRIBED)])
    store.runs.become(run, RunState.DONE)
    return run


def test_a_yes_once_seen_is_never_forgotten(store, plan, audience):
    settle_one(store, plan, status=None)
    assert not store.mirror.known(audience, [address(1)])[address(1)].consented
    settle_one(store, plan)
    settle_one(store, plan, status=MemberStatus.UNSUBSCRIBED)
    assert store.mirror.known(audience, [address(1)])[address(1)].consented


def test_the_same_thing_sent_with_the_same_outcome_is_counted(store, plan, audience):
    def attempts():
        return store.mirror.known(audience, [address(1)])[address(1)].attempts

    seen = []
    for how in ({}, {}, {"fields": {"FNAME": "Zo"}}, {"fields": {"FNAME": "Zo"}}, {"fields": {"FNAME": "Zo"}, "status": None}):
        settle_one(store, plan, Outcome.REFUSED, "fake", **how)
        seen.append(attempts())
    settle_one(store, plan, Outcome.CREATED)
    assert [*seen, attempts()] == [1, 2, 1, 2, 1, 1]


def test_the_ledger_has_what_was_sent_last(store, plan, audience, clock):
    assert store.history.last_sent(audience, address(1)) is None
    settle_one(store, plan)
    clock.now += 10
    run = settle_one(store, plan, Outcome.REFUSED, "fake", fields={"FNAME": "Zo"})
    last = store.history.last_sent(audience, address(1))
    assert (last["run_id"], last["at"], last["outcome"], last["cause"], last["status"]) == (run, clock.now, "refused", "fake", "subscribed")
    assert last["sent"] == '["fr",{"FNAME":"Zo"}]'
    assert store.history.last_sent(audience + 1, address(1)) is None


def test_nothing_is_written_for_a_batch_with_nobody_left(store, plan):
    run = plan(2)
    batch = store.batches.claim(run, "a")
    assert store.batches.settle(batch, [], batch.planned)
    assert state_of(store, run) == [(1, "settled", 0, 1), (2, "planned", 2, 1)]
    with store.database.reading() as connection:
        assert {row.batch for row in connection.execute(select(table(ItemRow).c.batch))} == {2}
