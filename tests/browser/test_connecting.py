"""Connecting one's own shop, as someone of the shop does it: a database by its parts, or a file, in a browser."""

from playwright.sync_api import expect

from mcsync.sandbox.practice import NEWSLETTER
from tests.fixtures.browser import french, settled
from tests.fixtures.mariadb import READER, READER_PASSWORD

CSV = "Prénom;E-mail;Newsletter;Ville\nZoé;zoe@orange.example;oui;Lyon\n=1+1;<script>alert(1)</script>@x;non;Paris\n"


def fill(page, **fields):
    """By keyboard: each field is left by the Tab key."""
    for label, value in fields.items():
        field = page.get_by_label(label, exact=True)
        field.fill(str(value))
        field.press("Tab")
    page.get_by_role("button", name="Try the connection").click()


def test_a_real_database_is_connected_step_by_step(start_stack, open_browser, prestashop):
    prestashop.add_customer(email="zoe@orange.example", newsletter=1)
    stack = start_stack(worker=False)
    page = open_browser()
    page.goto(stack.url)
    page.get_by_role("link", name="Connect your own").click()
    expect(page.get_by_text("This is practice mode: nothing leaves this computer")).to_be_visible()
    page.get_by_text("PrestaShop database", exact=True).click()

    fill(page, Host="127.0.0.1", Port=prestashop.database.port, User=READER, Password="wrong")
    expect(page.get_by_text("refuses this user or password")).to_be_visible()
    expect(page.get_by_role("button", name="Use this shop")).to_be_disabled()
    fill(page, Password=READER_PASSWORD)
    expect(page.get_by_text("may sign in")).to_be_visible()
    fill(page, Database=prestashop.database.name)
    expect(page.get_by_text("This user can only read, which is all that is needed.")).to_be_visible()
    page.get_by_role("button", name="Use this shop").click()

    expect(page.get_by_text("Saved. Your shop is connected.")).to_be_visible()
    expect(page.get_by_text("PrestaShop 1.7.8.11 answers")).to_be_visible()
    settled(page)
    expect(page.get_by_label("Password", exact=True)).to_have_value("")
    assert READER_PASSWORD not in page.content()


def test_a_file_is_uploaded_looked_at_and_used_in_french(start_stack, open_browser, tmp_path):
    file = tmp_path / "contacts of ours.csv"
    file.write_text(CSV)
    stack = start_stack(worker=False)
    page = open_browser(locale="fr-FR")
    page.goto(f"{stack.url}/connect")
    page.get_by_text(french("CSV or Excel file"), exact=True).click()
    page.locator("input[type=file]").set_input_files(str(file))
    expect(page.get_by_text("Les 2 premières lignes")).to_be_visible()
    page.get_by_role("button", name=french("Use this file")).click()

    expect(page.get_by_text(french("Saved. People come from this file now."))).to_be_visible()
    expect(page.get_by_text(french("The file can be read"))).to_be_visible()
    with stack.service() as verbs:
        verbs.change({"audience": NEWSLETTER}, "test")
        assert (verbs.preview().rows, verbs.preview().to_send, verbs.preview().skipped) == (2, 1, {"malformed": 1})
