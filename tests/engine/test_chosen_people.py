"""A run for certain people: they are sent again whatever was refused before, and nobody else is."""

import pytest

from mcsync.outcome import Request, RunKind

ZOE, MAX, EVE = "zoe@shop.example", "max@shop.example", "eve@shop.example"


def retry(bench, *people, batch_size=10):
    run, fresh = bench.store.runs.start_for(people, bench.audience().number, batch_size=batch_size, connections=4, by="test")
    assert fresh
    return bench.do(run)


def test_only_the_chosen_ones_are_sent(bench):
    bench.shop.add(dict.fromkeys([ZOE, MAX, EVE], "yes"))
    run = retry(bench, ZOE, EVE)
    assert (run.kind, run.state) == (RunKind.RETRY, "done")
    assert bench.statuses([ZOE, MAX, EVE]) == {ZOE: "subscribed", MAX: "absent", EVE: "subscribed"}


def test_somebody_refused_before_is_sent_again(bench):
    bench.shop.add({ZOE: "yes"})
    bench.sandbox.order_faults(f"poison:{ZOE}")
    assert bench.outcomes(bench.export().id) == {ZOE: ("refused", "request_refused")}
    bench.sandbox.order_faults()
    assert bench.outcomes(bench.export().id) == {}
    assert bench.outcomes(retry(bench, ZOE).id) == {ZOE: ("created", None)}


@pytest.mark.parametrize("there", ["unsubscribed", "cleaned", "archived"])
def test_who_left_in_mailchimp_is_left_alone_although_somebody_asks(bench, there):
    bench.shop.add({ZOE: "yes"})
    bench.put(there, ZOE)
    assert retry(bench, ZOE).state == "done"
    assert bench.statuses([ZOE]) == {ZOE: there}


def test_who_left_since_the_last_reading_is_seen_to_have_left(bench):
    bench.shop.add({ZOE: "yes"})
    bench.export()
    bench.put("unsubscribed", ZOE)
    assert retry(bench, ZOE).state == "done"
    assert bench.statuses([ZOE]) == {ZOE: "unsubscribed"}


def test_people_who_are_not_in_the_shop_are_nothing_to_send(bench):
    bench.shop.add({ZOE: "yes"})
    run = retry(bench, "nobody@shop.example")
    assert run.state == "done"
    assert bench.outcomes(run.id) == {}
    assert bench.sandbox.stats()["batch_calls"] == 0


def test_many_people_go_in_batches(bench):
    people = [f"person{number}@shop.example" for number in range(25)]
    bench.shop.add(dict.fromkeys([*people, MAX], "yes"))
    run = retry(bench, *people, batch_size=10)
    assert [batch["size"] for batch in bench.store.history.batches(run.id)] == [10, 10, 5]
    assert set(bench.statuses(people).values()) == {"subscribed"}
    assert bench.statuses([MAX]) == {MAX: "absent"}


def test_the_same_people_twice_are_one_run_until_it_has_ended(bench):
    audience = bench.audience().number
    how = {"batch_size": 10, "connections": 4, "by": "test"}
    first, _ = bench.store.runs.start_for([ZOE, MAX], audience, **how)
    assert bench.store.runs.start_for([MAX, ZOE], audience, **how) == (first, False)
    other, fresh = bench.store.runs.start_for([ZOE], audience, **how)
    assert (fresh, other != first) == (True, True)
    bench.do(first)
    again, fresh = bench.store.runs.start_for([ZOE, MAX], audience, **how)
    assert (fresh, again != first) == (True, True)


def test_an_export_under_way_neither_takes_it_in_nor_is_held_up_by_it(bench):
    bench.shop.add(dict.fromkeys([ZOE, MAX], "yes"))
    export = bench.start()
    run = retry(bench, ZOE)
    assert run.state == "done"
    assert bench.do(export).state == "done"
    assert bench.statuses([ZOE, MAX]) == {ZOE: "subscribed", MAX: "subscribed"}


def test_it_can_be_cancelled_like_any_run(bench):
    run, _ = bench.store.runs.start_for([ZOE], bench.audience().number, batch_size=10, connections=4, by="test")
    bench.store.runs.ask(run, Request.CANCEL)
    assert bench.do(run).state == "cancelled"
