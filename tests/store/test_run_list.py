"""Many runs with their figures, in few questions."""

import pytest
from sqlalchemy import event

from mcsync.outcome import RunKind, RunState
from mcsync.store import Wanted
from tests.fixtures.stores import settle


@pytest.fixture
def three(store, plan, start_run, clock):
    """A done run with an error, a cancelled one without, and a dry run that waits; a day apart."""
    first = plan(2)
    settle(store, first, None, "fake")
    store.runs.become(first, RunState.DONE)
    clock.now += 86_400
    second = plan(1, kind=RunKind.AUTOMATIC)
    settle(store, second, None)
    store.runs.become(second, RunState.CANCELLED)
    clock.now += 86_400
    return first, second, start_run(kind=RunKind.DRY_RUN)


def numbers(store, **wanted):
    asked = Wanted(**{"since": 0.0, **wanted})
    found = [one.run.id for one in store.run_list.page(asked)]
    assert store.run_list.count(asked) == len(found)
    return found


def test_the_newest_run_comes_first(store, three):
    first, second, third = three
    assert numbers(store) == [third, second, first]
    assert [one.run.id for one in store.run_list.page(Wanted(since=0.0), first=1, size=1)] == [second]


def test_runs_are_chosen_by_kind_state_errors_and_time(store, three, audience, clock):
    first, second, third = three
    assert numbers(store, kinds=["manual", "dry_run"]) == [third, first]
    assert numbers(store, states=["cancelled"]) == [second]
    assert numbers(store, with_errors=True) == [first]
    assert numbers(store, since=clock.now - 86_400) == [third, second]
    assert numbers(store, until=clock.now) == [second, first]
    assert numbers(store, audience=audience + 1) == []


def test_each_run_has_its_own_figures(store, three):
    dry, second, first = store.run_list.page(Wanted(since=0.0))
    assert (first.progress.created, first.progress.refused, first.progress.settled) == (1, 1, 1)
    assert (second.progress.created, second.tally) == (1, {("contacts", ""): 1})
    assert (dry.progress.batches, dry.tally) == (0, {})
    assert first.progress == store.history.progress(first.run.id)


def test_however_many_runs_take_three_questions(store, three):
    asked = []
    event.listen(store.database.engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
    store.run_list.page(Wanted(since=0.0))
    assert len([question for question in asked if question.startswith("SELECT")]) == 3


def test_the_batches_of_a_run_are_told_a_page_at_a_time(store, plan):
    run = plan(2, 4, 1)
    settle(store, run, None, "fake")
    store.batches.split(store.batches.claim(run, "a"))
    found = store.run_list.batches(run, first=0, size=10)
    assert [(one["number"], one["state"], one["size"], one["refused"]) for one in found] == [
        (1, "settled", 2, 1),
        (3, "planned", 1, 0),
        (4, "planned", 2, 0),
        (5, "planned", 2, 0),
    ]
    assert store.run_list.batch_count(run) == 4
    assert [one["number"] for one in store.run_list.batches(run, first=1, size=2)] == [3, 4]
    assert [one["number"] for one in store.run_list.batches(run, first=0, size=10, with_errors=True)] == [1]
    assert store.run_list.batch_count(run, with_errors=True) == 1
