"""One run from waiting to its end, and everything that may end it before."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle

import pytest

from mcsync.engine.job import Job
from mcsync.errors import LeaseLostError, StoreError
from mcsync.outcome import Request, RunKind, RunState
from mcsync.shop import open_prestashop
from tests.faults.stage import addresses
from tests.fixtures.command import until
from tests.fixtures.mariadb import READER_PASSWORD
from tests.fixtures.prestashop import ShopTables, customer_row

ZOE, MAX = "zoe@shop.example", "max@shop.example"


class Interrupted:
    """The shop, with something that happens once so many rows were read."""

    def __init__(self, bench, after, happens, shop=None) -> None:
        self._shop = shop or open_prestashop(f"sqlite:///{bench.shop.path}", "ps_", page_rows=500)
        self._after, self._happens = after, happens

    def users(self):
        for number, user in enumerate(self._shop.users()):
            if number == self._after:
                self._happens()
            yield user

    def __getattr__(self, name):
        return getattr(self._shop, name)


def planned(bench, run):
    with bench.store.database.reading() as connection:
        return connection.exec_driver_sql("SELECT count(*) FROM item WHERE run_id = ?", (run,)).scalar()


@pytest.mark.parametrize(("request_", "state"), [(Request.PAUSE, "paused"), (Request.CANCEL, "cancelled")])
def test_planning_stops_when_someone_asks(bench, request_, state):
    bench.shop.add(dict.fromkeys(addresses(2500), "yes"))
    run = bench.start(batch_size=100)
    bench.do(run, shop=lambda: Interrupted(bench, 1500, lambda: bench.store.runs.ask(run, request_)))
    assert bench.store.runs.get(run).state == state
    assert bench.sandbox.stats()["batch_calls"] == 0
    assert planned(bench, run) < 2500


def test_a_plan_that_was_interrupted_is_made_anew(bench):
    bench.shop.add(dict.fromkeys(addresses(2500), "yes"))
    run = bench.start(batch_size=500)
    bench.do(run, shop=lambda: Interrupted(bench, 1500, lambda: bench.store.runs.ask(run, Request.PAUSE)))
    bench.shop.delete(addresses(1)[0])
    bench.store.runs.resume(run)
    assert bench.do(run).state == "done"
    assert Counter(outcome for outcome, _ in bench.outcomes(run).values()) == {"created": 2499}


def test_planning_stops_when_the_lease_is_gone_and_another_takes_over(start_bench):
    bench = start_bench(lease=5)
    bench.shop.add(dict.fromkeys(addresses(1200), "yes"))
    run, other = bench.start(batch_size=500), bench.open_store(lease=9)

    def an_hour_later():
        bench.clock.now += 3600
        return other.leases.acquire("the key", "two")

    def taken_over():
        # The first may renew it in the very moment in which the hour is over.
        until(an_hour_later)
        until(lambda: "lease the key" not in {thread.name for thread in threading.enumerate()})

    bench.do(run, shop=lambda: Interrupted(bench, 1100, taken_over))
    assert bench.store.runs.get(run).state == "planning"
    assert bench.sandbox.stats()["batch_calls"] == 0
    assert bench.do(run, store=other, owner="two").state == "done"
    assert Counter(outcome for outcome, _ in bench.outcomes(run).values()) == {"created": 1200}


def test_a_shop_that_goes_away_in_the_middle_fails_the_run_with_its_sentence(bench):
    bench.shop.add(dict.fromkeys(addresses(1200), "yes"))
    run = bench.start()
    bench.do(run, shop=lambda: Interrupted(bench, 700, lambda: bench.shop.rename_table("ps_customer", "gone")))
    row = bench.store.runs.get(run)
    assert row.state == "failed"
    assert "shop" in row.problem.lower()
    assert bench.sandbox.stats()["batch_calls"] == 0
    bench.shop.rename_table("gone", "ps_customer")
    bench.store.runs.resume(run)
    assert bench.do(run).state == "done"
    assert set(bench.statuses(addresses(1200)).values()) == {"subscribed"}


@pytest.mark.parametrize(
    ("fault", "mended", "words"),
    [
        ("batch:key-revoked@2", lambda sandbox: sandbox.revoke_key(revoke=False), "does not accept this API key"),
        ("batch:audience-deleted@2", lambda sandbox: sandbox.delete_audience(delete=False), "no longer exists in Mailchimp"),
        ("batch:disabled@2", lambda _: None, "may not do that in Mailchimp"),
    ],
)
def test_what_a_person_must_solve_stops_the_run_at_once_and_it_can_be_resumed(bench, fault, mended, words):
    bench.shop.add(dict.fromkeys(addresses(50), "yes"))
    bench.sandbox.order_faults(fault)
    run = bench.export(batch_size=5, connections=1)
    assert run.state == "failed"
    assert words in run.problem
    assert bench.sandbox.stats()["batch_calls"] == 2
    bench.sandbox.order_faults()
    mended(bench.sandbox)
    bench.store.runs.resume(run.id)
    assert bench.do(run.id).state == "done"
    assert bench.sandbox.sent() == dict.fromkeys(addresses(50), 1)


def test_after_a_take_over_nothing_is_asked_twice_at_once_before_mailchimp_has_answered(bench):
    """The calls of a worker that died may still be under way there, and hold all the connections that we may have."""
    bench.shop.add(dict.fromkeys(addresses(20), "yes"))
    bench.sandbox.order_faults("batch:disabled")
    run = bench.export(batch_size=5)
    bench.store.runs.resume(run.id)
    assert bench.store.batches.claim(run.id, "dead")
    bench.sandbox.order_faults("slow:0.1")
    bench.sandbox.hold()
    before = bench.sandbox.stats()["batch_calls"]
    bench.sandbox.desk.slots.max_in_flight = 0
    with ThreadPoolExecutor(1) as worker:
        going = worker.submit(bench.do, run.id)
        until(lambda: bench.sandbox.stats()["batch_calls"] > before or going.done())
        at_once = bench.sandbox.stats()["max_in_flight"]
        bench.sandbox.let_go()
        assert going.result().state == "done"
    assert at_once == 1


def test_a_run_that_could_not_begin_says_that_it_must_be_resumed(bench):
    bench.shop.add({ZOE: "yes"})
    bench.sandbox.order_faults("500")
    run = bench.export()
    assert run.state == "failed"
    assert "then resume" in run.problem
    assert "by itself" not in run.problem
    bench.sandbox.order_faults()
    bench.store.runs.resume(run.id)
    assert bench.do(run.id).state == "done"


def test_a_dry_run_sends_nothing_and_lists_what_would_happen(bench):
    bench.shop.add({ZOE: "yes", MAX: "left", "eve@shop.example": "yes", "tom@shop.example": "yes"})
    bench.put("subscribed", MAX, "tom@shop.example")
    bench.put("cleaned", "eve@shop.example")
    run = bench.export(kind=RunKind.DRY_RUN)
    assert run.state == "done"
    assert {one["address"]: one["effect"] for one in bench.store.history.people(run.id)} == {
        ZOE: "add",
        MAX: "unsubscribe",
        "eve@shop.example": "leave",
        "tom@shop.example": "update",
    }
    assert bench.sandbox.stats()["batch_calls"] == 0
    assert bench.store.history.progress(run.id).batches == 0


def test_a_run_for_one_address_does_not_wait_for_the_end_of_a_long_one(bench):
    bench.shop.add({**dict.fromkeys(addresses(60), "yes"), "zzz@shop.example": "yes"})
    long, order = bench.start(batch_size=5, connections=1), []
    claim = bench.store.batches.claim

    def claim_and_tell(run, owner):
        if order.count(long) == 3 and len(set(order)) == 1:
            bench.start(RunKind.ADDRESS, address="zzz@shop.example")
        batch = claim(run, owner)
        order.append(run)
        return batch

    bench.store.batches.claim = claim_and_tell
    bench.do(long)
    short = next(run for run in order if run != long)
    assert bench.store.runs.get(short).state == "done"
    assert bench.store.runs.get(long).state == "done"
    assert order.index(short) <= 5
    assert bench.outcomes(short) == {"zzz@shop.example": ("created", None)}
    assert bench.outcomes(long)["zzz@shop.example"] == ("left_alone", "already_there")


def test_a_run_that_was_paused_since_it_was_found_is_not_gone_on_with(bench):
    bench.shop.add({ZOE: "yes"})
    run = bench.start()
    found = bench.store.runs.get(run)
    bench.store.runs.become(run, RunState.PLANNING)
    bench.store.runs.become(run, RunState.PAUSED)
    Job(bench.store, bench.doors(), "one").do(found)
    assert bench.store.runs.get(run).state == "paused"
    assert bench.sandbox.stats()["calls"] == 0


@pytest.mark.parametrize("ended", ["done", "cancelled"])
def test_a_run_that_ended_since_it_was_found_stays_ended(bench, ended):
    bench.shop.add({ZOE: "yes"})
    run = bench.start()
    found = bench.store.runs.get(run)
    if ended == "done":
        bench.do(run)
    else:
        bench.store.runs.ask(run, Request.CANCEL)
    Job(bench.store, bench.doors(), "two").do(found)
    assert bench.store.runs.get(run).state == ended
    assert bench.store.runs.get(run).problem is None


def test_a_run_that_is_cancelled_while_its_audience_is_asked_for_stays_cancelled(bench):
    bench.shop.add({ZOE: "yes"})
    run = bench.start()
    audience = bench.mailchimp.audience

    def cancelled_meanwhile(number):
        bench.store.runs.ask(run, Request.CANCEL)
        return audience(number)

    bench.mailchimp.audience = cancelled_meanwhile
    assert bench.do(run).state == "cancelled"
    assert bench.sandbox.stats()["batch_calls"] == 0


def test_a_bug_fails_the_run_and_not_the_worker(bench, caplog):
    bench.shop.add({ZOE: "yes"})
    run = bench.start()

    def broken():
        raise ZeroDivisionError

    assert bench.do(run, shop=broken).state == "failed"
    assert "met a bug" in caplog.text
    bench.store.runs.resume(run)
    assert bench.do(run).state == "done"


def test_only_one_of_two_workers_gets_a_run(bench):
    bench.shop.add({ZOE: "yes"})
    run, other = bench.start(), bench.open_store()
    assert other.leases.acquire("the key", "two")
    assert bench.do(run).state == "waiting"
    assert bench.sandbox.stats()["calls"] == 0
    other.leases.release("the key", "two")
    assert bench.do(run).state == "done"


def test_the_lease_is_free_again_after_a_run(bench):
    bench.shop.add({ZOE: "yes"})
    bench.export()
    assert bench.open_store().leases.acquire("the key", "two")


def test_a_clock_that_jumps_while_batches_fly_changes_nothing(bench):
    people = addresses(60)
    bench.shop.add(dict.fromkeys(people, "yes"))
    send, jumps = bench.mailchimp.send, cycle((86_400, -2 * 86_400, 86_400))

    def send_in_another_time(*what):
        bench.clock.now += next(jumps)
        # The heartbeat, which comes every few seconds, comes now.
        assert bench.store.leases.acquire("the key", "one")
        return send(*what)

    bench.mailchimp.send = send_in_another_time
    run = bench.export(batch_size=3)
    assert run.state == "done"
    assert set(bench.outcomes(run.id).values()) == {("created", None)}
    assert bench.sandbox.sent() == dict.fromkeys(people, 1)


def test_a_database_that_goes_away_in_the_middle_fails_the_run_and_it_is_resumed_when_it_is_back(bench, mariadb, database):
    tables = ShopTables(database=database).create()
    people = addresses(1200)
    tables.write("ps_customer", [customer_row(email=address, newsletter=1) for address in people])

    def shop():
        return open_prestashop(database.url, "ps_", page_rows=500)

    run = bench.start(batch_size=500)
    bench.do(run, shop=lambda: Interrupted(bench, 700, mariadb.stop, shop()))
    try:
        row = bench.store.runs.get(run)
        assert row.state == "failed"
        assert "database does not answer" in row.problem or "connection" in row.problem
        assert READER_PASSWORD not in row.problem
        assert bench.sandbox.stats()["batch_calls"] == 0
    finally:
        mariadb.start()
    bench.store.runs.resume(run)
    assert bench.do(run, shop=shop).state == "done"
    assert set(bench.statuses(people).values()) == {"subscribed"}


@pytest.mark.parametrize("room", [8, 15])
def test_a_full_disk_stops_the_run_where_it_is_and_it_goes_on_later(bench, room):
    bench.shop.add(dict.fromkeys(addresses(400), "yes"))
    run = bench.start(batch_size=20, connections=1)
    with bench.store.database.reading() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    bench.limit_store_to(pages + room)
    with pytest.raises(StoreError, match="room"):
        bench.do(run)
    bench.limit_store_to(0)
    assert bench.store.runs.get(run).state in {"planning", "sending"}
    assert bench.do(run).state == "done"
    assert set(bench.statuses(addresses(400)).values()) == {"subscribed"}


def test_lost_leases_are_nothing_to_report(bench):
    bench.shop.add({ZOE: "yes"})

    def lost():
        raise LeaseLostError

    run = bench.start()
    assert bench.do(run, shop=lost).state == "planning"
