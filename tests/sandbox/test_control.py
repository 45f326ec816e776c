"""Control of a running sandbox, from Python and from other processes."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from mcsync.errors import SettingsError
from mcsync.sandbox import Sandbox
from mcsync.sandbox.practice import ALREADY_THERE, ARCHIVED_LONG_AGO, BOUNCED_BACK, GONE_FOR_GOOD, NEWSLETTER

ZOE = "zoe@courrier.example"
MEMBERS = f"/lists/{NEWSLETTER}/members"


def zoe(call):
    return call.batch({"email_address": ZOE, "status": "subscribed"})


def test_statistics_count_calls_batches_and_members(call):
    zoe(call)
    zoe(call)
    call("GET", "/ping")
    call("GET", "/nowhere")
    assert call("GET", "/_sandbox/stats").json() == {
        "calls": 4,
        "by_path": {"POST /lists/*": 2, "GET /ping": 1, "unknown": 1},
        "batch_calls": 2,
        "in_flight": 0,
        "max_in_flight": 1,
        "over_limit": 0,
        "members_received": 2,
    }
    assert call("GET", "/_sandbox/sent").json() == {ZOE: 2}


def test_faults_are_ordered_and_ended(call):
    assert call("POST", "/_sandbox/faults", json=["batch:500"]).json() == {"faults": ["batch:500"]}
    assert zoe(call).status_code == 500
    call("POST", "/_sandbox/faults", json=[])
    assert zoe(call).status_code == 200


def test_batches_are_held_behind_the_first_ones_until_they_are_let_go(call, sandbox, start_caller):
    call("POST", "/_sandbox/hold", json={"after": 1})
    assert zoe(call).status_code == 200
    with ThreadPoolExecutor() as others:
        held = others.submit(zoe, start_caller(sandbox))
        assert call("GET", "/ping").status_code == 200
        while not call("GET", "/_sandbox/stats").json()["in_flight"]:
            assert not held.done()
        call("POST", "/_sandbox/let-go")
        assert held.result(20).status_code == 200
    assert zoe(call).status_code == 200


def test_a_sandbox_that_stops_lets_go(start_caller):
    with Sandbox() as sandbox:
        sandbox.hold()
        with ThreadPoolExecutor() as others:
            held = others.submit(zoe, start_caller(sandbox))
            while not sandbox.stats()["in_flight"]:
                assert not held.done()
            sandbox.stop()
            assert held.exception(20) or held.result().status_code == 200


@pytest.mark.parametrize(
    ("edit", "status", "unsubscribed_by"),
    [
        ({"status": "unsubscribed", "unsubscribed_by": "self"}, "unsubscribed", "self"),
        ({"status": "unsubscribed", "unsubscribed_by": "admin"}, "unsubscribed", "admin"),
        ({"status": "unsubscribed"}, "unsubscribed", "admin"),
        ({"status": "cleaned"}, "cleaned", None),
        ({"status": "archived"}, "archived", None),
        ({"status": "forgotten"}, "forgotten", None),
        ({"status": "transactional", "language": "en", "merge_fields": {"FNAME": "Al"}}, "transactional", None),
    ],
)
@pytest.mark.parametrize("address", [ALREADY_THERE, ZOE, GONE_FOR_GOOD])
def test_people_are_put_where_an_edit_says_whatever_the_rules(call, address, edit, status, unsubscribed_by):
    assert call("POST", "/_sandbox/members", json={"members": [{"email_address": address, **edit}]}).status_code == 200
    person = call("GET", "/_sandbox/members", params={"list_id": NEWSLETTER}).json()[address]
    assert (person["status"], person["unsubscribed_by"]) == (status, unsubscribed_by)
    assert person["merge_fields"].get("FNAME", "") == edit.get("merge_fields", {}).get("FNAME", "")


def test_an_edit_can_take_a_person_out_as_if_never_there(call, sandbox):
    sandbox.edit_members([{"email_address": GONE_FOR_GOOD, "status": "absent"}])
    assert GONE_FOR_GOOD not in sandbox.members()
    assert call.batch({"email_address": GONE_FOR_GOOD, "status": "subscribed"}).json()["total_created"] == 1


def test_all_are_dumped_archived_and_forgotten_too(sandbox):
    people = sandbox.members()
    assert {people[address]["status"] for address in (ARCHIVED_LONG_AGO, GONE_FOR_GOOD, BOUNCED_BACK)} == {
        "archived",
        "forgotten",
        "cleaned",
    }


def test_an_edit_can_wait_for_a_batch(call, sandbox):
    call(
        "POST",
        "/_sandbox/members",
        json={"members": [{"email_address": ZOE, "status": "unsubscribed", "unsubscribed_by": "self"}], "when": {"batch_call": 2}},
    )
    assert zoe(call).json()["total_created"] == 1
    assert sandbox.members()[ZOE]["status"] == "subscribed"
    assert "compliance state" in zoe(call).json()["errors"][0]["error"]
    assert sandbox.members()[ZOE]["unsubscribed_by"] == "self"


def test_an_edit_can_wait_for_the_end_of_a_reading(call, sandbox):
    sandbox.edit_members([{"email_address": ALREADY_THERE, "status": "cleaned"}], when={"after_read": True})

    def read(offset):
        return [member["status"] for member in call("GET", MEMBERS, params={"count": 3, "offset": offset}).json()["members"]]

    assert read(0)[0] == "subscribed"
    assert sandbox.members()[ALREADY_THERE]["status"] == "subscribed"
    read(3)
    assert sandbox.members()[ALREADY_THERE]["status"] == "cleaned"


def test_an_edit_is_seen_as_a_change(call, sandbox):
    sandbox.edit_members([{"email_address": ALREADY_THERE, "status": "unsubscribed", "unsubscribed_by": "self"}])
    changed = call("GET", MEMBERS, params={"since_last_changed": "2026-01-01T00:00:00+00:00", "status": "unsubscribed"}).json()["members"]
    assert ALREADY_THERE in [member["email_address"] for member in changed]


def test_key_and_audience_are_taken_away_and_given_back(call):
    call("POST", "/_sandbox/key", json={"revoke": True})
    assert call("GET", "/ping").status_code == 401
    call("POST", "/_sandbox/key", json={"revoke": False})
    call("POST", "/_sandbox/audience", json={"list_id": NEWSLETTER, "delete": True})
    assert call("GET", MEMBERS).status_code == 404
    call("POST", "/_sandbox/audience", json={"list_id": NEWSLETTER, "delete": False})
    assert call("GET", MEMBERS).json()["total_items"] == 4


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/_sandbox/faults", ["418"], 400),
        ("POST", "/_sandbox/faults", {"429": 1}, 400),
        ("POST", "/_sandbox/members", {}, 400),
        ("POST", "/_sandbox/members", {"members": [{"status": "subscribed"}]}, 400),
        ("POST", "/_sandbox/members", {"members": [{"email_address": ZOE, "status": "gone"}]}, 400),
        ("POST", "/_sandbox/members", {"members": [], "list_id": "0"}, 400),
        ("POST", "/_sandbox/members", {"members": [], "when": {"tomorrow": 1}}, 400),
        ("POST", "/_sandbox/members", {"members": [], "when": {"batch_call": 0}}, 400),
        ("POST", "/_sandbox/key", {}, 400),
        ("GET", "/_sandbox/members?list_id=0", None, 400),
        ("GET", "/_sandbox/secrets", None, 501),
    ],
)
def test_control_that_makes_no_sense_is_refused(call, method, path, body, status):
    assert call(method, path, json=body).status_code == status


def test_control_needs_the_key(sandbox, start_caller):
    assert start_caller(sandbox, key="0" * 32 + "-us1")("GET", "/_sandbox/stats").status_code == 401


def test_python_refuses_in_words(sandbox):
    with pytest.raises(SettingsError) as refused:
        sandbox.edit_members([], list_id="0")
    assert str(refused.value) == "The sandbox has no audience 0. It has b0071c0de1, d0b1e0b714, c0a9a4f1e1."
