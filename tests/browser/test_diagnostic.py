"""From a pasted list to everybody in place, with a browser on a real server, worker and sandbox."""

import contextlib
import re
import sqlite3

import pytest
from playwright.sync_api import expect

from mcsync.sandbox.practice import ALREADY_THERE, FAKE_LOOKING
from mcsync.ui.tables import LINES
from tests.browser.test_full_path import WINDOW, figure
from tests.fixtures.browser import settled

pytestmark = pytest.mark.timeout(400)


@pytest.fixture
def stack(start_stack):
    """After an export; then somebody was removed in Mailchimp, and the shop gave somebody else another name."""
    stack = start_stack(worker=False, exported=True)
    with stack.service() as service:
        service.change({"automatic": "no"}, "test")
        stack.removed = next(one["address"] for one in service.people(1) if one["outcome"] == "created")
    stack.sandbox.edit_members([{"email_address": stack.removed, "status": "absent"}])
    with contextlib.closing(sqlite3.connect(stack.folder / "sample_shop.sqlite")) as shop, shop:
        shop.execute("UPDATE ps_customer SET firstname = 'Zoé' WHERE email = ?", (ALREADY_THERE,))
    with stack.service() as service:
        service.verify("test")
    stack.start_worker()
    return stack


def row(page, number):
    """Chooses a row of the first table, whose heading is 35 pixels high."""
    settled(page)
    page.get_by_test_id("stDataFrame").first.click(position={"x": 18, "y": 35 + LINES * (number - 1) + LINES // 2})


def test_a_pasted_list_is_judged_and_the_chosen_ones_are_in_place_then(stack, open_browser):
    page = open_browser()
    page.goto(f"{stack.url}/diagnostic?show=list")
    page.get_by_label("Addresses, one on each line").fill(f"Removed <{stack.removed}>\n{ALREADY_THERE}\n{FAKE_LOOKING}\nnot an address")
    page.get_by_role("button", name="Look them up").click()
    told = "Removed in Mailchimp: 1 · Differs: 1 · Refused by Mailchimp: 1 · Not an address: 1"
    expect(page.get_by_text(told)).to_be_visible()
    expect(page.get_by_role("button", name="Re-sync the selected ones (0)")).to_be_disabled()

    row(page, 1)
    expect(page.get_by_role("button", name="Re-sync the selected ones (1)")).to_be_enabled()
    expect(page.get_by_role("button", name="Look at this address alone")).to_be_visible()
    row(page, 2)
    page.get_by_role("button", name="Re-sync the selected ones (2)").click()
    # The window opens, and closes by itself at the end.
    expect(page.get_by_text("In place: 2")).to_be_visible()
    expect(page.locator(WINDOW)).to_have_count(0)
    expect(page.get_by_text(re.compile("Chosen people again 2: Done"))).to_be_visible()
    members = stack.sandbox.members()
    assert stack.removed in members
    assert members[ALREADY_THERE]["merge_fields"]["FNAME"] == "Zoé"

    row(page, 3)
    page.get_by_role("button", name="Look at this address alone").click()
    page.wait_for_url(re.compile(rf"address={FAKE_LOOKING.replace('@', '(@|%40)')}"))
    expect(page.get_by_label("E-mail address")).to_have_value(FAKE_LOOKING)


def test_the_proof_lists_who_is_missing_and_a_re_sync_mends_it(stack, open_browser):
    page = open_browser()
    page.goto(f"{stack.url}/diagnostic?show=proof")
    expect(figure(page, "Different")).to_have_text("1")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as a page").click()
    text = saved.value.path().read_text()
    assert stack.removed in text
    assert ALREADY_THERE in text
    assert "Europe/Paris" in text

    row(page, 1)
    page.get_by_role("button", name="Re-sync the selected ones (1)").click()
    expect(page.get_by_text(re.compile("Chosen people again 2: Done"))).to_be_visible()
    page.get_by_role("button", name="Verify now").click()
    expect(figure(page, "Different")).to_have_text("0")


def test_a_near_miss_is_proposed_and_one_click_away(stack, open_browser):
    page = open_browser()
    page.goto(f"{stack.url}/diagnostic?address={ALREADY_THERE.replace('already', 'alraedy')}")
    expect(page.get_by_text("Neither in the shop nor in the audience.")).to_be_visible()
    page.get_by_role("button", name=ALREADY_THERE).click()
    expect(page.get_by_text("Differs from the shop in: FNAME.")).to_be_visible()
    page.get_by_role("button", name="Re-sync").click()
    expect(page.get_by_text("In place: in the audience as subscribed, the same as in the shop.").first).to_be_visible()
