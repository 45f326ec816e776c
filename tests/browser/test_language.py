"""The reader's language: chosen by a link, kept by the browser, said in the first tag, and spoken by every page and chart."""

import re

from playwright.sync_api import expect

from mcsync.ui.directory import ENTRIES

FRENCH = "html[lang='fr']"


def test_a_chosen_language_is_kept_over_a_reload_and_in_a_new_tab(start_stack, open_browser):
    stack = start_stack(worker=False)
    page = open_browser()
    page.goto(f"{stack.url}/settings?lang=de")
    expect(page.get_by_role("heading", level=1, name="Settings")).to_be_visible()
    page.get_by_role("link", name="Français").click()
    expect(page.get_by_role("heading", level=1, name="Réglages")).to_be_visible()
    expect(page.locator(FRENCH)).to_have_count(1)
    assert page.url == f"{stack.url}/settings"
    page.reload()
    expect(page.get_by_role("heading", level=1, name="Réglages")).to_be_visible()
    tab = page.context.new_page()
    tab.goto(f"{stack.url}/status?lang=en")
    expect(tab.get_by_role("heading", level=1, name="État des synchronisations")).to_be_visible()


def test_what_a_first_address_asks_for_is_kept_on_the_way_to_other_pages(start_stack, open_browser):
    stack = start_stack(worker=False)
    page = open_browser()
    page.goto(f"{stack.url}/?lang=fr")
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="Aperçu").click()
    expect(page.get_by_role("heading", level=1, name="Aperçu")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", level=1, name="Aperçu")).to_be_visible()


def test_every_page_of_the_menu_speaks_french_and_so_does_a_chart(start_stack, open_browser):
    stack = start_stack(worker=False, exported=True)
    page = open_browser()
    page.goto(f"{stack.url}/?lang=fr")
    menu = page.get_by_test_id("stSidebarNav").get_by_role("link")
    expect(menu).to_have_count(sum(entry.listed for entry in ENTRIES.values()))
    for place in range(menu.count()):
        menu.nth(place).click()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.get_by_text("Mode découverte").first).to_be_visible()
    page.goto(f"{stack.url}/status")
    expect(page.locator(".st-key-sent .ytick").filter(has_text=re.compile("4\u202f000"))).to_be_visible()
    page.locator(".st-key-sent .js-plotly-plot").hover()
    expect(page.locator(".st-key-sent [data-title='Agrandir']")).to_have_count(1)
