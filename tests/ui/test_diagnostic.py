"""One address: the verdict, the three sides, and the click that puts it right."""

import contextlib
import sqlite3

import pytest

from mcsync.sandbox.practice import ALREADY_THERE, FAKE_LOOKING, LEFT_ALONE
from mcsync.service import Resynced
from mcsync.ui.diagnosis import RESYNCED
from tests.fixtures.ui import press, words


@pytest.mark.parametrize("view", ["one", "list", "proof"])
def test_without_an_audience_the_way_to_one_is_all_there_is(pages, view):
    reader = pages.open("diagnostic", show=view)
    assert "There is no audience to look at" in words(reader)
    assert [button.key for button in reader.button if button.key in {"look_up", "look_up_list", "verify_now"}] == []


def test_while_mailchimp_cannot_be_asked_the_shop_and_what_was_sent_are_shown_all_the_same(exported):
    exported.sandbox.revoke_key()
    reader = exported.open("diagnostic", address=FAKE_LOOKING)
    read = words(reader)
    assert "Mailchimp cannot be asked now, so there is no verdict" in read
    assert "Mailchimp does not accept this API key." in read
    assert "Félicie Lefaux" in read
    assert "Mailchimp takes this address for a fake" in read
    assert "Mailchimp now" not in read
    assert not reader.exception


def test_nothing_is_asked_before_there_is_an_address(pages):
    pages.choose_audience()
    assert "Type an address to see what the shop says" in words(pages.open("diagnostic"))


@pytest.mark.parametrize("typed", ["no address", "@", "a@b@c", "<script>@x", "x" * 300 + "@example.com"])
def test_what_is_no_address_is_said_in_a_sentence(exported, typed):
    reader = exported.open("diagnostic", address=typed)
    assert "This address cannot be looked up" in words(reader)
    assert not reader.exception


def test_a_typed_address_stands_in_the_address_of_the_page(exported):
    reader = exported.open("diagnostic")
    reader.text_input(key="address_").set_value(f" {FAKE_LOOKING} ")
    press(reader, "look_up")
    assert reader.query_params["address"] == FAKE_LOOKING
    assert "Refused by Mailchimp" in words(reader)


def test_all_three_sides_are_shown(exported):
    read = words(exported.open("diagnostic", address=ALREADY_THERE))
    assert "In place: in the audience as" in read
    for side in ("Shop", "Last sent", "Mailchimp now", "Timeline"):
        assert f"\n{side}\n" in read


def test_someone_who_left_cannot_be_re_synced_and_the_reason_is_said(exported):
    reader = exported.open("diagnostic", address=LEFT_ALONE)
    assert reader.button(key="resync").disabled
    assert "Re-sync is not possible: Only they can come back" in words(reader)


def test_an_address_that_nobody_knows_cannot_be_re_synced(exported):
    reader = exported.open("diagnostic", address="nobody@example.com")
    assert reader.button(key="resync").disabled
    assert "The shop has no such address" in words(reader)


def rename(pages, first_name):
    """The shop's owner gives someone another first name."""
    with contextlib.closing(sqlite3.connect(pages.folder / "sample_shop.sqlite")) as shop, shop:
        shop.execute("UPDATE ps_customer SET firstname = ? WHERE email = ?", (first_name, ALREADY_THERE))


def test_a_difference_is_marked(exported):
    rename(exported, "Zoé")
    read = words(exported.open("diagnostic", address=ALREADY_THERE))
    assert "Differs from the shop in: FNAME." in read
    assert "**Zoé** in the shop" in read


def test_a_re_sync_without_a_worker_is_written_down_and_said(exported):
    reader = press(exported.open("diagnostic", address=FAKE_LOOKING), "resync")
    assert "The re-sync is written down and goes as soon as a worker is there." in words(reader)


def test_a_hostile_name_in_the_shop_is_shown_and_not_obeyed(exported):
    rename(exported, "![x](http://evil.example/x)")
    read = words(exported.open("diagnostic", address=ALREADY_THERE))
    assert "\\!\\[x\\]\\(`http://evil.example/x)`" in read


def test_a_re_sync_that_is_refused_again_does_not_repeat_the_verdict(exported):
    reader = exported.open("diagnostic", address=FAKE_LOOKING)
    sentence = exported.service.diagnose(FAKE_LOOKING).finding.sentence
    reader.session_state[RESYNCED] = Resynced(address=FAKE_LOOKING, outcome="refused", sentence=sentence, before={}, after={})
    read = words(reader.run())
    assert "Nothing has changed by it: what to do stands above." in read
    assert read.count(str(sentence)) == 1
