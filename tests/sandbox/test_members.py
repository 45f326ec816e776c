"""The calls about the people of an audience."""

import hashlib

import pytest

from mcsync.sandbox.practice import (
    ALREADY_THERE,
    ARCHIVED_LONG_AGO,
    BOUNCED_BACK,
    FAKE_LOOKING,
    GONE_FOR_GOOD,
    LEFT_ALONE,
    NEWSLETTER,
    REQUIRED_FIELD,
    UNSUBSCRIBED_BY_ADMIN,
)

ZOE = "zoe@courrier.example"
MEMBERS = f"/lists/{NEWSLETTER}/members"


def path_of(address):
    return f"{MEMBERS}/{hashlib.md5(address.encode()).hexdigest()}"


def addresses(response):
    return [member["email_address"] for member in response.json()["members"]]


def test_a_listing_leaves_archived_and_forgotten_people_out(call):
    answer = call("GET", MEMBERS).json()
    assert [member["email_address"] for member in answer["members"]] == [ALREADY_THERE, LEFT_ALONE, UNSUBSCRIBED_BY_ADMIN, BOUNCED_BACK]
    assert (answer["total_items"], answer["list_id"]) == (4, NEWSLETTER)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("archived", [ARCHIVED_LONG_AGO]),
        ("unsubscribed", [LEFT_ALONE, UNSUBSCRIBED_BY_ADMIN]),
        ("cleaned", [BOUNCED_BACK]),
        ("subscribed", [ALREADY_THERE]),
        ("pending", []),
        ("transactional", []),
    ],
)
def test_a_listing_by_status_shows_just_those(call, status, expected):
    assert addresses(call("GET", MEMBERS, params={"status": status})) == expected


def test_pages_follow_each_other_in_the_order_of_arrival(start_sandbox, start_caller):
    call = start_caller(start_sandbox(audience_size=1500))
    pages = [
        call("GET", MEMBERS, params={"count": 600, "offset": offset, "fields": "members.email_address,total_items"})
        for offset in (0, 600, 1200)
    ]
    listed = [address for page in pages for address in addresses(page)]
    assert len(listed) == len(set(listed)) == pages[0].json()["total_items"] == 1504
    assert listed[4:] == [f"reader{number:07}@courrier.example" for number in range(1, 1501)]


def test_a_listing_shows_what_has_just_changed(call):
    assert ZOE not in addresses(call("GET", MEMBERS))
    call.batch({"email_address": ZOE, "status": "subscribed"})
    assert addresses(call("GET", MEMBERS))[-1] == ZOE
    call("DELETE", path_of(ZOE))
    assert ZOE not in addresses(call("GET", MEMBERS))


def test_a_page_has_10_unless_told_otherwise_and_never_more_than_1000(start_sandbox, start_caller):
    call = start_caller(start_sandbox(audience_size=1500))
    assert len(call("GET", MEMBERS).json()["members"]) == 10
    assert len(call("GET", MEMBERS, params={"count": 5000, "fields": "members.id"}).json()["members"]) == 1000


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"fields": "members.email_address"}, {"members": [{"email_address": ALREADY_THERE}]}),
        ({"fields": "total_items"}, {"total_items": 1}),
        ({"fields": "members.merge_fields.FNAME,total_items"}, {"members": [{"merge_fields": {"FNAME": ""}}], "total_items": 1}),
        ({"exclude_fields": "members,_links"}, {"list_id": NEWSLETTER, "total_items": 1}),
    ],
)
def test_fields_choose_by_full_path(call, params, expected):
    assert call("GET", MEMBERS, params={"status": "subscribed", **params}).json() == expected


def test_excluded_fields_are_left_out_of_each_member(call):
    (member,) = call(
        "GET", MEMBERS, params={"status": "subscribed", "exclude_fields": "members._links,members.stats.avg_open_rate"}
    ).json()["members"]
    assert "_links" not in member
    assert member["stats"] == {"avg_click_rate": 0}


def test_changes_since_a_moment_do_not_include_that_very_second(call):
    call.batch({"email_address": ZOE, "status": "subscribed"})
    changed = call("GET", path_of(ZOE)).json()["last_changed"]
    second_before = changed.replace(changed[:10], "2025-01-01")
    assert addresses(call("GET", MEMBERS, params={"since_last_changed": second_before}))[-1:] == [ZOE]
    assert addresses(call("GET", MEMBERS, params={"since_last_changed": changed})) == []
    assert ZOE not in addresses(call("GET", MEMBERS, params={"before_last_changed": changed}))


@pytest.mark.parametrize(
    "params",
    [{"count": "many"}, {"offset": "-1"}, {"status": "gone"}, {"since_last_changed": "2026-01-01T00:00:00 00:00"}, {"count": "9" * 30}],
)
def test_a_parameter_that_makes_no_sense_is_a_400(call, params):
    response = call("GET", MEMBERS, params=params)
    assert (response.status_code, response.json()["title"]) == (400, "Invalid Resource")


def test_a_parameter_that_is_not_emulated_is_refused_by_name(call):
    response = call("GET", MEMBERS, params={"sort_field": "timestamp_opt"})
    assert response.status_code == 501
    assert "sort_field" in response.json()["detail"]


def test_a_member_is_found_by_hash_by_contact_id_and_by_address(call):
    by_hash = call("GET", path_of(ALREADY_THERE)).json()
    assert call("GET", f"{MEMBERS}/{by_hash['contact_id']}").json() == by_hash
    assert call("GET", f"{MEMBERS}/{ALREADY_THERE.upper()}").json() == by_hash
    assert by_hash["email_address"] == ALREADY_THERE


@pytest.mark.parametrize("address", [ZOE, GONE_FOR_GOOD])
def test_absent_and_forgotten_people_are_not_found(call, address):
    response = call("GET", path_of(address))
    assert (response.status_code, response.json()["title"]) == (404, "Resource Not Found")


def test_archived_people_are_shown_as_archived(call):
    assert call("GET", path_of(ARCHIVED_LONG_AGO)).json()["status"] == "archived"


def test_put_adds_and_then_changes(call):
    added = call("PUT", path_of(ZOE), json={"email_address": ZOE, "status_if_new": "subscribed", "merge_fields": {"FNAME": "Zoé"}})
    changed = call("PUT", path_of(ZOE), json={"email_address": ZOE, "status_if_new": "pending", "language": "fr"})
    assert (added.status_code, added.json()["status"]) == (200, "subscribed")
    assert (changed.json()["status"], changed.json()["language"], changed.json()["merge_fields"]["FNAME"]) == ("subscribed", "fr", "Zoé")


def test_post_adds_and_refuses_who_is_there(call):
    assert call("POST", MEMBERS, json={"email_address": ZOE, "status": "pending"}).json()["status"] == "pending"
    problem = call("POST", MEMBERS, json={"email_address": ZOE, "status": "subscribed"}).json()
    assert (problem["title"], problem["detail"]) == (
        "Member Exists",
        f"{ZOE} is already a list member. Use PUT to insert or update list members.",
    )
    assert "type" not in problem


def test_patch_changes_who_is_there_and_nobody_else(call):
    assert call("PATCH", path_of(ALREADY_THERE), json={"status": "unsubscribed"}).json()["status"] == "unsubscribed"
    assert call("PATCH", path_of(ZOE), json={"status": "subscribed"}).status_code == 404


@pytest.mark.parametrize(
    ("address", "title", "detail"),
    [
        (LEFT_ALONE, "Member In Compliance State", f"{LEFT_ALONE} is in a compliance state due to unsubscribe, bounce, or compliance review and cannot be subscribed."),
        (GONE_FOR_GOOD, "Forgotten Email Not Subscribed", f"{GONE_FOR_GOOD} was permanently deleted and cannot be re-imported. The contact must re-subscribe to get back on the list."),
        (FAKE_LOOKING, "Invalid Resource", f"{FAKE_LOOKING} looks fake or invalid, please enter a real email address."),
    ],
)  # fmt: skip
def test_a_refusal_of_one_is_a_problem_document(call, address, title, detail):
    response = call("PUT", path_of(address), json={"email_address": address, "status": "subscribed"})
    problem = response.json()
    assert (response.status_code, problem["title"], problem["detail"]) == (400, title, detail)
    assert response.headers["Content-Type"].startswith("application/problem+json")
    assert problem["instance"] == response.headers["X-Request-Id"]


def test_invalid_merge_fields_of_one_are_named(call):
    path = f"/lists/{REQUIRED_FIELD}/members"
    problem = call("POST", path, json={"email_address": ZOE, "status": "subscribed", "merge_fields": {"BIRTHDAY": "13/01"}}).json()
    assert problem["detail"] == "Your merge fields were invalid."
    assert {error["field"]: error["message"] for error in problem["errors"]} == {
        "BIRTHDAY": "Please enter a month (01-12) and a day (01-31)",
        "COMPANY": "Please enter a value",
    }


@pytest.mark.parametrize(
    "body", [{"status": "subscribed"}, {"email_address": ZOE}, {"email_address": ZOE, "status": "archived"}, {"email_address": []}]
)
def test_a_member_out_of_order_is_a_400(call, body):
    assert call("POST", MEMBERS, json=body).status_code == 400


def test_the_address_of_a_member_is_not_changed(call):
    assert call("PATCH", path_of(ALREADY_THERE), json={"email_address": ZOE}).status_code == 501


def test_delete_archives_once(call):
    assert call("DELETE", path_of(ALREADY_THERE)).status_code == 204
    assert call("GET", path_of(ALREADY_THERE)).json()["status"] == "archived"
    assert call("DELETE", path_of(ALREADY_THERE)).status_code == 405
    assert call("DELETE", path_of(ZOE)).status_code == 404


def test_who_is_deleted_permanently_is_forgotten(call, sandbox):
    assert call("POST", f"{path_of(ALREADY_THERE)}/actions/delete-permanent").status_code == 204
    assert call("GET", path_of(ALREADY_THERE)).status_code == 404
    error = call.batch({"email_address": ALREADY_THERE, "status": "subscribed"}).json()["errors"][0]
    assert "permanently deleted" in error["error"]
    assert sandbox.members()[ALREADY_THERE]["status"] == "forgotten"


def test_tags_are_put_on_and_taken_off(call):
    path = f"{path_of(ALREADY_THERE)}/tags"
    assert call("POST", path, json={"tags": [{"name": "shop", "status": "active"}, {"name": "vip", "status": "active"}]}).status_code == 204
    call("POST", path, json={"tags": [{"name": "shop", "status": "inactive"}]})
    assert call("GET", path).json() == {"tags": [{"id": 2, "name": "vip"}], "total_items": 1, "_links": []}
    assert call("POST", path, json={"tags": ["shop"]}).status_code == 400


@pytest.mark.parametrize("rest", ["/activity-feed", "/events", "/notes"])
def test_what_is_not_emulated_is_refused_by_name(call, rest):
    response = call("GET", path_of(ALREADY_THERE) + rest)
    assert response.status_code == 501
    assert response.json()["detail"] == f"The sandbox does not emulate GET /3.0{path_of(ALREADY_THERE)}{rest}."
