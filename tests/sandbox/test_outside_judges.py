"""Mailchimp's own client and a second one, written by others, against the sandbox: they know nothing of us."""

import hashlib

import pytest
from mailchimp3 import MailChimp
from mailchimp3.mailchimpclient import MailChimpError
from mailchimp_marketing import Client
from mailchimp_marketing.api_client import ApiClientError

from mcsync.sandbox.practice import ALREADY_THERE, LEFT_ALONE, NEWSLETTER

ZOE = "zoe@courrier.example"
HASH = hashlib.md5(ZOE.encode()).hexdigest()


@pytest.fixture
def official(sandbox):
    client = Client({"api_key": sandbox.key})
    client.api_client.host = sandbox.url
    return client


@pytest.fixture
def other(sandbox):
    client = MailChimp(mc_api=sandbox.key, timeout=20)
    client.base_url = f"{sandbox.url}/"
    return client


def test_the_official_client_pings_and_lists(official):
    assert official.ping.get() == {"health_status": "Everything's Chimpy!"}
    assert official.root.get_root()["account_name"] == "mcsync practice"
    assert official.lists.get_all_lists(fields=["lists.id", "total_items"])["total_items"] == 3
    assert official.lists.get_list(NEWSLETTER)["id"] == NEWSLETTER
    assert [field["tag"] for field in official.lists.get_list_merge_fields(NEWSLETTER)["merge_fields"]][:2] == ["FNAME", "LNAME"]


def test_the_official_client_sends_a_batch(official):
    members = [{"email_address": address, "status": "subscribed"} for address in (ZOE, ALREADY_THERE, LEFT_ALONE)]
    answer = official.lists.batch_list_members(NEWSLETTER, {"members": members, "update_existing": True})
    assert [answer[name] for name in ("total_created", "total_updated", "error_count")] == [1, 1, 1]


def test_the_official_client_lives_a_members_life(official):
    added = official.lists.set_list_member(NEWSLETTER, HASH, {"email_address": ZOE, "status_if_new": "subscribed"})
    assert added["id"] == HASH
    official.lists.update_list_member_tags(NEWSLETTER, HASH, {"tags": [{"name": "shop", "status": "active"}]})
    assert official.lists.get_list_member_tags(NEWSLETTER, HASH)["tags"][0]["name"] == "shop"
    assert official.lists.update_list_member(NEWSLETTER, HASH, {"status": "unsubscribed"})["status"] == "unsubscribed"
    assert official.lists.get_list_members_info(NEWSLETTER, status="unsubscribed", count=100)["total_items"] == 3
    assert official.lists.delete_list_member(NEWSLETTER, HASH).status_code == 204
    assert official.lists.get_list_member(NEWSLETTER, HASH)["status"] == "archived"
    assert official.lists.delete_list_member_permanent(NEWSLETTER, HASH).status_code == 204
    with pytest.raises(ApiClientError) as refused:
        official.lists.add_list_member(NEWSLETTER, {"email_address": ZOE, "status": "subscribed"})
    assert refused.value.status_code == 400
    assert "Forgotten Email Not Subscribed" in refused.value.text


def test_the_official_client_keeps_webhooks_and_fields(official):
    hook = official.lists.create_list_webhook(NEWSLETTER, {"url": "https://shop.example/hook"})
    assert official.lists.get_list_webhooks(NEWSLETTER)["webhooks"] == [hook]
    official.lists.delete_list_webhook(NEWSLETTER, hook["id"])
    assert official.lists.add_list_merge_field(NEWSLETTER, {"name": "Size", "type": "text"})["tag"] == "MMERGE6"


def test_the_other_client_reads_all_pages(start_sandbox):
    sandbox = start_sandbox(audience_size=1200)
    client = MailChimp(mc_api=sandbox.key, timeout=20)
    client.base_url = f"{sandbox.url}/"
    members = client.lists.members.all(NEWSLETTER, get_all=True, fields="members.email_address,total_items")["members"]
    assert len({member["email_address"] for member in members}) == len(members) == 1204


def test_the_other_client_sends_a_batch_and_hears_problems(other):
    answer = other.lists.update_members(NEWSLETTER, {"members": [{"email_address": ZOE, "status": "subscribed"}], "update_existing": True})
    assert answer["total_created"] == 1
    assert other.lists.members.get(NEWSLETTER, HASH)["email_address"] == ZOE
    with pytest.raises(MailChimpError) as refused:
        other.lists.members.create(NEWSLETTER, {"email_address": ZOE, "status": "subscribed"})
    assert refused.value.args[0]["title"] == "Member Exists"
