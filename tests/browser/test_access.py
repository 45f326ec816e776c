"""Every page can be read and used by everybody: axe finds nothing against WCAG 2.2 AA, by day and by night; and a telephone cuts nothing."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from mcsync.language import translate
from mcsync.message import say
from mcsync.outcome import RunKind, RunState
from mcsync.sandbox.practice import FAKE_LOOKING
from mcsync.words import KINDS, STATES
from tests.fixtures.browser import settled

pytestmark = pytest.mark.timeout(400)

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
#: Page → the heading that must be there before it is looked at.
PAGES = {
    "/": say("Next"),
    "/connect": say("1. Your shop"),
    "/audience": say("Consent"),
    "/fields": say("Tags"),
    "/preview": say("Step by step"),
    "/export": say("Runs of the last {days} days", days=7),
    "/export?run=1": say("{name} {number}", name=KINDS[RunKind.MANUAL], number=1),
    "/export?ended=1": say("{kind} {run}: {state}", kind=KINDS[RunKind.MANUAL], run=1, state=STATES[RunState.DONE]),
    "/status": say("Runs per day"),
    "/run?run=1": say("Batches"),
    "/settings": say("Journal"),
    "/help": say("Help"),
    f"/diagnostic?address={FAKE_LOOKING}": say("Timeline"),
    "/diagnostic?show=list": say("Diagnostic"),
    "/diagnostic?show=proof": say("Diagnostic"),
}
#: What a page says while something is wrong: an export that nobody works on, and one that has not begun.
TROUBLED = {"/export?run=2": say("{name} {number}", name=KINDS[RunKind.MANUAL], number=2), "/": say("Next")}
#: (rule, part of the element's HTML) → why it is not ours to mend.
KNOWN = {
    (
        "scrollable-region-focusable",
        "e18bzgcu2",
    ): "Streamlit 1.67 scrolls a wide st.table on a narrow screen, and gives no way to make it focusable."
}


#: Words that end in three dots because there is no room for them, or lie beyond the edge of a chart; but for Streamlit's own, under a field for files.
CUT = """() => [
    ...[...document.querySelectorAll('main *, [data-testid=stMain] *, [role=dialog] *')]
        .filter(e => getComputedStyle(e).textOverflow === 'ellipsis' && e.scrollWidth > e.clientWidth + 1)
        .filter(e => !e.closest('[data-testid^=stFileUploader]') && e.innerText),
    ...[...document.querySelectorAll('.legendtext')]
        .filter(e => e.getBoundingClientRect().right > e.closest('svg').getBoundingClientRect().right + 1),
].map(e => e.textContent)"""


def findings(page):
    """A line for each element that breaks a rule, but for those that are known."""
    found = Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]}).response["violations"]
    broken = [(rule["id"], node) for rule in found for node in rule["nodes"]]
    return [f"{rule}: {node['html'][:200]}: {node['failureSummary']}" for rule, node in broken if not is_known(rule, node["html"])]


def is_known(rule, html):
    return any(rule == name and part in html for name, part in KNOWN)


def walk(page, url, pages, code):
    """Every page of these → what is wrong with it."""
    found = {}
    for path, heading in pages.items():
        page.goto(url + path)
        expect(page.get_by_role("heading", name=translate(heading, code)).first).to_be_visible()
        settled(page)
        found[path] = [*findings(page), *(f"cut: {words}" for words in page.evaluate(CUT))]
    return {path: broken for path, broken in found.items() if broken}


@pytest.mark.parametrize(("scheme", "width", "code"), [("light", 1280, "en"), ("dark", 400, "fr")])
def test_axe_finds_nothing_on_any_page_and_no_words_are_cut(start_stack, open_browser, scheme, width, code):
    stack = start_stack(worker=False, exported=True)
    with stack.service() as service:
        page = open_browser(color_scheme=scheme, locale=code)
        page.set_viewport_size({"width": width, "height": 900})
        assert walk(page, stack.url, PAGES, code) == {}
        service.export("test", full=True)
        assert walk(page, stack.url, TROUBLED, code) == {}


def test_words_that_are_cut_would_be_found(open_browser):
    page = open_browser()
    style = "width:4em;overflow:hidden;white-space:nowrap;text-overflow:ellipsis"
    page.set_content(f"<main><p style='{style}'>far too long for this</p><p style='{style}'>short</p></main>")
    assert page.evaluate(CUT) == ["far too long for this"]


def test_axe_would_find_something(open_browser):
    page = open_browser()
    page.set_content("<html lang='en'><title>x</title><main><img src='data:,'><p style='color:#aaa'>pale</p></main></html>")
    assert {line.split(":")[0] for line in findings(page)} == {"image-alt", "color-contrast"}
