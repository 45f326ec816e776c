"""One worker a key, by the database's word; and who is alive."""

import threading
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import event

from mcsync.store.database import Database
from mcsync.store.leases import FORGOTTEN_AFTER, LEASE_SECONDS, Leases

KEY = "mailchimp-1"


def test_a_lease_has_one_owner_who_may_keep_it(store):
    assert store.leases.acquire(KEY, "a")
    assert store.leases.acquire(KEY, "a")
    assert not store.leases.acquire(KEY, "b")
    assert store.leases.acquire("mailchimp-2", "b")


def test_whether_somebody_has_a_lease_can_be_asked_without_taking_it(store, clock):
    assert not store.leases.is_held(KEY)
    store.leases.acquire(KEY, "a")
    assert store.leases.is_held(KEY)
    assert not store.leases.is_held("mailchimp-2")
    clock.now += LEASE_SECONDS + 0.001
    assert not store.leases.is_held(KEY)


def test_a_lease_is_free_when_it_has_lapsed_and_not_before(store, clock):
    store.leases.acquire(KEY, "a")
    clock.now += LEASE_SECONDS
    assert not store.leases.acquire(KEY, "b")
    clock.now += 0.001
    assert store.leases.acquire(KEY, "b")
    assert not store.leases.acquire(KEY, "a")


def test_somebody_before_a_page_is_there_as_long_as_a_lease_lasts(store, clock):
    store.leases.acquire(KEY, "a")
    assert not store.leases.is_visited(KEY)
    store.leases.visit(KEY)
    clock.now += LEASE_SECONDS - 1
    store.leases.visit(KEY)
    assert store.leases.acquire(KEY, "a")
    clock.now += LEASE_SECONDS - 1
    assert store.leases.is_visited(KEY)
    assert not store.leases.is_visited("mailchimp-2")
    clock.now += 2
    assert not store.leases.is_visited(KEY)


def test_renewing_makes_it_last(store, clock):
    for _ in range(10):
        assert store.leases.acquire(KEY, "a")
        clock.now += LEASE_SECONDS * 0.9
        assert not store.leases.acquire(KEY, "b")


def test_a_lease_given_back_is_free_at_once(store):
    store.leases.acquire(KEY, "a")
    store.leases.release(KEY, "b")
    assert not store.leases.acquire(KEY, "b")
    store.leases.release(KEY, "a")
    assert store.leases.acquire(KEY, "b")


def test_a_clock_put_back_by_hours_does_not_lock_everybody_out(store, clock):
    store.leases.acquire(KEY, "a")
    clock.now -= 7200
    assert store.leases.acquire(KEY, "b")


def test_a_worker_whose_clock_is_a_little_behind_does_not_take_a_fresh_lease(store, clock):
    store.leases.acquire(KEY, "a")
    clock.now -= 1
    assert not store.leases.acquire(KEY, "b")


def test_who_waited_for_another_writer_judges_by_the_time_when_it_was_its_turn(store_url):
    """Read before its turn, the clock could make another's fresh lease look like one from the future."""
    turns, asked = [], []
    database = Database(store_url, lambda: asked.append(bool(turns)) or 0.0)
    event.listen(database.engine, "begin", turns.append)
    Leases(database).acquire(KEY, "a")
    database.close()
    assert asked == [True]


def test_of_many_who_ask_at_once_one_gets_it(open_store):
    stores = [open_store() for _ in range(4)]
    barrier = threading.Barrier(4)

    def ask(number):
        barrier.wait()
        return stores[number].leases.acquire(KEY, f"worker {number}")

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(ask, range(4))) == 1


def test_the_beat_leaves_room_for_several_misses(store):
    assert store.leases.beat * 5 == store.leases.seconds == LEASE_SECONDS


def test_a_sign_of_life_is_remembered_until_the_worker_goes_home(store, clock):
    assert store.leases.silent_for() is None
    store.leases.sign_of_life("a")
    clock.now += 7
    assert store.leases.silent_for() == 7
    store.leases.sign_of_life("b")
    assert store.leases.silent_for() == 0
    store.leases.sign_off("b")
    assert store.leases.silent_for() == 7
    store.leases.sign_off("a")
    assert store.leases.silent_for() is None


def test_a_clock_put_back_makes_no_negative_silence(store, clock):
    store.leases.sign_of_life("a")
    clock.now -= 100
    assert store.leases.silent_for() == 0


def test_workers_that_died_without_a_word_are_forgotten_after_a_day(store, clock):
    store.leases.sign_of_life("dead")
    clock.now += FORGOTTEN_AFTER + 1
    store.leases.sign_of_life("alive")
    store.leases.sign_off("alive")
    assert store.leases.silent_for() is None


def test_without_a_clock_of_its_own_the_store_asks_the_one_that_all_workers_share(store_url):
    database = Database(store_url)
    with database.reading() as connection:
        assert abs(database.shared_now(connection) - database.now()) < 60
    assert Leases(database).acquire(KEY, "a")
    database.close()
