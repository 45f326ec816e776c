"""A worker does what there is to do, and survives what it meets."""

import pytest

from mcsync.engine.queue import Queue
from mcsync.engine.worker import Pulse, Worker, new_owner
from mcsync.errors import SettingsError, StoreError
from mcsync.outcome import Request, RunKind
from tests.faults.stage import until

ZOE = "zoe@shop.example"


@pytest.fixture
def worker(bench):
    bench.shop.add({ZOE: "yes"})
    return Worker(bench.store, bench.doors)


def test_it_does_all_that_waits_addresses_first(bench, worker):
    whole, one = bench.start(), bench.start(RunKind.ADDRESS, address=ZOE)
    worker.work_off()
    assert bench.outcomes(one) == {ZOE: ("created", None)}
    assert bench.outcomes(whole) == {}
    assert [bench.store.runs.get(run).state for run in (whole, one)] == ["done", "done"]


def test_it_can_be_told_to_do_one_run_only(bench, worker):
    whole, one = bench.start(), bench.start(RunKind.ADDRESS, address=ZOE)
    worker.work_off(whole)
    assert [bench.store.runs.get(run).state for run in (whole, one)] == ["done", "done"]
    dry = bench.start(RunKind.DRY_RUN), bench.start(RunKind.DRY_RUN)
    worker.work_off(dry[1])
    assert [bench.store.runs.get(run).state for run in dry] == ["waiting", "done"]


def test_settings_that_cannot_be_used_fail_the_run_with_their_sentence(bench):
    def unusable():
        raise SettingsError

    run = bench.start()
    Worker(bench.store, unusable).work_off()
    assert bench.store.runs.get(run).state == "failed"
    assert "Correct it" in bench.store.runs.get(run).problem


def test_a_store_that_does_not_answer_leaves_the_run_for_later(bench):
    def unreadable():
        raise StoreError

    run = bench.start()
    Worker(bench.store, unreadable).work_off()
    assert bench.store.runs.get(run).state == "waiting"


def test_a_run_that_is_cancelled_under_its_eyes_stays_cancelled(bench):
    run = bench.start()

    def cancelled_meanwhile():
        bench.store.runs.ask(run, Request.CANCEL)
        raise SettingsError

    Worker(bench.store, cancelled_meanwhile).work_off()
    assert bench.store.runs.get(run).state == "cancelled"


def test_a_run_whose_key_another_has_is_tried_once_a_round(bench, worker):
    run, other = bench.start(), bench.open_store()
    other.leases.acquire("the key", "two")
    worker.work_off()
    assert bench.store.runs.get(run).state == "waiting"


def test_no_two_workers_have_one_name():
    assert len({new_owner() for _ in range(1000)}) == 1000


def test_the_pulse_finds_work_at_once_and_signs_off(bench, worker, tmp_path):
    queue, woken = Queue("", tmp_path), []
    queue.submit = woken.append
    run = bench.start()
    pulse = Pulse(bench.store, worker, queue)
    pulse.start()
    until(lambda: woken == [run], "it submits the run")
    assert bench.store.leases.silent_for() == 0
    pulse.stop()
    assert bench.store.leases.silent_for() is None


def test_a_queue_of_an_unknown_kind_is_refused(tmp_path):
    with pytest.raises(SettingsError, match="redis://"):
        Queue("amqp://somewhere", tmp_path)


def test_what_was_submitted_wakes_who_subscribed(tmp_path):
    queue, woken = Queue("", tmp_path), []
    queue.subscribe(lambda: woken.append(True))
    queue.submit(7)
    queue.huey.execute(queue.huey.dequeue())
    assert woken == [True]


def test_nobody_else_may_read_the_file_of_the_queue(tmp_path):
    Queue("", tmp_path).submit(7)
    assert {path.name: f"{path.stat().st_mode & 0o777:o}" for path in tmp_path.glob("queue.sqlite")} == {"queue.sqlite": "600"}
