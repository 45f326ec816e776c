"""The main road: POST /lists/{id}."""

import gzip
import hashlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mcsync.sandbox.practice import (
    ALREADY_THERE,
    ARCHIVED_LONG_AGO,
    BOUNCED_BACK,
    DOUBLE_OPT_IN,
    FAKE_LOOKING,
    GONE_FOR_GOOD,
    LEFT_ALONE,
    NEWSLETTER,
    REQUIRED_FIELD,
    TOO_MANY_LISTS,
    UNSUBSCRIBED_BY_ADMIN,
)

ZOE = "zoe@courrier.example"


def subscribed(address, **more):
    return {"email_address": address, "status": "subscribed", **more}


def only_error(response):
    answer = response.json()
    assert response.status_code == 200
    assert answer["error_count"] == len(answer["errors"]) == 1
    assert not answer["new_members"]
    assert not answer["updated_members"]
    return answer["errors"][0]


def test_a_new_address_comes_back_as_a_full_member_object(call, sandbox):
    response = call.batch(subscribed("Zoe@courrier.example", language="fr", merge_fields={"FNAME": "Zoé", "BIRTHDAY": "2/9"}))
    answer = response.json()
    (member,) = answer["new_members"]
    assert (answer["total_created"], answer["total_updated"], answer["error_count"]) == (1, 0, 0)
    assert member["email_address"] == "Zoe@courrier.example"
    assert member["id"] == hashlib.md5(b"zoe@courrier.example").hexdigest()
    assert (member["status"], member["language"], member["full_name"]) == ("subscribed", "fr", "Zoé")
    assert member["merge_fields"] == {"FNAME": "Zoé", "LNAME": "", "ADDRESS": "", "PHONE": "", "BIRTHDAY": "02/09"}
    assert member["list_id"] == NEWSLETTER
    assert len(member["_links"]) == 11
    assert 3000 < len(json.dumps(member)) < 3900
    assert sandbox.members()["Zoe@courrier.example"]["status"] == "subscribed"


def test_the_same_call_may_be_repeated_with_update_existing(call, sandbox):
    assert call.batch(subscribed(ZOE)).json()["total_created"] == 1
    again = call.batch(subscribed(ZOE)).json()
    assert (again["total_created"], again["total_updated"], again["error_count"]) == (0, 1, 0)
    assert sandbox.sent()[ZOE] == 2


def test_without_update_existing_a_repeat_is_an_error(call):
    error = only_error(call.batch(subscribed(ALREADY_THERE), update_existing=False))
    assert error == {
        "email_address": ALREADY_THERE,
        "error": f"{ALREADY_THERE} is already a list member, do you want to update? please provide update_existing:true in the request body",
        "error_code": "ERROR_CONTACT_EXISTS",
        "field": "",
        "field_message": "",
    }


def test_without_update_existing_archived_people_come_back_as_new(call, sandbox):
    assert call.batch(subscribed(ARCHIVED_LONG_AGO), update_existing=False).json()["total_created"] == 1
    assert sandbox.members()[ARCHIVED_LONG_AGO]["status"] == "subscribed"


@pytest.mark.parametrize("status", ["subscribed", "pending"])
@pytest.mark.parametrize("address", [LEFT_ALONE, BOUNCED_BACK])
def test_who_left_or_bounced_cannot_be_brought_back(call, sandbox, address, status):
    before = sandbox.members()[address]
    error = only_error(call.batch({"email_address": address, "status": status}))
    text = "is in a compliance state due to unsubscribe, bounce, or compliance review and cannot be subscribed."
    assert (error["error"], error["error_code"]) == (f"{address} {text}", "ERROR_GENERIC")
    assert sandbox.members()[address] == before


def test_who_was_unsubscribed_by_an_admin_is_subscribed_again_which_is_the_danger(call, sandbox):
    assert call.batch(subscribed(UNSUBSCRIBED_BY_ADMIN)).json()["total_updated"] == 1
    assert sandbox.members()[UNSUBSCRIBED_BY_ADMIN]["status"] == "subscribed"


def test_unsubscribing_through_the_api_is_as_by_an_admin(call, sandbox):
    (member,) = call.batch({"email_address": ALREADY_THERE, "status": "unsubscribed"}).json()["updated_members"]
    assert member["unsubscribe_reason"] == "N/A (Unsubscribed by an admin)"
    assert sandbox.members()[ALREADY_THERE]["unsubscribed_by"] == "admin"


@pytest.mark.parametrize("address", [ALREADY_THERE, LEFT_ALONE, UNSUBSCRIBED_BY_ADMIN, BOUNCED_BACK])
def test_without_a_status_members_keep_theirs_and_only_fields_change(call, sandbox, address):
    before = sandbox.members()[address]
    answer = call.batch({"email_address": address, "language": "en", "merge_fields": {"LNAME": "Durand"}}).json()
    assert answer["total_updated"] == 1
    after = sandbox.members()[address]
    assert (after["status"], after["unsubscribed_by"]) == (before["status"], before["unsubscribed_by"])
    assert (after["language"], after["merge_fields"]["LNAME"]) == ("en", "Durand")


@pytest.mark.parametrize("address", [ZOE, ARCHIVED_LONG_AGO])
def test_without_a_status_nobody_is_added_or_revived(call, address):
    error = only_error(call.batch({"email_address": address}))
    assert error["error_code"] == "ERROR_GENERIC"


@pytest.mark.parametrize(
    ("address", "status"), [(ZOE, "subscribed"), (ALREADY_THERE, "subscribed"), (UNSUBSCRIBED_BY_ADMIN, "unsubscribed")]
)
def test_status_if_new_is_for_new_people_only(call, sandbox, address, status):
    assert call.batch({"email_address": address, "status_if_new": "subscribed"}).json()["error_count"] == 0
    assert sandbox.members()[address]["status"] == status


def test_someone_subscribed_who_is_asked_to_be_pending_stays_subscribed(call):
    (member,) = call.batch({"email_address": ALREADY_THERE, "status": "pending"}).json()["updated_members"]
    assert member["status"] == "subscribed"


@pytest.mark.parametrize("status", ["subscribed", "pending"])
def test_double_opt_in_does_not_change_what_the_api_is_asked(call, sandbox, status):
    call.batch({"email_address": ZOE, "status": status}, list_id=DOUBLE_OPT_IN)
    assert sandbox.members(DOUBLE_OPT_IN)[ZOE]["status"] == status


@pytest.mark.parametrize(
    ("address", "text"),
    [
        (
            GONE_FOR_GOOD,
            f"{GONE_FOR_GOOD} was permanently deleted and cannot be re-imported. The contact must re-subscribe to get back on the list.",
        ),
        (FAKE_LOOKING, f"{FAKE_LOOKING} looks fake or invalid, please enter a real email address."),
        ("asdf12@courrier.example", "asdf12@courrier.example looks fake or invalid, please enter a real email address."),
        (TOO_MANY_LISTS, f"{TOO_MANY_LISTS} has signed up to a lot of lists very recently; we're not allowing more signups for now"),
        ("zoé@courrier.example", "Please provide a valid email address."),
        ("zoe", "Please provide a valid email address."),
        ("", "Please provide a valid email address."),
        ("a..b@courrier.example", "Please provide a valid email address."),
        (f"zoe@{'a' * 60}.{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.example", "Please provide a valid email address."),
    ],
)
def test_refusals_are_in_mailchimps_own_words(call, sandbox, address, text):
    error = only_error(call.batch(subscribed(address)))
    assert (error["email_address"], error["error"], error["error_code"]) == (address, text, "ERROR_GENERIC")
    assert sandbox.members().get(address, {"status": "forgotten"})["status"] == "forgotten"


def test_letters_beyond_ascii_are_taken_in_the_domain(call):
    assert call.batch(subscribed("zoe@bücher.example")).json()["total_created"] == 1


def test_one_refusal_does_not_touch_the_others(call):
    answer = call.batch(subscribed(ZOE), subscribed(FAKE_LOOKING), subscribed(ALREADY_THERE)).json()
    assert [answer[name] for name in ("total_created", "total_updated", "error_count")] == [1, 1, 1]


def test_of_an_address_given_twice_the_first_is_written_and_the_second_refused(call, sandbox):
    twice = subscribed(ZOE, language="fr"), subscribed(ZOE.upper(), language="en")
    answer = call.batch(*twice).json()
    assert (answer["total_created"], answer["errors"][0]["email_address"]) == (1, ZOE.upper())
    assert sandbox.members()[ZOE]["language"] == "fr"
    assert call.batch(*twice, params={"skip_duplicate_check": "true"}).json()["error_count"] == 0


def test_a_required_field_left_empty_refuses_the_contact(call, sandbox):
    error = only_error(call.batch(subscribed(ZOE), list_id=REQUIRED_FIELD))
    assert (error["error"], error["field"], error["field_message"]) == (
        "Your merge fields were invalid.",
        "COMPANY",
        "Please enter a value",
    )
    assert ZOE not in sandbox.members(REQUIRED_FIELD)


def test_a_member_without_a_required_field_may_be_changed_but_not_in_its_fields(call):
    assert call.batch({"email_address": ALREADY_THERE, "language": "en"}, list_id=REQUIRED_FIELD).json()["error_count"] == 0
    error = only_error(call.batch({"email_address": ALREADY_THERE, "merge_fields": {"FNAME": "Al"}}, list_id=REQUIRED_FIELD))
    assert error["field"] == "COMPANY"


def test_a_required_field_may_stay_empty_with_skip_merge_validation(call):
    answer = call.batch(subscribed(ZOE), list_id=REQUIRED_FIELD, params={"skip_merge_validation": "true"}).json()
    assert answer["total_created"] == 1


def test_tags_are_added_or_made_exactly_those(call, sandbox):
    call.batch(subscribed(ZOE, tags=["shop", "vip"]))
    (member,) = call.batch(subscribed(ZOE, tags=["new"])).json()["updated_members"]
    assert [tag["name"] for tag in member["tags"]] == ["shop", "vip", "new"]
    assert member["tags_count"] == 3
    call.batch(subscribed(ZOE, tags=["only"]), sync_tags=True)
    assert sandbox.members()[ZOE]["tags"] == ["only"]


@pytest.mark.parametrize(
    ("members", "field"),
    [
        ([], "members"),
        ([subscribed(f"r{n}@courrier.example") for n in range(501)], "members"),
        ([{"status": "subscribed"}], "members.item:0"),
        ([subscribed(ZOE), {"email_address": "b@courrier.example", "status": "archived"}], "members.item:1.status"),
        ([{"email_address": ZOE, "status": ""}], "members.item:0.status"),
        ([{"email_address": 7}], "members.item:0.email_address"),
        (["zoe"], "members.item:0"),
        ([subscribed(ZOE, merge_fields=[])], "members.item:0.merge_fields"),
    ],
)
def test_an_envelope_out_of_order_fails_whole(call, sandbox, members, field):
    response = call.batch(*members)
    problem = response.json()
    assert (response.status_code, problem["title"], problem["errors"][0]["field"]) == (400, "Invalid Resource", field)
    assert problem["errors"][0]["message"]
    assert ZOE not in sandbox.members()


@pytest.mark.parametrize("body", [b"", b"{", b'{"members":', b"\xff\xfe", b'"text"', b"[]"])
def test_a_body_that_is_no_json_object_is_a_400(call, body):
    assert call("POST", f"/lists/{NEWSLETTER}", data=body).status_code == 400


def test_500_members_come_back_whole_some_1_7_megabytes(call):
    response = call.batch(*(subscribed(f"r{n}@courrier.example", merge_fields={"FNAME": "Zoé"}) for n in range(500)))
    assert response.json()["total_created"] == 500
    assert 1_500_000 < len(response.content) < 1_900_000


def test_gzip_bodies_are_unpacked(call):
    body = gzip.compress(json.dumps({"members": [subscribed(ZOE)]}).encode())
    response = call("POST", f"/lists/{NEWSLETTER}", data=body, headers={"Content-Encoding": "gzip"})
    assert response.json()["total_created"] == 1
    assert call("POST", f"/lists/{NEWSLETTER}", data=b"no", headers={"Content-Encoding": "gzip"}).status_code == 400


def test_fields_choose_what_comes_back(call):
    answer = call.batch(subscribed(ZOE), params={"fields": "new_members.email_address,total_created"}).json()
    assert answer == {"new_members": [{"email_address": ZOE}], "total_created": 1}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["FNAME", "BIRTHDAY", "ADDRESS", "addr1", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)
NAMES = st.sampled_from(["email_address", "status", "status_if_new", "merge_fields", "language", "tags"])
LIKELY = st.sampled_from([ZOE, ALREADY_THERE, GONE_FOR_GOOD, "subscribed", "pending", "archived", ["shop"], {"FNAME": "Zoé"}])


def test_whatever_is_sent_there_is_an_answer_and_every_member_is_accounted_for(start_sandbox, start_caller):
    call = start_caller(start_sandbox())

    @settings(max_examples=300, deadline=None)
    @given(
        st.lists(
            st.dictionaries(NAMES, JSON | LIKELY, max_size=5),
            min_size=1,
            max_size=3,
            unique_by=lambda item: str(item.get("email_address")).lower(),
        )
    )
    def send(members):
        response = call.batch(*members)
        answer = response.json()
        assert response.status_code in {200, 400}
        if response.status_code == 200:
            assert answer["total_created"] + answer["total_updated"] + answer["error_count"] == len(members)

    send()
