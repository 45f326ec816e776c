"""The calls about the account, its audiences, their fields and their webhooks."""

import pytest

from mcsync.sandbox.practice import DOUBLE_OPT_IN, NEWSLETTER, REQUIRED_FIELD


def test_the_root_names_the_practice_account(call):
    assert call("GET", "/").json()["account_name"] == "mcsync practice"
    assert call("GET", "/ping").json() == {"health_status": "Everything's Chimpy!"}


def test_the_account_has_three_audiences(call):
    answer = call("GET", "/lists", params={"fields": "lists.id,lists.name,lists.double_optin,total_items"}).json()
    assert answer == {
        "lists": [
            {"id": NEWSLETTER, "name": "Boutique – newsletter", "double_optin": False},
            {"id": DOUBLE_OPT_IN, "name": "Newsletter with double opt-in", "double_optin": True},
            {"id": REQUIRED_FIELD, "name": "Customers with a required field", "double_optin": False},
        ],
        "total_items": 3,
    }


def test_audiences_come_in_pages(call):
    answer = call("GET", "/lists", params={"count": 1, "offset": 1}).json()
    assert ([audience["id"] for audience in answer["lists"]], answer["total_items"]) == ([DOUBLE_OPT_IN], 3)


def test_an_audiences_figures_are_minutes_old(call):
    def member_count():
        return call("GET", f"/lists/{NEWSLETTER}").json()["stats"]["member_count"]

    before = member_count()
    call.batch({"email_address": "zoe@courrier.example", "status": "subscribed"})
    assert member_count() == before == 1


def test_name_and_double_opt_in_can_be_changed_and_nothing_else(call):
    changed = call("PATCH", f"/lists/{NEWSLETTER}", json={"name": "Letter", "double_optin": True}).json()
    assert (changed["name"], changed["double_optin"]) == ("Letter", True)
    assert call("PATCH", f"/lists/{NEWSLETTER}", json={"visibility": "pub"}).status_code == 501
    assert call("PATCH", f"/lists/{NEWSLETTER}", json={"double_optin": "yes"}).status_code == 400


def test_an_unknown_audience_is_not_found(call):
    for path in ("/lists/0000000000", "/lists/0000000000/members", "/lists/0000000000/merge-fields"):
        assert call("GET", path).status_code == 404
    assert call.batch({"email_address": "zoe@courrier.example", "status": "subscribed"}, list_id="0000000000").status_code == 404


def test_merge_fields_say_type_and_whether_they_are_required(call):
    answer = call("GET", f"/lists/{REQUIRED_FIELD}/merge-fields").json()
    assert [(field["tag"], field["type"], field["required"]) for field in answer["merge_fields"]] == [
        ("FNAME", "text", False),
        ("LNAME", "text", False),
        ("ADDRESS", "address", False),
        ("PHONE", "phone", False),
        ("BIRTHDAY", "birthday", False),
        ("COMPANY", "text", True),
    ]


def test_a_new_merge_field_is_empty_for_those_already_there(call):
    path = f"/lists/{NEWSLETTER}/merge-fields"
    added = call("POST", path, json={"tag": "size", "name": "Size", "type": "dropdown", "options": {"choices": ["S", "L"]}}).json()
    assert (added["merge_id"], added["tag"], added["options"]) == (6, "SIZE", {"choices": ["S", "L"]})
    (member,) = call("GET", f"/lists/{NEWSLETTER}/members", params={"status": "subscribed"}).json()["members"]
    assert member["merge_fields"]["SIZE"] == ""


@pytest.mark.parametrize(
    "field",
    [
        {"name": "x", "type": "shape"},
        {"type": "text"},
        {"name": "x", "type": "text", "tag": "A" * 11},
        {"name": "x", "type": "text", "tag": "FNAME"},
    ],
)
def test_a_merge_field_out_of_order_is_a_400(call, field):
    assert call("POST", f"/lists/{NEWSLETTER}/merge-fields", json=field).status_code == 400


def test_an_audience_has_at_most_30_merge_fields(call):
    statuses = [call("POST", f"/lists/{NEWSLETTER}/merge-fields", json={"name": "x", "type": "text"}).status_code for _ in range(26)]
    assert statuses == [200] * 25 + [400]


def test_webhooks_are_stored(call):
    path = f"/lists/{NEWSLETTER}/webhooks"
    hook = call("POST", path, json={"url": "https://shop.example/hook", "events": {"unsubscribe": True}, "sources": {"api": False}}).json()
    assert call("GET", path).json()["webhooks"] == [hook]
    assert call("GET", f"{path}/{hook['id']}").json() == hook
    assert call("DELETE", f"{path}/{hook['id']}").status_code == 204
    assert call("GET", f"{path}/{hook['id']}").status_code == 404
    assert call("POST", path, json={"url": "hook"}).status_code == 400


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/campaigns"), ("POST", "/batches"), ("DELETE", "/lists"), ("GET", "/lists/a/b/c/d/e")]
)
def test_an_unknown_path_is_refused_by_method_and_name(call, method, path):
    response = call(method, path)
    assert (response.status_code, response.json()["detail"]) == (501, f"The sandbox does not emulate {method} /3.0{path}.")
