"""A plan is written whole or begun anew, and nobody sends it before it is frozen."""

import pytest

from mcsync.batching import Road
from mcsync.contact import MemberStatus
from mcsync.errors import LeaseLostError
from mcsync.outcome import Effect, Outcome, RunKind, RunState
from tests.fixtures.stores import address, planned


def test_addresses_are_numbered_once(store):
    first = store.plans.number([address(1), address(2)])
    second = store.plans.number([address(2), address(3), address(3)])
    assert second[address(2)] == first[address(2)]
    assert len({*first.values(), *second.values()}) == 3
    assert store.plans.number([]) == {}


def test_more_addresses_than_one_statement_takes_are_numbered(store):
    many = [address(place) for place in range(2501)]
    numbers = store.plans.number(many)
    assert set(numbers) == set(many)
    assert len(set(numbers.values())) == 2501
    assert store.plans.number(many) == numbers


def test_asking_again_for_known_addresses_uses_up_no_numbers(store):
    (first,) = store.plans.number([address(1)]).values()
    for _ in range(5):
        store.plans.number([address(1)])
    (second,) = store.plans.number([address(2)]).values()
    assert second == first + 1


def test_a_frozen_plan_has_its_figures_and_lets_the_run_send(store, start_run):
    run = start_run(RunState.PLANNING)
    figures = {("rows", "customer"): 3, ("skipped", "deleted"): 1, ("contacts", ""): 2}
    assert store.plans.tally(run) == {}
    store.plans.freeze(run, figures)
    assert store.plans.tally(run) == figures
    assert store.runs.get(run).state == RunState.SENDING


@pytest.mark.parametrize("state", [RunState.PAUSED, RunState.CANCELLED, RunState.FAILED, RunState.DONE])
def test_a_worker_that_wakes_late_freezes_nothing(store, start_run, state):
    run = start_run(RunState.PLANNING)
    store.runs.become(run, state)
    with pytest.raises(LeaseLostError):
        store.plans.freeze(run, {("rows", "customer"): 3})
    assert store.runs.get(run).state == state
    assert store.plans.tally(run) == {}


def test_a_plan_is_frozen_once(store, start_run):
    run = start_run(RunState.PLANNING)
    store.plans.freeze(run, {("rows", "customer"): 3})
    with pytest.raises(LeaseLostError):
        store.plans.freeze(run, {("rows", "customer"): 4})
    assert store.plans.tally(run) == {("rows", "customer"): 3}


@pytest.mark.parametrize("places", [[1, 2], [3, 4]])
def test_two_workers_cannot_write_the_same_place_of_a_plan(store, start_run, places):
    run = start_run(RunState.PLANNING)
    store.plans.add_batch(run, 1, Road.ADD, planned(store, [1, 2]))
    with pytest.raises(LeaseLostError):
        store.plans.add_batch(run, 1 if places == [3, 4] else 2, Road.ADD, planned(store, places))
    assert [batch["number"] for batch in store.history.batches(run)] == [1]
    assert [person["place"] for person in store.history.people(run)] == [1, 2]


def test_a_plan_that_was_never_frozen_is_forgotten_whole(store, start_run):
    run, other = start_run(RunState.PLANNING), start_run(RunState.PLANNING, kind=RunKind.DRY_RUN)
    for one in (run, other):
        store.plans.add_batch(one, 1, Road.ADD, planned(store, [1, 2]))
    store.plans.clear(run)
    assert list(store.history.people(run)) == []
    assert store.history.batches(run) == []
    assert len(list(store.history.people(other))) == 2
    store.plans.add_batch(run, 1, Road.ADD, planned(store, [1, 2]))


def test_what_is_planned_is_what_is_claimed(store, start_run):
    run = start_run(RunState.PLANNING)
    contacts = planned(store, [1, 2], fields={"FNAME": 'Zoé "<b>" 😀', "LNAME": ""}) + planned(
        store, [3], status=None, language="", fields={}
    )
    store.plans.add_batch(run, 1, Road.UPDATE, contacts)
    store.plans.freeze(run, {("rows", ""): 3})
    batch = store.batches.claim(run, "a")
    assert (batch.road, batch.planned) == (Road.UPDATE, contacts)
    assert [one.contact.status for one in batch.planned] == [MemberStatus.SUBSCRIBED, MemberStatus.SUBSCRIBED, None]


def test_a_dry_run_lists_people_in_no_batch(store, start_run):
    run = start_run(RunState.PLANNING, kind=RunKind.DRY_RUN)
    store.plans.add_items(run, planned(store, [1, 2]))
    store.plans.add_items(run, [])
    assert [(one["address"], one["effect"], one["outcome"]) for one in store.history.people(run)] == [
        (address(1), Effect.ADD, Outcome.WAITING),
        (address(2), Effect.ADD, Outcome.WAITING),
    ]
    assert store.batches.claim(run, "a") is None
