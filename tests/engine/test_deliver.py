"""One batch and its answer, with every person in a state that nobody had planned for."""

import time
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest

from mcsync.engine.deliver import LOOK_EVERY, ONE_BY_ONE_MAX, TRIES_MAX
from mcsync.errors import LeaseLostError, MailchimpUnavailableError
from tests.faults.stage import addresses

ZOE = "zoe@shop.example"


def test_who_appears_between_the_reading_and_the_sending_is_left_alone(bench):
    bench.shop.add({ZOE: "yes"})
    bench.put("unsubscribed", ZOE, when={"batch_call": 1})
    run = bench.export()
    assert bench.outcomes(run.id) == {ZOE: ("left_alone", "left_there")}
    assert bench.statuses([ZOE]) == {ZOE: "unsubscribed"}


def test_many_who_appear_at_once_are_looked_up_together(bench):
    people = addresses(ONE_BY_ONE_MAX + 5)
    bench.shop.add(dict.fromkeys(people, "yes"))
    bench.put("transactional", *people, when={"batch_call": 1})
    run = bench.export(batch_size=100)
    assert set(bench.outcomes(run.id).values()) == {("left_alone", "already_there")}
    assert bench.sandbox.stats()["by_path"].get("GET /lists/*/members/*", 0) == 0


@pytest.mark.parametrize(
    ("there", "consent", "meanwhile", "outcome"),
    [
        ("transactional", "yes", "unsubscribed", ("left_alone", "left_there")),
        ("transactional", "yes", "archived", ("left_alone", "left_there")),
        ("transactional", "yes", "cleaned", ("left_alone", "left_there")),
        ("subscribed", "left", "cleaned", ("left_alone", "left_there")),
        ("subscribed", "left", "archived", ("left_alone", "left_there")),
    ],
)
def test_whoever_leaves_after_the_reading_is_not_moved(bench, there, consent, meanwhile, outcome):
    bench.shop.add({ZOE: consent})
    bench.put(there, ZOE)
    # The reading lists everybody, then the archived: after that comes the plan, and the look before the move.
    bench.put(meanwhile, ZOE, when={"after_read": True})
    run = bench.export()
    assert bench.outcomes(run.id).get(ZOE, outcome) == outcome
    assert bench.statuses([ZOE]) == {ZOE: meanwhile}
    assert bench.sandbox.stats()["batch_calls"] == 0


def test_a_run_that_was_paused_for_long_finds_who_was_archived_meanwhile(bench):
    bench.shop.add({ZOE: "yes", "max@shop.example": "yes"})
    bench.sandbox.order_faults("batch:disabled")
    run = bench.export()
    assert run.state == "failed"
    bench.sandbox.order_faults()
    bench.put("archived", ZOE)
    bench.store.runs.resume(run.id)
    bench.do(run.id)
    assert bench.outcomes(run.id) == {ZOE: ("left_alone", "left_there"), "max@shop.example": ("created", None)}
    assert bench.statuses([ZOE]) == {ZOE: "archived"}


def test_a_long_run_looks_now_and_then_who_has_left(bench):
    bench.shop.add(dict.fromkeys(addresses(3), "yes"))
    courier, batches = bench.courier_of_a_plan(batch_size=1)
    courier.deliver(batches[0])
    assert bench.listings() == 0
    bench.put("archived", *addresses(3))
    bench.clock.now += LOOK_EVERY + 1
    assert [one.outcome for one in courier.deliver(batches[1]).settled] == ["left_alone"]
    assert bench.listings() == 3
    assert [one.cause for one in courier.deliver(batches[2]).settled] == ["left_there"]
    assert bench.listings() == 3


def test_batches_that_come_together_share_a_look(bench):
    people = addresses(4)
    bench.shop.add(dict.fromkeys(people, "yes"))
    bench.put("transactional", *people)
    courier, batches = bench.courier_of_a_plan(batch_size=1, clock=time.monotonic)
    with ThreadPoolExecutor(4) as pool:
        outcomes = [one.outcome for found in pool.map(courier.deliver, batches) for one in found.settled]
    assert outcomes == ["updated"] * 4
    # Each move needs a look that began after it was asked for: at least one look, never more than one a batch.
    assert 3 <= bench.listings() <= 12


def test_nobody_is_sent_once_the_lease_is_gone(bench):
    bench.shop.add({ZOE: "yes"})
    bench.put("transactional", ZOE)

    def gone():
        raise LeaseLostError

    courier, (batch,) = bench.courier_of_a_plan(check=gone)
    with pytest.raises(LeaseLostError):
        courier.deliver(batch)
    assert bench.statuses([ZOE]) == {ZOE: "transactional"}


def test_who_was_deleted_meanwhile_is_told_apart_from_who_was_archived(bench):
    bench.shop.add({ZOE: "yes", "max@shop.example": "yes"})
    bench.put("subscribed", ZOE, "max@shop.example")
    bench.sandbox.edit_members(
        [{"email_address": ZOE, "status": "absent"}, {"email_address": "max@shop.example", "status": "archived"}], when={"batch_call": 1}
    )
    run = bench.export()
    assert bench.outcomes(run.id) == {ZOE: ("refused", "gone_there"), "max@shop.example": ("left_alone", "left_there")}


@pytest.mark.parametrize("fault", ["drop-after", "reset-mid-answer", "truncated"])
def test_what_an_earlier_try_had_done_is_ours(bench, fault):
    people = addresses(6)
    bench.shop.add(dict.fromkeys(people, "yes"))
    bench.put("transactional", *people[:3])
    bench.sandbox.order_faults(f"batch:{fault}@1", f"batch:{fault}@2")
    run = bench.export()
    assert run.state == "done"
    outcomes = bench.outcomes(run.id)
    assert {outcomes[address] for address in people[:3]} == {("updated", None)}
    assert {outcomes[address] for address in people[3:]} == {("created", None)}
    assert set(bench.statuses(people).values()) == {"subscribed"}


def test_when_mailchimp_goes_away_after_the_answer_what_it_said_stands(bench):
    bench.shop.add({ZOE: "yes", "max@shop.example": "yes"})
    bench.put("transactional", ZOE, when={"batch_call": 1})
    # The look at Zoé is the call after the batch; six tries of it fail, then the batch with her alone goes again.
    bench.sandbox.order_faults(*(f"500@{number}" for number in range(9, 15)))
    run = bench.export(connections=1)
    assert bench.outcomes(run.id) == {ZOE: ("left_alone", "already_there"), "max@shop.example": ("created", None)}
    assert bench.sandbox.sent()["max@shop.example"] == 1


def test_somebody_whom_mailchimp_never_shows_does_not_keep_the_run_from_its_end(bench, monkeypatch):
    bench.shop.add({ZOE: "yes", "max@shop.example": "yes"})
    bench.put("transactional", ZOE, when={"batch_call": 1})
    calls = count()

    def never(*_):
        assert next(calls) < 3 * TRIES_MAX, "asked without end"
        raise MailchimpUnavailableError

    monkeypatch.setattr(bench.mailchimp, "member", never)
    run = bench.export()
    assert run.state == "done"
    assert bench.outcomes(run.id) == {ZOE: ("refused", "unanswered"), "max@shop.example": ("created", None)}
    assert bench.statuses([ZOE]) == {ZOE: "transactional"}


def test_a_surprise_is_recorded_with_what_came_and_not_repeated(bench):
    bench.shop.add({ZOE: "yes"})
    bench.sandbox.order_faults("batch:surprise@1")
    run = bench.export()
    assert bench.outcomes(run.id) == {ZOE: ("refused", "status_differs")}
    assert next(bench.store.history.people(run.id))["words"] == "unsubscribed"
    bench.sandbox.order_faults()
    again = bench.export()
    assert bench.outcomes(again.id) == {}
    assert bench.sandbox.sent() == {ZOE: 1}
    assert bench.statuses([ZOE]) == {ZOE: "unsubscribed"}


def test_an_answer_that_never_mentions_somebody_is_a_refusal_in_the_end(bench):
    bench.shop.add({ZOE: "yes", "max@shop.example": "yes"})
    bench.sandbox.order_faults("batch:forget-undone")
    run = bench.export()
    assert run.state == "done"
    assert bench.outcomes(run.id) == {ZOE: ("refused", "unanswered"), "max@shop.example": ("refused", "unanswered")}
    assert bench.sandbox.stats()["batch_calls"] == 5
