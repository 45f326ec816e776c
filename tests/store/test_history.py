"""Every figure is counted from stored facts, so the figures agree with each other and with the people behind them."""

from collections import Counter

from mcsync.outcome import Effect, Outcome, RunKind, RunState
from tests.fixtures.stores import address, planned, settle


def test_the_figures_of_a_run_agree_with_its_people(store, plan):
    run = plan(3, 2, 2)
    settle(store, run, None, "fake", "forgotten")
    settle(store, run, "fake", None)
    progress = store.history.progress(run)
    outcomes = Counter(person["outcome"] for person in store.history.people(run))
    assert (progress.created, progress.updated, progress.refused, progress.left_alone) == (2, 0, 3, 0)
    assert (progress.planned, progress.sending, progress.settled, progress.batches) == (1, 0, 2, 3)
    assert outcomes == {"created": progress.created, "refused": progress.refused, "waiting": 2}
    assert store.history.refusals(run) == {"fake": 2, "forgotten": 1}
    assert sum(batch["refused"] for batch in store.history.batches(run)) == progress.refused


def test_a_run_without_batches_has_no_progress(store, start_run):
    assert store.history.progress(start_run()).batches == 0
    assert store.history.refusals(7) == {}


def test_split_batches_are_not_counted(store, plan):
    run = plan(4)
    store.batches.split(store.batches.claim(run, "a"))
    progress = store.history.progress(run)
    assert (progress.batches, progress.planned) == (2, 2)


def test_the_last_minute_is_told(store, plan, clock):
    run = plan(3, 2)
    settle(store, run, None, None, None)
    clock.now += 50
    settle(store, run, None, None)
    assert store.history.progress(run).recent == 5
    clock.now += 11
    assert store.history.progress(run).recent == 2


def test_a_long_plan_is_streamed_whole_and_in_order(store, plan):
    run = plan(5000, 5000, 1)
    people = list(store.history.people(run))
    assert [person["place"] for person in people] == list(range(1, 10_002))
    assert people[0] == {"place": 1, "address": address(1), "effect": "add", "outcome": "waiting", "cause": None, "words": None}


def test_the_timeline_of_an_address_is_told_newest_first(store, plan, audience, clock):
    first = plan(1)
    settle(store, first, "fake")
    store.runs.become(first, RunState.DONE)
    clock.now += 100
    second = plan(1)
    store.batches.claim(second, "a")
    newest, oldest = store.history.timeline(audience, address(1))
    assert (newest.run, newest.outcome, newest.batch_state, newest.tries, newest.at) == (second, Outcome.WAITING, "sending", 1, clock.now)
    assert (oldest.run, oldest.outcome, oldest.cause, oldest.words) == (first, Outcome.REFUSED, "fake", "words of fake")
    assert (oldest.effect, oldest.by, oldest.kind, oldest.at) == (Effect.ADD, "Ada", "manual", clock.now - 100)
    assert store.history.timeline(audience, address(2)) == []
    assert store.history.timeline(audience + 1, address(1)) == []


def test_a_dry_run_is_in_the_timeline_without_a_batch(store, audience, start_run):
    run = start_run(RunState.PLANNING, kind=RunKind.DRY_RUN)
    store.plans.add_items(run, planned(store, [1]))
    (event,) = store.history.timeline(audience, address(1))
    assert (event.kind, event.batch, event.batch_state, event.tries) == ("dry_run", 0, None, 0)


def test_the_journal_is_told_newest_first_and_not_without_end(store, clock):
    for number in range(5):
        store.preferences.note("Ada", "start", f"run {number}")
    assert [row["detail"] for row in store.history.journal(3)] == ["run 4", "run 3", "run 2"]
    assert store.history.journal()[0] | {"id": 5} == {"id": 5, "at": clock.now, "by": "Ada", "action": "start", "detail": "run 4"}
