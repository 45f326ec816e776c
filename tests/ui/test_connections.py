"""Where something is not connected, each page says so once: what it is, and the way to put it right."""

import pytest

from mcsync.sandbox.practice import NEWSLETTER
from mcsync.ui import connections
from tests.fixtures.ui import words

REVOKED = "Mailchimp does not accept this API key."
AWAY = "Nothing answers at the shop's host and port."


@pytest.fixture
def revoked(exported):
    """The pages, once the key was revoked in the middle of the day."""
    exported.sandbox.revoke_key()
    return exported


@pytest.fixture
def shop_away(exported):
    """The pages, once the shop's database is away."""
    exported.service.change({"shop_url": "mysql://mcsync:x@127.0.0.1:1/shop"}, "test")
    return exported


def ways_out(reader):
    return [link.proto.page for link in reader.get("page_link") if "See the connections" in link.proto.label]


@pytest.mark.parametrize("name", ["audience", "fields", "preview", "export"])
def test_a_key_that_was_revoked_is_told_once_with_its_way_out(revoked, name):
    reader = revoked.open(name)
    assert words(reader).count(REVOKED) == 1
    assert ways_out(reader) == ["connect"]


def test_home_tells_once_what_stopped_a_run_and_what_is_not_connected_for_it(revoked):
    revoked.service.wait(revoked.service.export("test", full=True).run)
    read = words(revoked.open())
    assert read.count(REVOKED) == 1
    assert "**Mailchimp** – Not connected: what to do stands above." in read
    assert "It could not be looked at: Mailchimp has to answer first." in read


@pytest.mark.parametrize("name", ["audience", "preview", "export", "diagnostic"])
def test_a_shop_that_is_away_is_told_once_with_its_way_out(shop_away, name):
    reader = shop_away.open(name, address="ann@shop.example")
    assert words(reader).count(AWAY) == 1
    assert ways_out(reader) == ["connect"]


def test_without_an_example_no_field_speaks_of_one(shop_away):
    read = words(shop_away.open("fields"))
    assert "The shop gives no example" in read
    assert "Of the example" not in read


def test_nothing_follows_in_green_what_is_not_connected(revoked):
    store = revoked.service._wiring.store
    store.leases.sign_of_life("a worker")
    read = words(revoked.open())
    assert ":orange[:material/sync_problem:] Automatic synchronisation is on, but cannot go on at the moment." in read


@pytest.mark.parametrize("name", ["audience", "export"])
def test_what_keeps_it_from_following_is_not_told_again(revoked, name):
    store, found = revoked.service._wiring.store, revoked.service.check()
    store.troubles.note(store.mirror.find(NEWSLETTER).number, "KeyInvalidError", found.mailchimp.message)
    assert revoked.service.following().trouble == found.mailchimp.message
    assert words(revoked.open(name)).count(REVOKED) == 1


def test_what_failed_is_not_believed_for_ever(revoked, monkeypatch):
    reader = revoked.open("preview")
    assert REVOKED in words(reader)
    revoked.sandbox.revoke_key(revoke=False)
    assert REVOKED in words(reader.run())
    monkeypatch.setattr(connections, "BELIEVED", 0.0)
    assert REVOKED not in words(reader.run())


def test_connections_that_are_all_in_use_are_no_error(exported):
    exported.service.check()
    reader = exported.open("fields")
    exported.sandbox.order_faults("429")
    reader.button(key="look_again").click().run()
    assert "The fields could not be read" in [box.proto.title for box in reader.info]
    assert not reader.error
