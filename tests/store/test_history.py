"""Every figure is counted from stored facts, so the figures agree with each other and with the people behind them."""

from collections import Counter

import pytest

from mcsync.contact import MemberStatus
from mcsync.outcome import Effect, Outcome, RunKind, RunState
from mcsync.store import Settlement
from tests.fixtures.stores import address, planned


def settle(store, run, *outcomes):
    """Claim the next batch and settle it: a cause is a refusal, None somebody who was taken."""
    batch = store.batches.claim(run, "a")
    store.batches.settle(
        batch,
        [
            Settlement(planned=one, outcome=Outcome.REFUSED if cause else Outcome.CREATED, cause=cause, words=cause and f"words of {cause}", status=None if cause else MemberStatus.SUBSCRIBED)
            for one, cause in zip(batch.planned, outcomes, strict=True)
        ],
    )  # fmt: skip


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


def test_what_was_settled_in_a_period_is_told_in_order(store, plan, audience, clock):
    run = plan(3, 1)
    settle(store, run, None, "fake", "fake")
    clock.now += 100
    settle(store, run, "forgotten")
    settled = store.history.settled_since(audience, 0)
    assert [(one.run, one.kind, one.sent, one.refused) for one in settled] == [(run, "manual", 3, 2), (run, "manual", 1, 1)]
    assert settled[0].at < settled[1].at
    assert [(one.cause, one.count) for one in store.history.refused_since(audience, 0)] == [("fake", 2), ("forgotten", 1)]
    assert sum(one.count for one in store.history.refused_since(audience, 0)) == sum(one.refused for one in settled)
    assert len(store.history.settled_since(audience, clock.now)) == len(store.history.refused_since(audience, clock.now)) == 1
    assert store.history.settled_since(audience + 1, 0) == store.history.refused_since(audience + 1, 0) == []


def test_behind_each_count_are_its_people(store, plan, audience, clock):
    run = plan(3, 1)
    settle(store, run, None, "fake", "forgotten")
    clock.now += 100
    settle(store, run, "fake")
    everything = {"since": 0, "until": clock.now + 1}
    people = store.history.people_refused(audience, **everything)
    assert [(one["address"], one["cause"], one["words"], one["run"], one["at"]) for one in people] == [
        (address(4), "fake", "words of fake", run, clock.now),
        (address(2), "fake", "words of fake", run, clock.now - 100),
        (address(3), "forgotten", "words of forgotten", run, clock.now - 100),
    ]
    assert [one["address"] for one in store.history.people_refused(audience, **everything, cause="fake")] == [address(4), address(2)]
    assert store.history.people_refused(audience, **everything, run=run + 1) == []
    assert len(store.history.people_refused(audience, **everything, limit=2)) == 2


@pytest.mark.parametrize(("since", "until", "found"), [(0, 0.5, 1), (0, 0, 0), (0.5, 99, 0), (-1, 99, 1)])
def test_a_period_begins_with_its_first_moment_and_ends_before_its_last(store, plan, audience, clock, since, until, found):
    settle(store, plan(1), "fake")
    assert len(store.history.people_refused(audience, since=clock.now + since, until=clock.now + until)) == found


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
