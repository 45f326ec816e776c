"""Faults to order, over real sockets; and the words in which they are ordered."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from mcsync.errors import SettingsError
from mcsync.sandbox import parse_fault
from mcsync.sandbox.faults import KINDS
from mcsync.sandbox.practice import ALREADY_THERE, NEWSLETTER
from tests.fixtures.command import until

ZOE = "zoe@courrier.example"
MEMBERS = f"/lists/{NEWSLETTER}/members"


def zoe(call):
    return call.batch({"email_address": ZOE, "status": "subscribed"})


def many(call, count=400):
    return call.batch(*({"email_address": f"r{number}@courrier.example", "status": "subscribed"} for number in range(count))).json()


@pytest.mark.parametrize(
    ("fault", "status", "content_type", "inside"),
    [
        ("429", 429, "application/problem+json; charset=utf-8", '"title":"Too Many Requests"'),
        ("403", 403, None, ""),
        ("500", 500, "application/problem+json; charset=utf-8", '"type":"about:blank"'),
        ("503", 503, "text/html", "<HTML>"),
        ("disabled", 403, "application/problem+json; charset=utf-8", '"title":"User Disabled"'),
    ],
)
def test_a_refused_call_is_not_carried_out(call, sandbox, fault, status, content_type, inside):
    sandbox.order_faults(f"{fault}@1")
    response = zoe(call)
    assert (response.status_code, response.headers.get("Content-Type")) == (status, content_type)
    assert inside in response.text
    assert bool(inside) is bool(response.text)
    assert ZOE not in sandbox.members()
    assert zoe(call).status_code == 200


@pytest.mark.parametrize(
    ("fault", "done"), [("drop", False), ("drop-after", True), ("hang:0.05", False), ("hang-after:0.05", True), ("reset-mid-answer", True)]
)
def test_a_call_without_an_answer_is_carried_out_or_not_as_ordered(call, sandbox, fault, done):
    sandbox.order_faults(f"{fault}@1")
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        zoe(call)
    assert (ZOE in sandbox.members()) is done


def test_a_reset_in_mid_answer_comes_after_the_head(call, sandbox):
    sandbox.order_faults("reset-mid-answer@1")
    with call("POST", f"/lists/{NEWSLETTER}", json={"members": [{"email_address": ZOE, "status": "subscribed"}]}, stream=True) as response:
        assert response.status_code == 200
        with pytest.raises(requests.exceptions.ChunkedEncodingError):
            _ = response.content


def test_a_hanging_call_is_held(call, sandbox):
    sandbox.order_faults("hang@1")
    with pytest.raises(requests.ReadTimeout):
        call.session.get(call.url + "/ping", auth=("x", call.key), timeout=0.2)
    until(lambda: sandbox.stats()["in_flight"] == 1)


def test_a_truncated_answer_is_valid_http_around_broken_json(call, sandbox):
    sandbox.order_faults("truncated@1")
    response = zoe(call)
    assert response.status_code == 200
    assert len(response.content) == int(response.headers["Content-Length"])
    with pytest.raises(requests.JSONDecodeError):
        response.json()
    assert ZOE in sandbox.members()


@pytest.mark.parametrize(("fault", "done"), [("forget", 400), ("forget-undone", None)])
def test_an_answer_may_omit_addresses(call, sandbox, fault, done):
    sandbox.order_faults(f"{fault}=0.25")
    answer = many(call)
    named = len(answer["new_members"]) + len(answer["errors"])
    assert 200 < named < 390
    assert answer["total_created"] == named
    assert len(sandbox.sent()) == (done or named)


def test_an_address_fault_at_a_numbered_call_befalls_every_second_address(call, sandbox):
    sandbox.order_faults("batch:forget@2")
    assert [len(many(call, 10)["new_members"]), len(many(call, 10)["updated_members"])] == [10, 5]


def test_signups_are_refused_for_some_and_pass(call, sandbox):
    sandbox.order_faults("signups=0.25")
    errors = many(call)["errors"]
    assert 40 < len(errors) < 160
    text = "has signed up to a lot of lists very recently; we're not allowing more signups for now"
    assert errors[0]["error"] == f"{errors[0]['email_address']} {text}"
    sandbox.order_faults()
    assert many(call)["error_count"] == 0


def test_signups_and_surprises_befall_single_writes_too(call, sandbox):
    sandbox.order_faults("signups@1", "surprise@2")
    body = {"email_address": ZOE, "status": "subscribed"}
    assert call("POST", MEMBERS, json=body).json()["title"] == "Invalid Resource"
    assert call("POST", MEMBERS, json=body).json()["status"] == "unsubscribed"


def test_a_surprise_is_another_status_than_asked_and_true(call, sandbox):
    sandbox.order_faults("surprise")
    assert [member["status"] for member in many(call, 3)["new_members"]] == ["unsubscribed"] * 3
    assert {person["unsubscribed_by"] for address, person in sandbox.members().items() if address.startswith("r")} == {"self"}
    (left,) = call.batch({"email_address": ALREADY_THERE, "status": "unsubscribed"}).json()["updated_members"]
    assert left["status"] == "cleaned"


def test_a_poisoned_address_refuses_its_batch_whole(call, sandbox):
    sandbox.order_faults(f"poison:{ZOE}")
    response = call.batch({"email_address": "a@courrier.example", "status": "subscribed"}, {"email_address": ZOE, "status": "subscribed"})
    assert (response.status_code, response.json()["errors"][0]["field"]) == (400, "members.item:1")
    assert "a@courrier.example" not in sandbox.members()
    assert call.batch({"email_address": "a@courrier.example", "status": "subscribed"}).status_code == 200


def test_a_revoked_key_stays_revoked(call, sandbox):
    sandbox.order_faults("key-revoked@2")
    assert [call("GET", "/ping").status_code for _ in range(4)] == [200, 401, 401, 401]
    sandbox.revoke_key(revoke=False)
    assert call("GET", "/ping").status_code == 200


def test_a_deleted_audience_stays_deleted(call, sandbox):
    sandbox.order_faults("batch:audience-deleted@2")
    assert [zoe(call).status_code for _ in range(3)] == [200, 404, 404]
    assert NEWSLETTER not in [audience["id"] for audience in call("GET", "/lists").json()["lists"]]
    sandbox.delete_audience(delete=False)
    assert zoe(call).status_code == 200


def test_large_listings_time_out_and_small_ones_do_not(call, sandbox):
    sandbox.order_faults("list-504")
    assert [call("GET", MEMBERS, params={"count": count}).status_code for count in (501, 500, 1000)] == [504, 200, 504]


def test_a_slow_call_takes_that_much_longer(call, sandbox):
    sandbox.order_faults("slow:0.3@1")
    started = time.monotonic()
    assert call("GET", "/ping").status_code == 200
    assert time.monotonic() - started >= 0.3


def test_changes_since_before_2010_hang(call):
    with pytest.raises(requests.ReadTimeout):
        call.session.get(call.url + MEMBERS, params={"since_last_changed": "2001-01-01"}, auth=("x", call.key), timeout=0.2)


def test_a_share_befalls_about_that_share_of_calls_and_the_seed_decides_which(start_sandbox, start_caller):
    runs = []
    for seed in (1, 1, 2):
        call = start_caller(start_sandbox(faults=("500=0.3",), seed=seed))
        runs.append([call("GET", "/ping").status_code for _ in range(100)])
    assert 15 < runs[0].count(500) < 45
    assert runs[0] == runs[1] != runs[2]


def test_batch_counts_and_befalls_batches_only(call, sandbox):
    sandbox.order_faults("batch:500@2")
    assert [call("GET", "/ping").status_code, zoe(call).status_code, call("GET", "/ping").status_code] == [200, 200, 200]
    assert [zoe(call).status_code, zoe(call).status_code] == [500, 200]


def test_ordering_again_replaces_all_and_counts_from_1(call, sandbox):
    sandbox.order_faults("500")
    assert call("GET", "/ping").status_code == 500
    sandbox.order_faults("503@1")
    assert [call("GET", "/ping").status_code for _ in range(2)] == [503, 200]


def test_control_is_spared_from_faults(call, sandbox):
    sandbox.order_faults("drop", "key-revoked")
    assert call("GET", "/_sandbox/stats").status_code == 200


def test_stopping_ends_the_calls_that_hang(start_sandbox, start_caller):
    with ThreadPoolExecutor() as threads:
        sandbox = start_sandbox(faults=("hang",))
        call = start_caller(sandbox)
        pending = threads.submit(call, "GET", "/ping")
        while not sandbox.stats()["in_flight"]:
            assert not pending.done()
        sandbox.stop()
        assert isinstance(pending.exception(timeout=10), requests.ConnectionError)


@pytest.mark.parametrize("name", [name for name, kind in KINDS.items() if not kind.argument_needed])
@pytest.mark.parametrize("order", ["{}", "{}=0.1", "{}=1", "{}@7", "batch:{}@7", " {} "])
def test_every_fault_can_be_ordered_by_share_and_by_number(name, order):
    assert parse_fault(order.format(name)).kind is KINDS[name]


def test_an_argument_stands_before_share_and_number():
    assert parse_fault("hang:2.5@3").seconds == 2.5
    assert parse_fault("hang@3").seconds == 130
    assert parse_fault("batch:slow:2=0.5").seconds == 2
    assert parse_fault("poison:Zoe@Courrier.example").address == ZOE
    assert (parse_fault("poison:zoe@courrier.example=0.5").address, parse_fault("poison:zoe@courrier.example=0.5").share) == (ZOE, 0.5)


@pytest.mark.parametrize(
    "text",
    ["", "418", "429=0", "429=2", "429=-1", "429=nan", "429=0.1.2", "429@0", "429@x", "429:5", "slow", "poison", "slow:fast", "slow:0", "hang:1e9", "=0.1", "list:429"],
)  # fmt: skip
def test_a_fault_that_makes_no_sense_is_refused_with_the_names(text):
    with pytest.raises(SettingsError) as refused:
        parse_fault(text)
    assert str(refused.value).startswith(f"“{text}” is not a fault that the sandbox knows. Write NAME=SHARE")
    assert "429, 403, 500, 503, disabled, list-504, hang[:SECONDS]" in str(refused.value)
