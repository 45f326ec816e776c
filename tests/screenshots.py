"""`python -m tests.screenshots`: the README's pictures, of a real run over the sample shop and the sandbox. Takes about a minute."""

import json
import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from mcsync.sandbox import Options, Sandbox
from mcsync.sandbox.practice import FAKE_LOOKING, NEWSLETTER
from tests.fixtures.app import ROOT, Stack
from tests.fixtures.browser import FLAGS, PATIENCE
from tests.fixtures.tools import find

PICTURES = ROOT / "docs" / "pictures"
WIDTH, HEIGHT = 1120, 860
#: Batches of a size that makes a long strip, and how many of them are done when the picture of the window is taken.
SIZE, DONE = 20, 120
#: Name of the picture → (its address, its height in pixels), once an export is done.
AFTER = {
    "home": ("/", HEIGHT),
    "connect": ("/connect", HEIGHT),
    "audience": ("/audience", HEIGHT),
    "fields": ("/fields", HEIGHT),
    "summary": ("/export?ended=1", 1000),
    "status": ("/status?days=7", 1000),
    "run": ("/run?run=1", HEIGHT),
    "settings": ("/settings", HEIGHT),
    "diagnostic": (f"/diagnostic?address={FAKE_LOOKING}", 1000),
}


@contextmanager
def running():
    """Everything that mcsync is, in a folder of its own."""
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory()))
        sandbox = opened.enter_context(Sandbox(Options()))
        (folder / "practice.json").write_text(json.dumps({"url": sandbox.url, "key": sandbox.key}))
        stack = Stack(folder=folder, sandbox=sandbox)
        opened.callback(lambda: [stack.stop(name) for name in list(stack.processes)])
        stack.start_worker()
        stack.start_pages()
        yield stack


@contextmanager
def browser():
    """A page of a browser that speaks English and lives in Paris."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find("chromium", "chromium-browser"), args=list(FLAGS))
        context = chromium.new_context(viewport={"width": WIDTH, "height": HEIGHT}, locale="en-GB", timezone_id="Europe/Paris")
        context.set_default_timeout(PATIENCE)
        yield context.new_page()
        chromium.close()


def open_page(page, url, height):
    """The page when nothing moves any more."""
    page.set_viewport_size({"width": WIDTH, "height": height})
    page.goto(url)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("[data-testid='stApp'][data-test-script-state='notRunning']")).to_be_visible()
    expect(page.locator("[data-testid='stSkeleton']")).to_have_count(0)


def take(page, name):
    """One picture."""
    page.mouse.move(0, 0)
    page.screenshot(path=PICTURES / f"{name}.png", animations="disabled")
    print(PICTURES / f"{name}.png")


def main():
    """All of them, in the order of a first visit."""
    expect.set_options(timeout=PATIENCE)
    PICTURES.mkdir(parents=True, exist_ok=True)
    with running() as stack, browser() as page, stack.service() as service:
        service.change({"audience": NEWSLETTER, "batch_size": str(SIZE)}, "screenshots")
        open_page(page, f"{stack.url}/preview", 1500)
        expect(page.locator(".st-key-waterfall g.point").first).to_be_visible()
        take(page, "preview")
        window(stack, service, page)
        for name, (path, height) in AFTER.items():
            open_page(page, stack.url + path, height)
            take(page, name)


def window(stack, service, page):
    """The window of an export, in the middle of it."""
    stack.sandbox.hold(after=DONE)
    run = service.export("screenshots").run
    open_page(page, f"{stack.url}/export?run={run}", HEIGHT)
    expect(page.get_by_role("dialog").get_by_text(f"Done: {DONE - 2}")).to_be_visible()
    take(page, "window")
    stack.sandbox.let_go()
    service.wait(run)
    service.verify("screenshots")


if __name__ == "__main__":
    main()
