"""The strip shows each batch once, in order, however many there are."""

from collections import Counter

import pytest

from mcsync.outcome import BatchLook, Outcome
from mcsync.store import Settlement

WAITING, FLIGHT, DONE, REFUSED, FAILED = BatchLook


def settle(store, batch, outcome):
    cause = "fake" if outcome is Outcome.REFUSED else None
    store.batches.settle(batch, [Settlement(planned=one, outcome=outcome, cause=cause) for one in batch.planned])


def test_each_batch_looks_as_it_stands(store, plan):
    run = plan(2, 2, 2, 2, 2, 2)
    settle(store, store.batches.claim(run, "a"), Outcome.CREATED)
    settle(store, store.batches.claim(run, "a"), Outcome.REFUSED)
    store.batches.split(store.batches.claim(run, "a"))
    store.batches.give_back(store.batches.claim(run, "a"), counts=True, strike=True)
    # The one that was given back is claimed again, being the first that is planned.
    store.batches.claim(run, "a")
    assert store.strips.strip(run, 100) == [{DONE: 1}, {REFUSED: 1}, {FAILED: 1}, {FLIGHT: 1}, *[{WAITING: 1}] * 4]


def test_no_more_are_in_flight_than_there_are_connections_the_others_wait(store, plan):
    run = plan(1, 1, 1, 1)
    with store.database.writing() as connection:
        connection.exec_driver_sql(f"UPDATE run SET connections = 2 WHERE id = {run}")
    for _ in range(3):
        store.batches.claim(run, "a")
    assert store.strips.strip(run, 100) == [{FLIGHT: 1}, {FLIGHT: 1}, {WAITING: 1}, {WAITING: 1}]


def test_a_batch_that_failed_and_waits_for_its_turn_has_failed(store, plan):
    run = plan(2, 2)
    store.batches.give_back(store.batches.claim(run, "a"), counts=False, strike=True)
    assert store.strips.strip(run, 100) == [{FAILED: 1}, {WAITING: 1}]


def test_a_batch_that_mailchimp_had_no_time_for_waits_as_before(store, plan):
    run = plan(2)
    store.batches.give_back(store.batches.claim(run, "a"), counts=False)
    assert store.strips.strip(run, 100) == [{WAITING: 1}]


@pytest.mark.parametrize(("batches", "columns"), [(1, 10), (9, 10), (10, 10), (11, 10), (25, 10), (205, 100)])
def test_many_batches_share_columns_and_none_is_lost(store, plan, batches, columns):
    run = plan(*[1] * batches)
    settle(store, store.batches.claim(run, "a"), Outcome.CREATED)
    strip = store.strips.strip(run, columns)
    assert len(strip) == min(batches, columns)
    assert sum((Counter(column) for column in strip), Counter()) == Counter({DONE: 1, WAITING: batches - 1})
    assert DONE in strip[0]
    sizes = [sum(column.values()) for column in strip]
    assert max(sizes) - min(sizes) <= 1


def test_another_runs_batches_are_not_in_it(store, plan, start_run):
    plan(1, 1)
    assert store.strips.strip(99, 100) == []
