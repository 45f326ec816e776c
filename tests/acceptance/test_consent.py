"""Who may be written to: what people say in the shop, what they say in Mailchimp, and what the operator chose."""

import pytest

from mcsync.sandbox import Options, Sandbox
from mcsync.sandbox.practice import DOUBLE_OPT_IN, PRACTICE_PEOPLE
from tests.acceptance.conftest import SPECIAL
from tests.acceptance.oracle import Rules, judge

WITH_DATE = {"newsletter": 1, "newsletter_date_add": "2023-05-06 07:08:09"}


def statuses(box, *which, **where):
    members = box.members(**where)
    return {address: members.get(address, {}).get("status") for address in which}


def test_the_second_export_follows_each_change_and_nothing_else(mcsync, sandbox, prestashop):
    at = "{}@orange.example".format
    for number, name in enumerate(("same", "renamed", "leaves", "left.there", "never"), start=1):
        prestashop.add_customer(id_customer=number, email=at(name), **(WITH_DATE if name != "never" else {}))
    for number, name in enumerate(("block.same", "block.off"), start=1):
        prestashop.add_subscriber(id=number, email=at(name))
    assert mcsync.json("export", "--wait")["created"] == 7
    sent = sandbox.sent()

    shop = prestashop.database.execute
    shop("UPDATE ps_customer SET firstname = 'Léonie' WHERE id_customer = 2")
    # As the newsletter block itself does it: the date stays, and date_upd does not move.
    shop("UPDATE ps_customer SET newsletter = 0 WHERE email = 'leaves@orange.example' AND id_shop = 1")
    shop("UPDATE ps_emailsubscription SET active = 0 WHERE id = 2")
    prestashop.add_customer(id_customer=9, email=at("new"), **WITH_DATE)
    sandbox.edit_members([{"email_address": at("left.there"), "status": "unsubscribed", "unsubscribed_by": "admin"}])
    preview, second = mcsync.json("preview"), mcsync.json("export", "--wait")

    moved = {address for address, times in sandbox.sent().items() if times > sent.get(address, 0)}
    assert moved == {at("renamed"), at("leaves"), at("block.off"), at("new")}
    assert preview["to_send"] == second["to_send"] == 4
    assert (second["created"], second["updated"], second["left_alone"]) == (1, 3, 1)
    assert sandbox.members()[at("renamed")]["merge_fields"]["FNAME"] == "Léonie"
    assert statuses(sandbox, *map(at, ("same", "renamed", "leaves", "left.there", "never", "block.same", "block.off", "new"))) == {
        at("same"): "subscribed",
        at("renamed"): "subscribed",
        at("leaves"): "unsubscribed",
        at("left.there"): "unsubscribed",
        at("never"): "transactional",
        at("block.same"): "subscribed",
        at("block.off"): "unsubscribed",
        at("new"): "subscribed",
    }


def test_a_newsletter_only_person_who_leaves_the_shop_is_unsubscribed(mcsync, sandbox, prestashop):
    prestashop.add_subscriber(id=1, email="gone@orange.example")
    prestashop.add_subscriber(id=2, email="stays@orange.example")
    mcsync.json("export", "--wait")
    # As the newsletter block itself does it.
    prestashop.database.execute("DELETE FROM ps_emailsubscription WHERE email = 'gone@orange.example' AND id_shop = 1")
    mcsync.json("export", "--wait")
    assert statuses(sandbox, "gone@orange.example", "stays@orange.example") == {
        "gone@orange.example": "unsubscribed",
        "stays@orange.example": "subscribed",
    }


def test_resync_sends_one_and_never_brings_back_who_left(mcsync, sandbox, prestashop):
    prestashop.add_customer(id_customer=1, email="Zoe@Bücher.example", **WITH_DATE)
    prestashop.add_customer(id_customer=2, email="left@orange.example", **WITH_DATE)
    sandbox.edit_members([{"email_address": "left@orange.example", "status": "unsubscribed", "unsubscribed_by": "admin"}])
    zoe = "zoe@xn--bcher-kva.example"

    first = mcsync.json("resync", " ZOE@bücher.example ")
    assert (first["address"], first["outcome"], first["before"]["status"]) == (zoe, "created", "absent")
    assert first["after"]["status"] == sandbox.members()[zoe]["status"] == "subscribed"
    assert first["sentence"].endswith(".")

    refused, unknown = mcsync.all(("resync", "left@orange.example"), ("resync", "nobody@orange.example"))
    assert refused.code == unknown.code == 1
    assert statuses(sandbox, "left@orange.example", "nobody@orange.example") == {
        "left@orange.example": "unsubscribed",
        "nobody@orange.example": None,
    }
    assert set(sandbox.sent()) <= {zoe}


def test_with_double_opt_in_new_people_are_asked_once(new_command, sandbox, prestashop):
    mcsync = new_command(sandbox=sandbox, shop=prestashop, audience=DOUBLE_OPT_IN)
    at, where = "{}@orange.example".format, {"list_id": DOUBLE_OPT_IN}
    for number, name in enumerate(("new", "ordered", "there", "never"), start=1):
        prestashop.add_customer(id_customer=number, email=at(name), **(WITH_DATE if name != "never" else {}))
    sandbox.edit_members(
        [{"email_address": at("ordered"), "status": "transactional"}, {"email_address": at("there"), "status": "subscribed"}], **where
    )
    preview = mcsync.json("preview")
    assert preview["by_status"] == {"pending": 2, "subscribed": 1, "transactional": 1}
    mcsync.json("export", "--wait")
    expected = {at("new"): "pending", at("ordered"): "pending", at("there"): "subscribed", at("never"): "transactional"}
    assert statuses(sandbox, *expected, **where) == expected

    # One confirms, the other does not answer: neither is asked again.
    sandbox.edit_members([{"email_address": at("new"), "status": "subscribed"}], **where)
    received = sandbox.stats()["members_received"]
    assert mcsync.json("export", "--wait")["to_send"] == 0
    assert sandbox.stats()["members_received"] == received
    assert statuses(sandbox, at("new"), at("ordered"), **where) == {at("new"): "subscribed", at("ordered"): "pending"}


@pytest.fixture(scope="module")
def chosen(new_command, filled):
    """The dirty shop under every rule at once, looked at, then sent with consent alone."""
    with Sandbox(Options()) as box:
        mcsync = new_command(sandbox=box, shop=filled.tables)
        kept = mcsync.all(
            ("settings", "set", "consent", "consenting_only"),
            ("settings", "set", "shops", "1, 2"),
            ("settings", "set", "excluded_groups", "4"),
            ("settings", "set", "exclusions", "@gmail.example, zoe1*, *.example.com"),
            ("settings", "set", "default_language", "en"),
        )
        assert [answer.code for answer in kept] == [0] * len(kept)
        before, preview = box.members(), mcsync.json("preview")
        mcsync.json("export", "--wait")
        yield before, preview, box.members()


@pytest.fixture(scope="module")
def under_rules(filled, chosen):
    kinds = {
        "excluded_domain": lambda address: address.endswith("@gmail.example"),
        "excluded_pattern": lambda address: address.startswith("zoe1"),
    }
    rules = Rules(
        consenting_only=True,
        shops=frozenset({1, 2}),
        groups=frozenset({4}),
        excluded=lambda address: next((kind for kind, matches in kinds.items() if matches(address)), None),
        language="en",
    )
    return judge(filled.customers, filled.subscribers, chosen[0], rules)


def test_rules_and_consent_only_leave_out_whom_the_oracle_leaves_out(chosen, under_rules):
    _, preview, _ = chosen
    assert {figure: preview[figure] for figure in under_rules.figures} == under_rules.figures
    assert {"excluded_domain", "excluded_pattern", "excluded_group", "other_shop", "not_consenting"} <= set(preview["skipped"])


def test_consenting_only_sends_those_and_nobody_else(chosen, under_rules):
    _, _, members = chosen
    expected = {address: person.after for address, person in under_rules.people.items() if address not in SPECIAL}
    assert set(expected.values()) == {"subscribed"}
    assert {address: member["status"] for address, member in members.items() if address not in {*SPECIAL, *PRACTICE_PEOPLE}} == expected


def test_the_chosen_language_is_for_those_who_have_none(chosen, under_rules):
    _, _, members = chosen
    expected = {address: person.language for address, person in under_rules.people.items() if address not in SPECIAL}
    assert {address: members[address]["language"] for address in expected} == expected
    assert set(expected.values()) == {"fr", "en", "de"}
