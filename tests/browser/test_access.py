"""Every page can be read and used by everybody: axe finds nothing against WCAG 2.2 AA, by day and by night."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from mcsync.sandbox.practice import FAKE_LOOKING, NEWSLETTER

pytestmark = pytest.mark.timeout(400)

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
#: Page → what must be there before it is looked at.
PAGES = {
    "/": "Next",
    "/connect": "Connections",
    "/audience": "Consent",
    "/fields": "Fields",
    "/preview": "Step by step",
    "/export": "Runs of the last 7 days",
    "/export?run=1": "Export 1",
    "/export?ended=1": "Export 1: Done",
    "/status": "Runs per day",
    "/run?run=1": "Run",
    "/settings": "Settings",
    "/help": "Help",
    f"/diagnostic?address={FAKE_LOOKING}": "Diagnostic",
    "/diagnostic?show=list": "Diagnostic",
    "/diagnostic?show=proof": "Diagnostic",
}
#: What a page says while something is wrong: an export that nobody works on, and one that has not begun.
TROUBLED = {"/export?run=2": "Export 2", "/": "Next"}
#: (rule, part of the element's HTML) → why it is not ours to mend.
KNOWN = {
    (
        "scrollable-region-focusable",
        "e18bzgcu2",
    ): "Streamlit 1.67 scrolls a wide st.table on a narrow screen, and gives no way to make it focusable."
}


def settled(page):
    """When the script of the page has come to its end."""
    expect(page.locator("[data-testid='stApp'][data-test-script-state='notRunning']")).to_be_visible()


def findings(page):
    """A line for each element that breaks a rule, but for those that are known."""
    found = Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]}).response["violations"]
    broken = [(rule["id"], node) for rule in found for node in rule["nodes"]]
    return [f"{rule}: {node['html'][:200]}: {node['failureSummary']}" for rule, node in broken if not is_known(rule, node["html"])]


def is_known(rule, html):
    return any(rule == name and part in html for name, part in KNOWN)


def walk(page, url, pages):
    """Every page of these → what is wrong with it."""
    found = {}
    for path, heading in pages.items():
        page.goto(url + path)
        expect(page.get_by_role("heading", name=heading).first).to_be_visible()
        settled(page)
        found[path] = findings(page)
    return {path: broken for path, broken in found.items() if broken}


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 400)])
def test_axe_finds_nothing_on_any_page(start_stack, open_browser, scheme, width):
    stack = start_stack(worker=False)
    with stack.service() as service:
        service.change({"audience": NEWSLETTER}, "test")
        service.wait(service.export("test").run)
        page = open_browser(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        assert walk(page, stack.url, PAGES) == {}
        service.export("test", full=True)
        assert walk(page, stack.url, TROUBLED) == {}


def test_axe_would_find_something(open_browser):
    page = open_browser()
    page.set_content("<html lang='en'><title>x</title><main><img src='data:,'><p style='color:#aaa'>pale</p></main></html>")
    assert {line.split(":")[0] for line in findings(page)} == {"image-alt", "color-contrast"}
