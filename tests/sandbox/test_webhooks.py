"""What happens to people is posted to whoever asked for it, as Mailchimp posts it: a form, by type and by who did it."""

import pytest
from mailchimp_marketing import Client

from mcsync.sandbox.practice import ALREADY_THERE, NEWSLETTER

PATH = f"/lists/{NEWSLETTER}/webhooks"
EVENTS = dict.fromkeys(("subscribe", "unsubscribe", "profile", "cleaned", "upemail"), True)
ZOE, LAST = "zoe@courrier.example", "last@courrier.example"


@pytest.fixture
def registered(call, listener):
    """Everything but what the API does."""
    hook = {"url": listener.url, "events": EVENTS, "sources": {"user": True, "admin": True, "api": False}}
    assert call("POST", PATH, json=hook).status_code == 200
    return listener


def edit(sandbox, address, status, **more):
    sandbox.edit_members([{"email_address": address, "status": status, **more}])


def test_the_listener_is_asked_whether_it_is_there_before_it_is_registered(registered):
    assert registered.asked == ["/hook"]


def test_a_listener_that_does_not_answer_is_refused(call, listener):
    listener.status = 404
    refused = call("POST", PATH, json={"url": listener.url})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "url")
    assert call("GET", PATH).json()["webhooks"] == []


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("absent", "subscribed", ("subscribe", None)),
        ("unsubscribed", "subscribed", ("subscribe", None)),
        ("subscribed", "subscribed", ("profile", None)),
        ("subscribed", "unsubscribed", ("unsubscribe", "unsub")),
        ("subscribed", "cleaned", ("cleaned", None)),
        ("subscribed", "archived", ("unsubscribe", "delete")),
        ("subscribed", "forgotten", ("unsubscribe", "delete")),
    ],
)
def test_each_change_is_posted_under_its_type(sandbox, registered, before, after, said):
    if before != "absent":
        edit(sandbox, ZOE, before)
        if before == "subscribed":
            registered.next()
        else:
            assert registered.next()["type"] == "unsubscribe"
    edit(sandbox, ZOE, after)
    post = registered.next()
    assert (post["type"], post.get("data[action]")) == said
    assert (post["data[email]"], post["data[list_id]"]) == (ZOE, NEWSLETTER)


@pytest.mark.parametrize("quiet", ["pending", "transactional"])
def test_of_who_is_no_subscriber_nothing_is_said(sandbox, registered, quiet):
    edit(sandbox, ZOE, quiet)
    edit(sandbox, LAST, "subscribed")
    assert registered.next()["data[email]"] == LAST


def test_the_fields_of_a_person_come_along(sandbox, registered):
    edit(sandbox, ZOE, "subscribed", merge_fields={"FNAME": "Zoë"})
    post = registered.next()
    assert (post["data[merges][FNAME]"], post["data[merges][EMAIL]"]) == ("Zoë", ZOE)


def test_what_the_api_does_is_not_posted_to_who_did_not_ask_for_it(call, sandbox, registered):
    member = {"email_address": ZOE, "status": "subscribed"}
    assert call("POST", f"/lists/{NEWSLETTER}", json={"members": [member]}).json()["total_created"] == 1
    edit(sandbox, LAST, "subscribed")
    assert registered.next()["data[email]"] == LAST


def test_nothing_is_posted_once_the_webhook_is_deleted(call, sandbox, listener):
    hook = {"url": listener.url, "events": EVENTS, "sources": {"admin": True}}
    first = call("POST", PATH, json=hook).json()["id"]
    call("DELETE", f"{PATH}/{first}")
    edit(sandbox, ZOE, "subscribed")
    call("POST", PATH, json=hook)
    edit(sandbox, LAST, "subscribed")
    assert listener.next()["data[email]"] == LAST


def test_the_official_client_registers_one_and_what_the_api_does_is_heard_when_asked_for(sandbox, listener):
    client = Client({"api_key": sandbox.key})
    client.api_client.host = sandbox.url
    wanted = {"url": listener.url, "events": EVENTS, "sources": {"user": False, "admin": False, "api": True}}
    hook = client.lists.create_list_webhook(NEWSLETTER, wanted)
    assert [one["id"] for one in client.lists.get_list_webhooks(NEWSLETTER)["webhooks"]] == [hook["id"]]
    edit(sandbox, ZOE, "subscribed")
    client.lists.batch_list_members(
        NEWSLETTER, {"members": [{"email_address": ALREADY_THERE, "status": "unsubscribed"}], "update_existing": True}
    )
    assert listener.next()["data[email]"] == ALREADY_THERE
