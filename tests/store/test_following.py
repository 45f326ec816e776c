"""What following remembers: the shop's rows in few bytes, who is pending, one trouble a cause, one look a worker."""

import pytest

from mcsync.contact import MemberStatus, Origin
from mcsync.errors import ShopError
from mcsync.message import say
from mcsync.outcome import RunKind, RunState
from mcsync.store import Place, RowMark, Seen

PLACE, OTHER = Place(Origin.CUSTOMER, 0), Place(Origin.SUBSCRIBER, 0)
ANN, BOB = "ann@orange.example", "bob@orange.example"


def mark(key, address=ANN, checksum=1):
    return RowMark(id=key, address=address, mark=checksum)


@pytest.fixture
def remember(store, audience):
    def note(*rows, place=PLACE, digest="d", everybody=False):
        return store.baseline.remember(audience, place, digest, rows, everybody=everybody)

    return note


def test_only_rows_that_differ_make_their_people_pending(store, audience, remember, clock):
    assert remember(mark(1), mark(2, BOB)) == 2
    clock.now += 1
    store.pending.done(audience, clock.now)
    assert remember(mark(1), mark(2, BOB), digest="e") == 0
    assert store.pending.count(audience) == 0
    assert remember(mark(1), mark(2, BOB, checksum=2)) == 1
    assert set(store.pending.people(audience)) == {BOB}
    assert store.baseline.digests(audience) == {PLACE: "d"}


def test_a_row_that_changes_hands_concerns_both(store, audience, remember, clock):
    remember(mark(1))
    store.pending.done(audience, clock.now)
    assert remember(mark(1, BOB, checksum=2)) == 1
    assert set(store.pending.people(audience)) == {ANN, BOB}


def test_a_row_that_is_gone_concerns_whose_it_was(store, audience, remember, clock):
    remember(mark(1), mark(2, BOB))
    store.pending.done(audience, clock.now)
    assert remember(mark(2, BOB), digest=None) == 1
    assert set(store.pending.people(audience)) == {ANN}
    assert store.baseline.digests(audience) == {}


def test_rows_of_nobody_concern_nobody(store, audience, remember):
    assert remember(mark(1, "")) == 1
    assert store.pending.count(audience) == 0


def test_a_persons_rows_are_found_in_both_tables(store, audience, remember):
    remember(mark(1), mark(2, BOB))
    remember(mark(1), place=OTHER)
    people = store.pending.people(audience)
    assert store.baseline.rows_of(audience, [people[ANN]]) == {Origin.CUSTOMER: [1], Origin.SUBSCRIBER: [1]}


def test_what_is_found_after_a_plan_was_made_still_waits(store, audience, remember, clock):
    remember(mark(1))
    planned_at = clock.now
    clock.now += 1
    remember(mark(1), mark(2, BOB), digest="e")
    store.pending.done(audience, planned_at)
    assert set(store.pending.people(audience)) == {BOB}


def test_a_schedule_is_there_from_the_first_complete_export_on(store, audience, start_run):
    assert store.schedules.find(audience) is None
    run = start_run(RunState.SENDING)
    assert store.schedules.find(audience) is None
    store.runs.become(run, RunState.DONE)
    assert store.schedules.find(audience).whole_asked_at is not None


def test_a_look_belongs_to_one_worker(store, audience, start_run, clock):
    store.runs.become(start_run(RunState.SENDING), RunState.DONE)
    seen = store.schedules.find(audience)
    assert store.schedules.claim(seen)
    assert not store.schedules.claim(seen)


def test_one_record_a_cause_until_it_is_over(store, audience, clock):
    for _ in range(3):
        store.troubles.note(audience, "ShopError", say("{why}", why="x"))
        clock.now += 10
    [one] = store.troubles.present(audience)
    assert (one["times"], one["seen_at"] - one["since"], str(one["message"])) == (3, 20, "x")
    store.troubles.note(audience, "KeyInvalidError", ShopError().message)
    assert len(store.troubles.present(audience)) == 2
    store.troubles.end(audience)
    assert store.troubles.present(audience) == []
    store.troubles.note(audience, "ShopError", say("again"))
    assert [one["times"] for one in store.troubles.present(audience)] == [1]


def seen(status, address=ANN):
    return Seen(address=address, status=status, shown="{}")


def test_who_leaves_or_comes_back_in_mailchimp_is_news_and_nobody_else(store, audience, clock):
    for status in ("subscribed", "subscribed", "transactional", "unsubscribed", "subscribed", "cleaned"):
        store.mirror.put(audience, 1, [seen(MemberStatus(status)), seen(MemberStatus.SUBSCRIBED, BOB)])
    store.mirror.forget(audience, ANN)
    found = [(one.before, one.after) for one in reversed(store.news.of(audience, ANN))]
    assert found == [
        ("transactional", "unsubscribed"), ("unsubscribed", "subscribed"), ("subscribed", "cleaned"), ("cleaned", "absent"),
    ]  # fmt: skip
    assert store.news.of(audience, BOB) == []
    assert len(store.news.since(audience, clock.now)) == 4
    assert store.news.since(audience, clock.now + 1) == []


def test_who_is_missing_from_a_whole_reading_is_news(store, audience):
    store.mirror.put(audience, 1, [seen(MemberStatus.SUBSCRIBED)])
    store.mirror.finish_reading(audience, 2, "")
    assert [(one.address, one.after) for one in store.news.since(audience, 0)] == [(ANN, "absent")]


def test_only_an_automatic_run_can_be_dropped(store, start_run):
    manual, automatic = start_run(), None
    store.runs.drop(manual)
    assert store.runs.get(manual)
    store.runs.become(manual, RunState.CANCELLED)
    automatic = start_run(kind=RunKind.AUTOMATIC)
    store.runs.drop(automatic)
    assert [run.id for run in store.runs.since(0)] == [manual]
