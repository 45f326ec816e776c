"""What somebody was told of is written before it is said, and said by one process."""

from dataclasses import replace

import pytest

from mcsync.alerting import Cause, Record
from mcsync.message import say
from mcsync.outcome import Outcome, RunState
from mcsync.store import Settlement
from mcsync.store.alerts import CLAIM

WHAT = say("Run {run} stopped. {why}", run=7, why=say("The key is invalid."))


@pytest.fixture
def record(store, clock):
    begun = Record(cause=Cause.RUN_FAILED, channel="mail", message=WHAT, since=clock.now)
    store.alerts.begin(begun)
    return begun


def test_a_record_comes_back_as_it_was_its_sentence_within_a_sentence_too(store, record):
    assert store.alerts.all() == [record]
    assert str(store.alerts.all()[0].message) == "Run 7 stopped. The key is invalid."


def test_of_two_who_claim_one_may_tell(store, open_store, record):
    assert [one.alerts.claim(record) for one in (store, open_store())] == [True, False]


def test_what_was_told_meanwhile_cannot_be_claimed(store, record):
    store.alerts.told(record, WHAT)
    assert not store.alerts.claim(record)


def test_a_claim_looks_like_a_wait_and_ends(store, record, clock):
    store.alerts.claim(record)
    claimed = store.alerts.all()[0]
    assert claimed.retry_at == clock.now + CLAIM
    assert store.alerts.claim(claimed)


def test_telling_failing_and_ending_are_written_down(store, record, clock):
    store.alerts.failed(record, say("No answer."))
    failed = store.alerts.all()[0]
    assert (failed.tries, failed.retry_at, str(failed.failure)) == (1, clock.now + 60, "No answer.")
    store.alerts.told(failed, WHAT)
    told = store.alerts.all()[0]
    assert told == replace(record, told_at=clock.now, owed=True)
    store.alerts.end(told)
    ended = store.alerts.all()[0]
    assert (ended.ended_at, ended.owed) == (clock.now, True)
    store.alerts.told_over(ended)
    assert not store.alerts.all()[0].owed


def test_beginning_again_forgets_how_it_ended(store, record):
    store.alerts.end(record)
    store.alerts.begin(record)
    assert store.alerts.all() == [record]


def test_a_cause_of_a_newer_mcsync_is_passed_over(store, record):
    with store.database.writing() as connection:
        connection.exec_driver_sql("UPDATE alert SET cause = 'of_the_future'")
    assert store.alerts.all() == []


def test_what_was_sent_is_counted_from_its_batches(store, audience, plan, clock):
    run = plan(3, 2)
    while batch := store.batches.claim(run, "one"):
        outcomes = [Outcome.REFUSED, *[Outcome.CREATED] * (len(batch.planned) - 1)]
        store.batches.settle(batch, [Settlement(planned=one, outcome=how) for one, how in zip(batch.planned, outcomes, strict=True)])
    store.runs.become(run, RunState.DONE)
    assert store.alerts.sent_since(audience, clock.now) == (5, 2)
    assert store.alerts.sent_since(audience, clock.now + 1) == (0, 0)
    assert store.alerts.sent_since(audience + 1, clock.now) == (0, 0)
