"""What people do with the pages, and what shops bring with them: in French, by keyboard, and with names that were written to do harm."""

import csv
import re

import pytest
from playwright.sync_api import expect

from mcsync.sandbox.practice import NEWSLETTER
from tests.browser.test_full_path import SUMMARY, figure
from tests.fixtures.browser import french, settled

pytestmark = pytest.mark.timeout(400)

#: Names as shops really hold them, and as somebody writes them who means harm.
HOSTILE = (
    "<script>document.title='taken over'</script>",
    "<img src=x onerror=\"document.title='taken over'\">",
    '=HYPERLINK("https://evil.example","look")',
    "[look](https://evil.example) **bold** $x^2$ :material/bolt:",
    "\u202eעברית מימין לשמאל\u202c",
    "👩‍👩‍👧‍👦 Zoé 🎉",
    "é" * 255,
)


def file_of(folder, *names):
    """A file of customers with these first names."""
    path = folder / "customers.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["email", "firstname", "newsletter"])
        rows.writerows([f"p{number}@courrier.example", name, "1"] for number, name in enumerate(names))
    return path


def test_names_that_mean_harm_are_shown_as_they_are(start_stack, open_browser, tmp_path):
    stack = start_stack(worker=False)
    with stack.service() as service:
        service.change({"audience": NEWSLETTER, "shop_file": str(file_of(tmp_path, *HOSTILE))}, "test")
    page = open_browser()
    page.goto(f"{stack.url}/preview")
    expect(figure(page, "To send")).to_have_text(str(len(HOSTILE)))
    for number, name in enumerate(HOSTILE):
        page.goto(f"{stack.url}/diagnostic?address=p{number}@courrier.example")
        start = re.sub(r"[\u202a-\u202e]", "", name)[:20]
        expect(page.get_by_text(start, exact=False).first).to_be_visible()
        expect(page).not_to_have_title(re.compile("taken over"))
        expect(page.locator("a[href*='evil.example'], img[src='x']")).to_have_count(0)


def test_an_empty_shop_and_a_wrong_key_are_said_in_french_words(start_stack, open_browser, tmp_path):
    stack = start_stack(worker=False)
    with stack.service() as service:
        service.change({"audience": NEWSLETTER, "shop_file": str(file_of(tmp_path))}, "test")
    page = open_browser(locale="fr-FR")
    page.goto(f"{stack.url}/preview")
    expect(figure(page, french("Rows of the shop"))).to_have_text("0")
    expect(figure(page, french("To send"))).to_have_text("0")
    page.goto(f"{stack.url}/export")
    expect(page.get_by_text("Il n’y a personne à exporter.")).to_be_visible()
    page.goto(f"{stack.url}/connect")
    page.locator(".st-key-mailchimp_key input").fill("not a key")
    page.get_by_role("button", name=french("Use this key")).click()
    expect(page.get_by_text("Ce n’est pas une clé API Mailchimp")).to_be_visible()
    with stack.service() as service:
        assert service.in_force().practice_mailchimp


def test_a_click_on_a_step_of_the_picture_says_why_and_lists_its_people_in_french(start_stack, open_browser):
    stack = start_stack(worker=False)
    with stack.service() as service:
        service.change({"audience": NEWSLETTER}, "test")
        disabled = service.preview().examples["skipped", "inactive"][0]
    page = open_browser(color_scheme="dark", locale="fr-FR")
    page.goto(f"{stack.url}/preview")
    bars = page.locator(".st-key-waterfall g.trace.bars").last.locator("g.point path")
    expect(bars.nth(2)).to_be_attached()
    settled(page)
    # The third line, under the rows of the shop and those that are deleted; anywhere on it, although its bar is short and far to the right.
    bars.nth(2).click(position={"x": 30, "y": 20}, force=True)
    expect(page.get_by_text(disabled)).to_be_visible()
    expect(page.get_by_text("Le compte est désactivé dans la boutique.")).to_be_visible()


def test_a_french_reader_exports_by_keyboard_and_comes_back(start_stack, open_browser):
    stack = start_stack()
    page = open_browser(locale="fr-FR")
    page.goto(stack.url)
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.get_by_role("heading", level=1, name=french("Home"))).to_be_visible()
    with stack.service() as service:
        service.change({"audience": NEWSLETTER}, "test")
    page.goto(f"{stack.url}/export")
    start = page.locator(".st-key-start button")
    expect(start).to_be_enabled()
    start.focus()
    page.keyboard.press("Enter")
    expect(page.locator(SUMMARY)).to_be_visible()
    # Gone on to another page, and come back by the address: the summary is still there.
    page.goto(f"{stack.url}/export?ended=1")
    expect(figure(page.locator(SUMMARY), french("Refused"))).to_have_text("3")
    page.reload()
    expect(figure(page.locator(SUMMARY), french("Created"))).to_have_text(re.compile("4.124"))


def test_the_first_page_comes_without_plotly(start_stack, open_browser):
    stack = start_stack(worker=False)
    page = open_browser()
    fetched = []
    page.on("response", lambda response: fetched.append(response.url))
    page.goto(stack.url)
    expect(page.get_by_role("heading", level=1, name="Home")).to_be_visible()
    expect(page.locator("[data-testid='stApp'][data-test-script-state='notRunning']")).to_be_visible()
    assert fetched
    assert [url for url in fetched if "plotly" in url.lower()] == []
    with stack.service() as service:
        service.change({"audience": NEWSLETTER}, "test")
    page.goto(f"{stack.url}/preview")
    expect(page.locator(".st-key-waterfall g.point").first).to_be_visible()
    assert [url for url in fetched if "plotly" in url.lower()] != []


def test_the_first_stop_of_the_keyboard_leads_past_the_menu_and_every_link_of_the_menu_can_be_reached(start_stack, open_browser):
    stack = start_stack(worker=False)
    page = open_browser()
    page.goto(stack.url)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    reached = []
    for _ in range(14):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.textContent.trim()"))
    assert reached[0] == "Skip to main content"
    # Its icon is a word as well, before its name.
    assert [
        name for name in ("Audience", "Preview", "Export", "Status", "Diagnostic") if not any(word.endswith(name) for word in reached)
    ] == []
