"""A sandbox from start to stop."""

import pytest

from mcsync.errors import SettingsError
from mcsync.sandbox import PRACTICE_ADDRESSES, Options, Sandbox
from mcsync.sandbox.practice import DOUBLE_OPT_IN, NEWSLETTER, REQUIRED_FIELD


def test_the_practice_addresses_are_the_sample_shops():
    assert sorted(PRACTICE_ADDRESSES) == [
        "already.there@courrier.example",
        "archived.long.ago@courrier.example",
        "bounced.back@courrier.example",
        "fake.looking@gmial.example",
        "gone.for.good@courrier.example",
        "left.alone@courrier.example",
        "too.many.lists@courrier.example",
        "unsubscribed.by.admin@courrier.example",
    ]


@pytest.mark.parametrize("list_id", [NEWSLETTER, DOUBLE_OPT_IN, REQUIRED_FIELD])
def test_every_audience_has_the_people_with_a_story(sandbox, list_id):
    standings = {address: (person["status"], person["unsubscribed_by"]) for address, person in sandbox.members(list_id).items()}
    assert standings == {
        "already.there@courrier.example": ("subscribed", None),
        "left.alone@courrier.example": ("unsubscribed", "self"),
        "unsubscribed.by.admin@courrier.example": ("unsubscribed", "admin"),
        "bounced.back@courrier.example": ("cleaned", None),
        "archived.long.ago@courrier.example": ("archived", None),
        "gone.for.good@courrier.example": ("forgotten", None),
    }


def test_two_sandboxes_know_nothing_of_each_other(start_sandbox):
    one, other = start_sandbox(), start_sandbox()
    one.edit_members([{"email_address": "zoe@courrier.example", "status": "subscribed"}])
    assert one.key != other.key
    assert len(one.members()) == len(other.members()) + 1


@pytest.mark.parametrize("wrong", [{"connections": 0}, {"audience_size": -1}, {"latency": -1.0}, {"latency_per_member": -0.1}])
def test_numbers_that_make_no_sense_are_refused(wrong):
    with pytest.raises(SettingsError) as refused:
        Sandbox(Options(**wrong))
    assert str(refused.value) == "Give the sandbox at least one connection, and no number below zero."


def test_an_unknown_fault_is_refused_before_anything_starts():
    with pytest.raises(SettingsError):
        Sandbox(Options(faults=("418",)))


def test_time_is_the_given_clocks(start_caller):
    now = [1_700_000_000.0]
    with Sandbox(clock=lambda: now[0]) as sandbox:
        call = start_caller(sandbox)
        zoe = {"email_address": "zoe@courrier.example", "status": "subscribed"}
        assert call.batch(zoe).json()["new_members"][0]["last_changed"] == "2023-11-14T22:13:20+00:00"
        now[0] += 61.9
        (member,) = call.batch(zoe).json()["updated_members"]
        assert (member["last_changed"], member["timestamp_opt"]) == ("2023-11-14T22:14:21+00:00", "2023-11-14T22:13:20+00:00")
