"""The whole way, as someone of the shop goes it, with a browser on a real server, worker and sandbox."""

import re

import pytest
from playwright.sync_api import expect

from mcsync.outcome import RunState
from mcsync.sandbox.practice import FAKE_LOOKING, NEWSLETTER
from mcsync.ui.directory import ENTRIES
from tests.fixtures.browser import settled

# Seconds: three servers and a browser start for one test, on a machine that may have ten times as much to do.
pytestmark = pytest.mark.timeout(400)
FIGURE = "[data-testid='stMetric']"
WINDOW = "[role='dialog']"
SUMMARY = ".st-key-ended"


def figure(page, label):
    """The figure with this label."""
    return page.locator(FIGURE).filter(has_text=re.compile(rf"^{label}")).locator("[data-testid='stMetricValue']").first


def go(page, name):
    """By the menu."""
    page.get_by_test_id("stSidebarNav").get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()


def choose_audience(page):
    go(page, "Audience")
    page.get_by_text("Boutique – newsletter", exact=True).click()
    page.get_by_role("button", name="Use this audience").click()
    expect(page.get_by_text("From now on, this audience is used everywhere.")).to_be_visible()


def set_batch_size(page, typed):
    field = page.get_by_label("Contacts in one request, 1 to 500")
    field.fill(typed)
    field.press("Enter")


def start_export(page):
    page.get_by_role("button", name=re.compile("Export [0-9,]+ contacts")).click()
    expect(page.locator(WINDOW)).to_be_visible()
    page.wait_for_url(re.compile(r"\?run=\d+"))


def expect_held(page):
    """The first batches that were let through are done, and those behind them are held."""
    expect(figure(page.locator(WINDOW), "Batches done")).to_have_text("20")
    expect(figure(page.locator(WINDOW), "In flight")).not_to_have_text("0")


def close_window(page):
    page.keyboard.press("Escape")
    expect(page.locator(WINDOW)).to_have_count(0)
    page.wait_for_url(re.compile(r"/export$"))


def test_from_the_first_look_to_the_last_address(start_stack, open_browser):
    stack = start_stack(cold=True)
    stack.sandbox.hold(after=20)
    page = open_browser()
    page.goto(stack.url)
    expect(page.get_by_text("Practice mode: the sample shop and a Mailchimp sandbox on this computer; nothing leaves it.")).to_be_visible()

    choose_audience(page)

    go(page, "Preview")
    expect(figure(page, "To send")).to_have_text("4,128")
    for typed, sentence in (("ten", "“ten” is not a batch size."), ("501", "The batch size must be from 1 to 500, not 501.")):
        set_batch_size(page, typed)
        expect(page.get_by_text(sentence)).to_be_visible()
    set_batch_size(page, "50")
    expect(figure(page, "Requests")).to_have_text("84")

    page.get_by_role("link", name="Go on to the export").click()
    start_export(page)
    expect_held(page)
    run = page.url
    close_window(page)
    page.get_by_role("link", name="Watch").click()
    expect(page.locator(WINDOW).get_by_text(re.compile("Export 1"))).to_be_visible()
    page.reload()
    expect(page.locator(WINDOW).get_by_text(re.compile("Export 1"))).to_be_visible()
    assert page.url == run

    stack.sandbox.let_go()
    # The window closes by itself.
    expect(page.locator(WINDOW)).to_have_count(0)
    summary = page.locator(SUMMARY)
    expect(summary.get_by_role("heading", name="Export 1: Done")).to_be_visible()
    page.wait_for_url(re.compile(r"/export\?ended=1$"))
    expect(figure(summary, "Created")).to_have_text("4,124")
    expect(figure(summary, "Refused")).to_have_text("3")
    expect(summary.get_by_role("img", name=re.compile("Done: 8[123] · Done, with refusals: [123]"))).to_be_visible()
    page.get_by_role("button", name="Verify").click()
    expect(figure(summary, "In place")).to_have_text("4,125")

    summary.get_by_role("link", name="See who was refused").click()
    expect(figure(page, "Errors")).to_have_text("3")
    page.get_by_role("link", name=FAKE_LOOKING).click()

    expect(page.get_by_text("Refused by Mailchimp: Mailchimp takes this address for a fake or mistyped one.")).to_be_visible()
    page.get_by_role("button", name="Re-sync").click()
    expect(page.get_by_text("Re-sync: refused")).to_be_visible()
    expect(page.get_by_text("In Mailchimp before: not in the audience · after: not in the audience")).to_be_visible()


def test_a_click_on_a_bar_shows_the_people_of_its_cause(start_stack, open_browser):
    stack = start_stack(worker=False, exported=True)
    page = open_browser(color_scheme="dark")
    page.goto(f"{stack.url}/status?days=2")
    expect(page.get_by_text("People: 3")).to_be_visible()
    bars = page.locator(".st-key-errors g.point path").locator("visible=true")
    expect(bars).to_have_count(3)
    settled(page)
    bars.first.click(force=True)
    expect(page.get_by_text("People: 1")).to_be_visible()


def test_a_click_on_a_step_shows_its_people(start_stack, open_browser):
    stack = start_stack(worker=False)
    with stack.service() as service:
        service.change({"audience": NEWSLETTER}, "test")
        deleted = service.preview().examples["skipped", "deleted"][0]
    page = open_browser()
    page.goto(f"{stack.url}/preview")
    table = page.get_by_test_id("stDataFrame")
    expect(table.locator("canvas").first).to_be_visible()
    settled(page)
    # The fourth line, after the three origins; a line is 35 pixels high, and so is the heading.
    table.click(position={"x": 15, "y": 35 * 4 + 17})
    expect(page.get_by_text(deleted)).to_be_visible()


def test_two_people_who_press_start_watch_the_same_run(start_stack, open_browser):
    stack = start_stack()
    stack.sandbox.hold(after=20)
    with stack.service() as service:
        service.change({"audience": NEWSLETTER, "batch_size": "20"}, "test")
    pages = [open_browser(), open_browser()]
    for page in pages:
        page.goto(f"{stack.url}/export")
        expect(page.get_by_role("button", name="Export 4,128 contacts")).to_be_visible()
    for page in pages:
        start_export(page)
    assert pages[0].url == pages[1].url
    expect(pages[1].get_by_text("This run was under way already, so your start joined it.")).to_be_visible()
    with stack.service() as service:
        assert len(service.runs(2)) == 1


def test_pausing_and_resuming_are_obeyed(start_stack, open_browser):
    stack = start_stack()
    stack.sandbox.hold(after=20)
    with stack.service() as service:
        service.change({"audience": NEWSLETTER, "batch_size": "20"}, "test")
    page = open_browser()
    page.goto(f"{stack.url}/export")
    start_export(page)
    expect_held(page)
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Pause the run").click()
    expect(page.locator(WINDOW).get_by_text("Pausing after the batches in flight")).to_be_visible()
    stack.sandbox.let_go()
    expect(page.locator(WINDOW).get_by_text("Paused")).to_be_visible()
    stack.sandbox.hold()
    page.get_by_role("button", name="Resume").click()
    expect(page.locator(WINDOW).get_by_text("Sending")).to_be_visible()
    page.get_by_role("button", name="Cancel", exact=True).click()
    page.get_by_role("button", name="Cancel the run").click()
    expect(page.locator(WINDOW).get_by_text("Cancelling after the batches in flight")).to_be_visible()
    stack.sandbox.let_go()
    expect(page.locator(SUMMARY).get_by_role("heading", name="Export 1: Cancelled")).to_be_visible()
    with stack.service() as service:
        assert service.last_run().state is RunState.CANCELLED


def test_a_run_outlives_the_server_of_the_pages(start_stack, open_browser):
    stack = start_stack()
    stack.sandbox.hold(after=20)
    with stack.service() as service:
        service.change({"audience": NEWSLETTER, "batch_size": "20"}, "test")
    page = open_browser()
    page.goto(f"{stack.url}/export")
    start_export(page)
    expect_held(page)
    window = page.url
    stack.stop("pages", kill=True)
    stack.start_pages()
    other = open_browser()
    other.goto(window)
    expect(other.locator(WINDOW).get_by_text(re.compile("Export 1"))).to_be_visible()
    stack.sandbox.let_go()
    # The browser that was there before comes back by itself.
    expect(figure(page.locator(SUMMARY), "Created")).to_have_text("4,124")
    expect(figure(other.locator(SUMMARY), "Created")).to_have_text("4,124")


def test_a_deep_link_as_the_first_request_shows_the_page_in_its_frame(start_stack, open_browser):
    stack = start_stack(worker=False)
    page = open_browser()
    page.goto(f"{stack.url}/diagnostic?address={FAKE_LOOKING}")
    expect(page.get_by_role("heading", level=1, name="Diagnostic")).to_be_visible()
    expect(page.get_by_text("Practice mode:")).to_be_visible()
    expect(page.get_by_test_id("stSidebarNav").get_by_role("link")).to_have_count(sum(entry.listed for entry in ENTRIES.values()))
    expect(page.locator("html")).to_have_attribute("lang", "en")
