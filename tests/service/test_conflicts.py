"""Everybody about whom shop and Mailchimp disagree is listed, with what we did and why; nobody is ever subscribed to settle it."""

import json
import sqlite3
from contextlib import closing

import pytest

from mcsync.contact import Consent
from mcsync.sandbox.practice import NEWSLETTER
from mcsync.service import open_service
from tests.faults.stage import ShopFile

LEFT_THERE = "Left in Mailchimp and consents in the shop"
WITHOUT_TICK = "Once consented, now in the shop without the tick"
FORM = "never said yes in the shop, perhaps through a Mailchimp form"
BACK = "The shop still says no"
BACK_WITHOUT_A_ROW = "the shop says nothing about them any more"
NAMES = (
    "unsubscribes.there", "bounces.there", "is.archived", "is.deleted.there", "is.recreated", "signs.up.there", "leaves.and.comes.back",
    "vanishes.and.comes.back", "stays", "leaves", "never",
)  # fmt: skip


def at(name):
    return f"{name}@shop.example"


@pytest.fixture
def shop(tmp_path):
    found = ShopFile(path=tmp_path / "shop.sqlite").create()
    found.add({at(name): "never" if name in {"signs.up.there", "never"} else "yes" for name in NAMES})
    return found


@pytest.fixture
def verbs(tmp_path, sandbox, shop):
    (tmp_path / "practice.json").write_text(json.dumps({"url": sandbox.url, "key": sandbox.key}))
    service = open_service({"MCSYNC_DATA": str(tmp_path), "MCSYNC_SHOP_URL": f"sqlite:///{shop.path}"})
    service.change({"audience": NEWSLETTER, "read_back_every": "10"}, "test")
    service.wait(service.export("test").run)
    assert service.look("test")[0]
    yield service
    service.close()


@pytest.fixture
def disagreed(verbs, sandbox, shop):
    """All that people do, in the shop and in Mailchimp, with a look after each round."""
    for name in ("leaves.and.comes.back", "leaves"):
        shop.change(at(name), consent="left")
    for name in ("vanishes.and.comes.back", "is.recreated"):
        shop.delete(at(name))
    _look(verbs)
    shop.add({at("is.recreated"): "never"})
    edits = {
        "unsubscribes.there": "unsubscribed", "bounces.there": "cleaned", "is.archived": "archived", "is.deleted.there": "forgotten",
        "signs.up.there": "subscribed", "leaves.and.comes.back": "subscribed", "vanishes.and.comes.back": "subscribed",
    }  # fmt: skip
    sandbox.edit_members([{"email_address": at(name), "status": status} for name, status in edits.items()])
    _look(verbs)
    return verbs


def _look(verbs):
    number = verbs._wiring.store.mirror.find(NEWSLETTER).number
    verbs._wiring.store.schedules.note(number, read_back_at=0.0)
    assert verbs.look("test")[0]


def test_each_kind_is_listed_with_its_reason(disagreed):
    told = {one.address: (one.shop, str(one.sentence)) for one in disagreed.conflicts()}
    expected = {
        "unsubscribes.there": (Consent.YES, LEFT_THERE),
        "bounces.there": (Consent.YES, LEFT_THERE),
        "is.archived": (Consent.YES, LEFT_THERE),
        "is.deleted.there": (Consent.YES, LEFT_THERE),
        "is.recreated": (Consent.NEVER, WITHOUT_TICK),
        "signs.up.there": (Consent.NEVER, FORM),
        "leaves.and.comes.back": (Consent.LEFT, BACK),
        "vanishes.and.comes.back": (Consent.LEFT, BACK_WITHOUT_A_ROW),
    }
    assert told.keys() == {at(name) for name in expected}
    for name, (consent, words) in expected.items():
        assert told[at(name)][0] is consent, name
        assert words in told[at(name)][1], name


def test_nobody_is_subscribed_to_settle_it(disagreed, sandbox):
    _look(disagreed)
    disagreed.wait(disagreed.export("test", full=True).run)
    statuses = {name: sandbox.members()[at(name)]["status"] for name in NAMES}
    assert statuses == {
        "unsubscribes.there": "unsubscribed",
        "bounces.there": "cleaned",
        "is.archived": "archived",
        "is.deleted.there": "forgotten",
        "is.recreated": "unsubscribed",
        "signs.up.there": "subscribed",
        "leaves.and.comes.back": "unsubscribed",
        "vanishes.and.comes.back": "subscribed",
        "stays": "subscribed",
        "leaves": "unsubscribed",
        "never": "transactional",
    }


def test_who_signed_up_there_is_unsubscribed_only_where_a_setting_says_so(disagreed, sandbox):
    disagreed.change({"unsubscribe_never": "yes"}, "test")
    _look(disagreed)
    assert sandbox.members()[at("signs.up.there")]["status"] == "unsubscribed"


def test_who_is_back_in_the_shop_is_judged_by_their_row_again(disagreed, shop):
    with closing(sqlite3.connect(shop.path)) as connection, connection:
        connection.execute("UPDATE ps_customer SET deleted = 1 WHERE email = ?", (at("stays"),))
    shop.add({at("vanishes.and.comes.back"): "yes"})
    assert at("vanishes.and.comes.back") not in {one.address for one in disagreed.conflicts()}
