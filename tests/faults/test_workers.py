"""What may befall the workers themselves: killed at each step, frozen, two at once, out of disk, out of the store."""

import signal
import threading
import time

import pytest

from tests.faults.stage import addresses, until

PEOPLE = addresses(60)


@pytest.fixture
def filled(stage):
    stage.shop.add(dict.fromkeys(PEOPLE, "yes"))
    return stage


def must_be_done(stage, run, again=frozenset(), *, hanging=0):
    """All are there, and only these were sent twice, which is written down; so many calls of a worker that died hang on."""
    stage.finish(run)
    assert stage.statuses(PEOPLE) == dict.fromkeys(PEOPLE, "subscribed")
    assert {outcome for outcome, _ in stage.outcomes(run).values()} == {"created"}
    assert {address for address, times in stage.sandbox.sent().items() if times > 1} == set(again)
    assert max(stage.sandbox.sent().values()) <= 2
    assert set(again) <= stage.sent_again(run)
    assert not stage.sandbox.stats()["over_limit"]
    assert stage.sandbox.stats()["max_in_flight"] <= 4 + hanging


def of_batches(stage, run, numbers):
    question = (
        f"SELECT address FROM item JOIN address ON address.id = address_id WHERE run_id = ? AND batch IN ({','.join('?' * len(numbers))})"
    )
    return {address for (address,) in stage.ask(question, run, *numbers)}


def test_killed_while_it_plans(filled):
    # Nothing is answered, so that it cannot come to an end with planning before it is killed.
    run = filled.export()
    filled.sandbox.order_faults("hang")
    worker = filled.start_worker()
    until(lambda: filled.sandbox.stats()["in_flight"] == 3, "it asks for the audience", filled)
    assert filled.state(run) == "planning"
    filled.kill(worker)
    filled.sandbox.order_faults()
    assert filled.sandbox.sent() == {}
    filled.end_lease(hanging=3)
    filled.start_worker()
    must_be_done(filled, run, hanging=3)


def test_killed_after_the_claim_before_mailchimp_did_anything(filled):
    filled.sandbox.order_faults("batch:hang")
    run = filled.export()
    worker = filled.start_worker()
    until(lambda: filled.sandbox.stats()["batch_calls"] == 4, "four batches hang", filled)
    flying = filled.in_flight(run)
    filled.kill(worker)
    filled.sandbox.order_faults()
    # Four hang, and behind them others stand ready, of which nobody can know afterwards that they were not sent.
    assert len(flying) >= 4
    assert filled.sandbox.sent() == {}
    filled.end_lease(hanging=4)
    filled.start_worker()
    filled.finish(run)
    assert filled.sandbox.sent() == dict.fromkeys(PEOPLE, 1)
    assert filled.sent_again(run) == of_batches(filled, run, flying)


def test_killed_after_mailchimp_did_it_before_the_answer(filled):
    filled.sandbox.order_faults("batch:hang-after")
    run = filled.export()
    worker = filled.start_worker()
    until(lambda: len(filled.sandbox.sent()) == 40, "four batches were carried out", filled)
    flying = filled.in_flight(run)
    filled.kill(worker)
    filled.sandbox.order_faults()
    assert filled.settled(run) == 0
    again = of_batches(filled, run, flying) & filled.sandbox.sent().keys()
    assert len(again) == 40
    filled.end_lease(hanging=4)
    filled.start_worker()
    must_be_done(filled, run, again, hanging=4)


def test_killed_after_the_answer_before_it_was_written_down(filled):
    # Two of six are held until nothing can be written down any more.
    filled.sandbox.hold(after=4)
    run = filled.export()
    worker = filled.start_worker()
    until(lambda: filled.settled(run) == 4 and filled.sandbox.stats()["in_flight"] == 2, "it sends", filled)
    with filled.store_locked():
        filled.sandbox.let_go()
        until(lambda: filled.sandbox.stats()["in_flight"] == 0, "all answers are there", filled)
        flying = filled.in_flight(run)
        filled.kill(worker)
    again = of_batches(filled, run, flying) & filled.sandbox.sent().keys()
    assert len(again) == 20
    filled.end_lease()
    filled.start_worker()
    must_be_done(filled, run, again)


def test_killed_when_everything_is_settled_but_the_run_is_not_ended(filled):
    filled.sandbox.hold(after=5)
    run = filled.export()
    worker = filled.start_worker()
    until(lambda: filled.settled(run) == 5, "one batch is left", filled)
    # The first call from now on is that batch; the second begins the reading back, and is never answered.
    filled.sandbox.order_faults("hang@2")
    filled.sandbox.let_go()
    until(lambda: filled.settled(run) == 6, "all is settled", filled)
    filled.kill(worker)
    filled.sandbox.order_faults()
    assert filled.state(run) == "sending"
    filled.end_lease(hanging=1)
    filled.start_worker()
    must_be_done(filled, run, hanging=1)


def test_a_worker_that_was_frozen_longer_than_its_lease_does_not_send_on_waking(start_stage):
    filled = start_stage(latency=0.03)
    filled.shop.add(dict.fromkeys(PEOPLE, "yes"))
    filled.sandbox.hold(after=8)
    run = filled.export(batch_size=2)
    frozen = filled.start_worker()
    until(lambda: filled.settled(run) >= 4 and filled.sandbox.stats()["in_flight"] == 4, "it sends", filled)
    freeze(filled, frozen)
    flying = filled.in_flight(run)
    again = of_batches(filled, run, flying)
    # What it had begun is over at Mailchimp before its lease is, as with any call that does not take longer than a lease.
    filled.sandbox.let_go()
    until(lambda: filled.sandbox.stats()["in_flight"] == 0, "its calls are over", filled)
    filled.sandbox.hold()
    other = filled.start_worker()
    until(lambda: filled.in_flight(run, other), "the other has taken over", filled)
    frozen.send_signal(signal.SIGCONT)
    filled.sandbox.let_go()
    filled.finish(run)
    assert filled.statuses(PEOPLE) == dict.fromkeys(PEOPLE, "subscribed")
    assert {address for address, times in filled.sandbox.sent().items() if times > 1} <= again
    assert max(filled.sandbox.sent().values()) <= 2
    assert filled.sandbox.stats()["max_in_flight"] <= 4


def freeze(stage, worker):
    """Stop it outside a transaction: frozen inside one, it would keep SQLite's lock, and nobody could take over until it wakes."""

    def is_frozen_and_holds_nothing():
        worker.send_signal(signal.SIGSTOP)
        if stage.can_be_written():
            return True
        worker.send_signal(signal.SIGCONT)
        return False

    until(is_frozen_and_holds_nothing, "it is frozen", stage)


def test_two_workers_share_the_runs_and_never_the_connections(filled):
    run = filled.export(batch_size=3)
    joined = filled.service.export("somebody else", batch_size=7)
    assert (joined.run, joined.joined) == (run, True)
    filled.start_worker()
    filled.start_worker()
    must_be_done(filled, run)


def test_a_locked_store_is_waited_for(start_stage):
    filled = start_stage(latency=0.03, environment={"MCSYNC_LEASE_SECONDS": "1"})
    filled.shop.add(dict.fromkeys(PEOPLE, "yes"))
    filled.sandbox.hold(after=2)
    run = filled.export(batch_size=5)
    filled.start_worker()
    until(lambda: filled.settled(run) >= 2, "it sends", filled)
    with filled.store_locked():
        filled.sandbox.let_go()
        until(lambda: filled.sandbox.stats()["in_flight"] == 0, "all answers are there", filled)
        claims = filled.ask("SELECT sum(tries) FROM batch WHERE run_id = ?", run)[0][0]
        # Longer than the lease: what it could not write down it must not go on with either.
        assert_for(1.5, lambda: filled.sandbox.stats()["batch_calls"] <= claims)
    filled.finish(run)
    assert filled.statuses(PEOPLE) == dict.fromkeys(PEOPLE, "subscribed")
    assert {address for address, times in filled.sandbox.sent().items() if times > 1} <= filled.sent_again(run)


def test_a_full_disk_loses_nothing(start_stage):
    stage = start_stage(latency=0.01, environment={"MCSYNC_LEASE_SECONDS": "2"})
    people = addresses(1500)
    stage.shop.add(dict.fromkeys(people, "yes"))
    run = stage.export(batch_size=50)
    # The store's files come to about a megabyte; no file may grow beyond half of it.
    worker = stage.start_worker(largest_file=600_000)
    until(lambda: "waits for the store" in stage.log, "the disk is full", stage)
    assert stage.state(run) in {"planning", "sending"}
    stage.kill(worker)
    stage.end_lease()
    stage.start_worker()
    stage.finish(run)
    assert stage.statuses(people) == dict.fromkeys(people, "subscribed")
    assert {address for address, times in stage.sandbox.sent().items() if times > 1} <= stage.sent_again(run)


def test_pause_resume_and_cancel_are_obeyed_between_two_batches(filled):
    # Held, so that the run cannot end before it is asked to.
    filled.sandbox.hold(after=4)
    run = filled.export(batch_size=2)
    filled.start_worker()
    until(lambda: filled.settled(run) >= 4, "it sends", filled)
    filled.service.pause(run, "test")
    filled.sandbox.let_go()
    filled.finish(run, "paused")
    assert filled.in_flight(run) == set()
    sent = filled.sandbox.sent()
    assert len(sent) == 2 * filled.settled(run)
    filled.sandbox.hold(after=1)
    filled.service.resume(run, "test")
    until(lambda: len(filled.sandbox.sent()) > len(sent), "it goes on", filled)
    filled.service.cancel(run, "test")
    filled.sandbox.let_go()
    filled.finish(run, "cancelled")
    sent = filled.sandbox.sent()
    assert len(sent) == 2 * filled.settled(run) < len(PEOPLE)
    assert set(sent.values()) == {1}
    rest = filled.export()
    must_be_done_with_the_rest(filled, rest, len(PEOPLE) - len(sent))


def must_be_done_with_the_rest(stage, run, count):
    stage.finish(run)
    assert len(stage.outcomes(run)) == count
    assert stage.sandbox.sent() == dict.fromkeys(PEOPLE, 1)


def assert_for(seconds, true):
    """Something stays so; the one place where waiting is the point."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        assert true()
        threading.Event().wait(0.05)


def test_what_changes_in_the_shop_during_a_run_is_followed_by_the_next(filled):
    filled.service.change({"automatic": "no"}, "test")
    filled.sandbox.hold(after=2)
    run = filled.export(batch_size=3)
    filled.start_worker()
    until(lambda: filled.settled(run) >= 1, "it sends", filled)
    edited, deleted, left, renamed = PEOPLE[-4:]
    filled.shop.change(edited, email="edited@shop.example")
    filled.shop.delete(deleted)
    filled.shop.change(left, consent="left")
    filled.shop.change(renamed, name="Max")
    filled.sandbox.let_go()
    filled.finish(run)
    assert filled.statuses(PEOPLE) == dict.fromkeys(PEOPLE, "subscribed")
    again = filled.export()
    filled.finish(again)
    assert filled.outcomes(again) == {
        "edited@shop.example": ("created", None),
        edited: ("updated", None),
        deleted: ("updated", None),
        left: ("updated", None),
        renamed: ("updated", None),
    }
    assert filled.statuses([edited, deleted, left, renamed, "edited@shop.example"]) == {
        edited: "unsubscribed",
        deleted: "unsubscribed",
        left: "unsubscribed",
        renamed: "subscribed",
        "edited@shop.example": "subscribed",
    }
    assert filled.sandbox.members()[renamed]["merge_fields"]["FNAME"] == "Max"
