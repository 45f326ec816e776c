"""The lease while a job speaks: held, lost, out of date."""

import threading

import pytest

from mcsync.engine.holding import Holding
from mcsync.errors import LeaseLostError
from tests.faults.stage import until


@pytest.fixture
def leases(bench):
    return bench.store.leases


def test_one_holds_it_and_another_does_not_get_it(bench, leases):
    with Holding(leases, "key", "one") as held:
        held.check()
        with pytest.raises(LeaseLostError), Holding(bench.open_store().leases, "key", "two"):
            pytest.fail("two have it")
    with Holding(leases, "key", "two") as held:
        held.check()


def test_whoever_was_frozen_does_not_speak_on_waking(leases):
    now, leases.beat = [0.0], 3600.0
    with Holding(leases, "key", "one", lambda: now[0]) as held:
        now[0] = leases.seconds * 0.79
        held.check()
        now[0] = leases.seconds * 0.81
        with pytest.raises(LeaseLostError):
            held.check()


def test_a_lease_that_another_took_is_lost_for_good(start_bench):
    bench = start_bench(lease=0.5)
    other = bench.open_store().leases
    with Holding(bench.store.leases, "key", "one") as held:
        until(lambda: _is_taken(bench, other), "the other takes it")
        until(lambda: held._renewed == float("-inf"), "the first notices")
        other.release("key", "two")
        # The lease is free again, and the first one must not speak all the same: it does not know what was done meanwhile.
        assert _is_lost(held)


def _is_taken(bench, other):
    """An hour later; but the first may renew it in this very moment."""
    bench.clock.now += 3600
    return other.acquire("key", "two")


@pytest.mark.parametrize("jump", [-86_400, 86_400])
def test_a_clock_that_jumps_does_not_take_the_lease_from_who_renews_it(start_bench, jump):
    bench = start_bench(lease=0.5)
    renewed = threading.Event()
    with Holding(bench.store.leases, "key", "one") as held:
        bench.clock.now += jump
        until(lambda: _expiry(bench) == bench.clock.now + 0.5, "it is renewed by the new clock")
        renewed.set()
        with pytest.raises(LeaseLostError), Holding(bench.open_store().leases, "key", "two"):
            pytest.fail("two have it")
        until(lambda: not _is_lost(held), "it may speak")


def test_a_store_that_cannot_be_written_for_long_ends_the_right_to_speak(start_bench):
    bench = start_bench(lease=0.5)
    with Holding(bench.store.leases, "key", "one") as held:
        with bench.store.database.writing():
            until(lambda: _is_lost(held), "the lease is out of date")
        until(lambda: not _is_lost(held), "it is renewed once the store can be written again")


def _is_lost(held):
    try:
        held.check()
    except LeaseLostError:
        return True
    return False


def _expiry(bench):
    with bench.store.database.reading() as connection:
        return connection.exec_driver_sql("SELECT expires_at FROM lease").scalar()
