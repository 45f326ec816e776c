"""How long somebody looks at nothing: the first heading of a server that has just started, and the next page after a click."""

import statistics
import time

from playwright.sync_api import expect

from mcsync.sandbox.practice import NEWSLETTER
from tests.bench.figures import Figure
from tests.screenshots import browser, running

#: Pages as the menu names them; one after the other, all of them this often, the first round not counted.
ROUND = ("Audience", "Preview", "Export", "Status", "Diagnostic", "Home")
ROUNDS = 4
#: Seconds.
FIRST, SWITCH = 1.5, 0.2


def eye():
    """From the address or the click to the heading that can be read."""
    with running() as stack, browser() as page, stack.service() as service:
        service.change({"audience": NEWSLETTER}, "bench")
        first = _seconds(lambda: page.goto(stack.url), page.get_by_role("heading", level=1, name="Home"))
        switches = [_switch(page, name) for _ in range(ROUNDS) for name in ROUND][len(ROUND) :]
    usual, worst = statistics.median(switches), max(switches)
    return [
        _at_most("first heading in a browser that was never here, server just started", first, FIRST),
        _at_most(f"next page after a click, median (longest: {worst:.2f} s)", usual, SWITCH),
    ]


def _switch(page, name):
    link = page.get_by_test_id("stSidebarNav").get_by_role("link", name=name)
    took = _seconds(link.click, page.get_by_role("heading", level=1, name=name))
    expect(page.locator("[data-testid='stApp'][data-test-script-state='notRunning']")).to_be_visible()
    return took


def _seconds(act, seen):
    began = time.perf_counter()
    act()
    seen.wait_for()
    return time.perf_counter() - began


def _at_most(what, seconds, most):
    return Figure(what=what, measured=f"{seconds:.2f} s", wanted=f"≤ {most} s", ok=seconds <= most)
