"""Everything that may go wrong between the worker and Mailchimp, one fault at a time, over sockets."""

import pytest

from mcsync.sandbox.practice import FAKE_LOOKING, GONE_FOR_GOOD, LEFT_ALONE, TOO_MANY_LISTS
from tests.faults.oracle import AFTER
from tests.faults.stage import addresses

THERE = ("absent", "absent", "absent", "subscribed", "transactional", "unsubscribed", "cleaned")
SAYS = ("yes", "yes", "left", "never")


@pytest.fixture
def filled(start_stage):
    """A stage with 56 people in every pair of states, and what must come of them."""
    stage = start_stage(latency=0.02, environment={"MCSYNC_BATCH_SIZE": "5", "MCSYNC_LEASE_SECONDS": "6"})
    people = addresses(56)
    pairs = {address: (THERE[place % 7], SAYS[place // 7 % 4]) for place, address in enumerate(people)}
    stage.shop.add({address: consent for address, (_, consent) in pairs.items()})
    stage.sandbox.edit_members([{"email_address": a, "status": status} for a, (status, _) in pairs.items() if status != "absent"])
    # Long enough that only what hangs is given up: a call that is given up keeps its place for two minutes.
    stage.service.change({"answer_seconds": "5"}, "test")
    return stage, {address: AFTER[pair] for address, pair in pairs.items()}


@pytest.mark.parametrize(
    "faults",
    [
        ("batch:429@1", "batch:429@3"),
        ("batch:403@2", "batch:403@4"),
        ("batch:500@1", "batch:500@5"),
        ("batch:503@1", "batch:503@2"),
        ("batch:drop@2", "batch:drop-after@4"),
        ("batch:reset-mid-answer@1", "batch:reset-mid-answer@3"),
        ("batch:truncated@1", "batch:truncated@2"),
        ("batch:forget@1", "batch:forget-undone@2"),
        ("batch:hang:9@2",),
        ("batch:hang-after:9@3",),
        ("500@1", "429@2", "truncated@4", "drop@6", "reset-mid-answer@8", "503@9", "403@12"),
    ],
    ids="+".join,
)
def test_everybody_ends_where_they_must(filled, faults):
    stage, expected = filled
    stage.sandbox.order_faults(*faults)
    run = stage.export()
    stage.start_worker()
    stage.finish(run)
    assert stage.statuses(expected) == expected
    assert {outcome for outcome, _ in stage.outcomes(run).values()} <= {"created", "updated"}
    assert {address for address, times in stage.sandbox.sent().items() if times > 1} <= stage.sent_again(run)
    stats = stage.sandbox.stats()
    assert stats["max_in_flight"] <= 4
    assert not stats["over_limit"]


def test_the_place_of_a_call_that_was_given_up_is_not_given_to_another(start_stage):
    stage = start_stage(latency=0.2, environment={"MCSYNC_CONNECTIONS": "2"})
    people = addresses(60)
    stage.shop.add(dict.fromkeys(people, "yes"))
    stage.service.change({"answer_seconds": "4"}, "test")
    stage.sandbox.order_faults("batch:hang@1")
    run = stage.export(batch_size=5)
    stage.start_worker()
    stage.finish(run)
    assert stage.sandbox.sent() == dict.fromkeys(people, 1)
    # One of the two hangs in Mailchimp to the end, so the other does all the work, however well it goes.
    assert stage.sandbox.stats()["in_flight"] == 1
    assert stage.sandbox.stats()["max_in_flight"] == 2


def test_refusals_of_every_kind_are_data_and_the_others_land(stage):
    people = [*addresses(20), FAKE_LOOKING, TOO_MANY_LISTS, GONE_FOR_GOOD, LEFT_ALONE]
    stage.shop.add(dict.fromkeys(people, "yes"))
    run = stage.export(batch_size=30)
    stage.start_worker()
    stage.finish(run)
    outcomes = stage.outcomes(run)
    assert {outcomes.pop(address) for address in addresses(20)} == {("created", None)}
    assert outcomes == {
        FAKE_LOOKING: ("refused", "fake"),
        TOO_MANY_LISTS: ("refused", "too_many_signups"),
        GONE_FOR_GOOD: ("refused", "forgotten"),
    }
    assert stage.service.refusals(run) == {"fake": 1, "too_many_signups": 1, "forgotten": 1}
    assert stage.statuses([LEFT_ALONE]) == {LEFT_ALONE: "unsubscribed"}


def test_a_bad_address_stands_alone_in_the_end(stage):
    people = addresses(40)
    stage.shop.add(dict.fromkeys(people, "yes"))
    stage.sandbox.order_faults(f"poison:{people[17]}")
    run = stage.export(batch_size=20)
    stage.start_worker()
    stage.finish(run)
    outcomes = stage.outcomes(run)
    assert outcomes.pop(people[17]) == ("refused", "request_refused")
    assert set(outcomes.values()) == {("created", None)}
    assert stage.sandbox.sent() == dict.fromkeys(outcomes, 1)


@pytest.mark.parametrize(
    ("fault", "mended", "words"),
    [
        ("batch:key-revoked@3", lambda sandbox: sandbox.revoke_key(revoke=False), "does not accept this API key"),
        ("batch:audience-deleted@3", lambda sandbox: sandbox.delete_audience(delete=False), "no longer exists in Mailchimp"),
        ("batch:disabled@3", lambda _: None, "may not do that in Mailchimp"),
    ],
    ids=["revoked key", "audience deleted", "no permission"],
)
def test_what_only_a_person_can_solve_stops_the_run_at_once_and_is_resumed(stage, fault, mended, words):
    people = addresses(80)
    stage.shop.add(dict.fromkeys(people, "yes"))
    stage.sandbox.order_faults(fault)
    run = stage.export(batch_size=4)
    stage.start_worker()
    stage.finish(run, "failed")
    assert words in str(stage.service.run(run).problem)
    # The four that were in flight, and perhaps those that took their places before the first refusal was read.
    assert stage.sandbox.stats()["batch_calls"] <= 12
    assert stage.in_flight(run) == set()
    stage.sandbox.order_faults()
    mended(stage.sandbox)
    stage.service.resume(run, "test")
    stage.finish(run)
    assert stage.sandbox.sent() == dict.fromkeys(people, 1)
    assert set(stage.statuses(people).values()) == {"subscribed"}
