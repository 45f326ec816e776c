"""A period is counted from settled batches, and agrees with the contacts themselves, however batches and days fall."""

from collections import Counter
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mcsync.days import days_up_to, last_days
from mcsync.outcome import RunKind, RunState
from mcsync.store import Behind, Sums, Wanted
from mcsync.verdicts import Cause
from tests.fixtures.stores import settle

HOUR = 3600.0
CAUSES = [None, "fake", "forgotten", "too_many_signups"]


def test_each_day_has_what_was_settled_in_it(store, plan, audience, clock):
    run = plan(3, 1)
    settle(store, run, None, "fake", "fake")
    clock.now += 24 * HOUR
    settle(store, run, "forgotten")
    days = last_days(clock.now, 3, "UTC")
    assert store.figures.settled(audience, days) == {
        1: Sums(sent=3, created=1, refused=2),
        2: Sums(sent=1, refused=1),
    }
    assert store.figures.refused(audience, days) == {(1, "fake"): 2, (2, "forgotten"): 1}
    assert store.figures.started(audience, days) == {(1, "manual"): 1}


def test_an_audience_sees_only_its_own(store, plan, audience, clock):
    settle(store, plan(1), "fake")
    days = last_days(clock.now, 1, "UTC")
    assert store.figures.settled(audience + 1, days) == store.figures.refused(audience + 1, days) == {}
    assert store.figures.started(audience + 1, days) == {}


def test_a_day_begins_at_the_midnight_of_its_place(store, plan, audience, clock):
    clock.now = days_up_to(date(2026, 10, 25), 1, "Europe/Paris").since - 1
    run = plan(1, 1, 1)
    settle(store, run, None)
    clock.now += 1
    settle(store, run, "fake")
    clock.now += 25 * HOUR - 1  # the night on which the clocks go back
    settle(store, run, None)
    days = days_up_to(date(2026, 10, 26), 3, "Europe/Paris")
    assert {place: (one.sent, one.refused) for place, one in store.figures.settled(audience, days).items()} == {0: (1, 0), 1: (2, 1)}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    batches=st.lists(st.tuples(st.lists(st.sampled_from(CAUSES), min_size=1, max_size=4), st.floats(0, 40 * HOUR)), min_size=1, max_size=6)
)
def test_figures_causes_and_people_reconcile_whatever_happens(batches, store, plan, audience, clock):
    began = clock.now
    run = plan(*(len(outcomes) for outcomes, _ in batches))
    for outcomes, pause in batches:
        settle(store, run, *outcomes)
        clock.now += pause
    store.runs.become(run, RunState.CANCELLED)  # so that the next example may start one
    days = last_days(clock.now, 12, "Europe/Paris")
    mine = Behind(audience=audience, since=0.0, until=float("inf"), run=run)
    people = list(store.people.stream(mine))
    everyone = list(store.people.stream(Behind(audience=audience, since=0.0, until=float("inf"), run=run, everyone=True)))
    progress = store.history.progress(run)
    assert len(people) == store.people.count(mine) == progress.refused
    assert Counter(one["cause"] for one in people) == store.history.refusals(run)
    causes = [cause.value for cause in Cause]
    assert store.people.refused_still_count(mine, causes) == len(store.people.refused_still(mine, causes)) == progress.refused
    assert len(everyone) == progress.created + progress.refused
    settled, refused = store.figures.settled(audience, days), store.figures.refused(audience, days)
    assert sum(one.refused for one in settled.values()) == sum(refused.values())
    assert all(one.sent == one.created + one.updated + one.refused + one.left_alone for one in settled.values())
    since = Wanted(audience=audience, since=began, until=float("inf"))
    assert store.run_list.count(since) == len(store.run_list.page(since))
    assert RunKind.MANUAL in {one.run.kind for one in store.run_list.page(since)}
