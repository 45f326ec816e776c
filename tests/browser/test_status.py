"""From a number of the status page to the person behind it, with a browser on a real server and worker."""

import re

import pytest
from playwright.sync_api import expect

from mcsync.outcome import RunKind
from mcsync.sandbox.practice import FAKE_LOOKING
from tests.fixtures.browser import settled


@pytest.fixture
def exported(start_stack):
    """A stack whose export is done, with three people refused; its worker does not look by itself, so the next run is the test's."""
    stack = start_stack(worker=False, exported=True)
    with stack.service() as service:
        service.change({"automatic": "no"}, "test")
        assert service.last_run().refused == 3
    stack.start_worker()
    return stack


def bars_of(page, chart):
    """Those of them that have a height: the export was made today, or just before midnight."""
    return page.locator(f".st-key-{chart} g.point path").locator("visible=true")


def test_from_a_bar_to_an_address_and_its_diagnosis(exported, open_browser):
    page = open_browser()
    page.goto(f"{exported.url}/status?days=2")
    expect(page.get_by_text("People: 3")).to_be_visible()
    bars = bars_of(page, "errors")
    expect(bars).to_have_count(3)
    settled(page)
    bars.first.click(force=True)
    expect(page.get_by_text("People: 1", exact=True)).to_be_visible()
    expect(page.get_by_text(re.compile(r"^Only \w+ \d"))).to_be_visible()
    page.get_by_role("button", name="The whole period").click()
    page.get_by_text(re.compile("All causes")).click()
    expect(page.get_by_text("People: 3")).to_be_visible()
    page.get_by_role("link", name=FAKE_LOOKING).click()
    expect(page.get_by_text("Refused by Mailchimp: Mailchimp takes this address for a fake or mistyped one.")).to_be_visible()


def test_a_bar_of_what_was_sent_shows_everybody_of_its_day(exported, open_browser):
    page = open_browser()
    page.goto(f"{exported.url}/status?days=2")
    bars = bars_of(page, "sent")
    expect(bars.first).to_be_visible()
    settled(page)
    bars.first.click(force=True)
    expect(page.get_by_text("People: 4,128")).to_be_visible()


def test_sending_again_leads_to_the_page_of_its_run(exported, open_browser):
    page = open_browser()
    page.goto(f"{exported.url}/status")
    page.get_by_role("button", name="Send these again").click()
    page.get_by_role("link", name="Look at run 2").click()
    expect(page.get_by_role("heading", level=1, name="Run")).to_be_visible()
    expect(page.get_by_text("asked for by")).to_be_visible()
    with exported.service() as service:
        service.wait(2)
        assert [(run.kind, run.to_send) for run in service.runs(2)] == [(RunKind.RETRY, 2), (RunKind.MANUAL, 4128)]


def test_the_time_zone_of_the_browser_is_one_click_away(exported, open_browser):
    page = open_browser()
    page.goto(f"{exported.url}/status")
    expect(page.get_by_text("Days begin at midnight in the time zone UTC.")).to_be_visible()
    page.get_by_role("button", name="Use Europe/Paris").click()
    expect(page.get_by_text("Days begin at midnight in the time zone Europe/Paris.")).to_be_visible()


def test_a_run_by_its_address_as_the_first_request_is_shown_in_the_frame(exported, open_browser):
    page = open_browser(color_scheme="dark")
    page.goto(f"{exported.url}/run?run=1")
    expect(page.get_by_text("Practice mode:")).to_be_visible()
    expect(page.get_by_role("heading", level=2, name="Export 1")).to_be_visible()
    expect(page.get_by_test_id("stSidebarNav").get_by_role("link", name="Run", exact=True)).to_have_count(0)
