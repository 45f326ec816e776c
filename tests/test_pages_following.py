"""The pages say how the audience is followed, and steer it."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from mcsync.message import say
from mcsync.sandbox import Options, Sandbox
from mcsync.sandbox.practice import NEWSLETTER
from mcsync.service import open_service
from mcsync.ui import backing

ROOT = Path(__file__).parent.parent


@pytest.fixture
def verbs(tmp_path, monkeypatch):
    """mcsync over the sample shop and a sandbox, with an audience chosen."""
    with Sandbox(Options()) as sandbox:
        environment = {
            "MCSYNC_DATA": str(tmp_path), "MAILCHIMP_API_KEY": sandbox.key, "MCSYNC_MAILCHIMP_URL": sandbox.url,
            "MCSYNC_AUDIENCE": NEWSLETTER, "MCSYNC_SHOP_URL": "",
        }  # fmt: skip
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        opened = open_service(environment)
        backing.service.clear()
        yield opened
        backing.service.clear()
        opened.close()


def page(name):
    app = AppTest.from_file(str(ROOT / "mcsync" / "ui" / "main.py"), default_timeout=60).run()
    return app if name == "home" else app.switch_page(str(ROOT / "pages" / f"{name}.py")).run()


def said(app):
    return " ".join(one.value for one in [*app.markdown, *app.caption, *app.warning])


@pytest.mark.parametrize("name", ["home", "audience", "export"])
def test_each_page_says_that_it_waits_for_the_first_export(verbs, name):
    app = page(name)
    assert not app.exception
    assert "starts by itself after the first complete export" in said(app)


def test_paused_before_the_first_export_it_is_not_said_to_start_by_itself(verbs):
    verbs.change({"automatic": "no"}, "test")
    read = said(page("audience"))
    assert "Automatic synchronisation is paused." in read
    assert "starts by itself" not in read


def test_it_starts_by_itself_and_can_be_paused_resumed_and_given_another_rhythm(verbs):
    verbs.wait(verbs.export("test").run)
    verbs.look("test")
    assert "Automatic synchronisation waits until a worker is there." in said(page("audience"))
    verbs._wiring.store.leases.sign_of_life("a worker")
    app = page("audience")
    assert "Automatic synchronisation is on: who signs up" in said(app)
    assert "every 30 seconds" in said(app)
    assert "last success" in said(app)
    app.button(key="automatic").click().run()
    assert "Automatic synchronisation is paused" in said(app)
    assert verbs.in_force().settings.automatic is False
    app.button(key="automatic").click().run()
    assert verbs.in_force().settings.automatic is True
    app.number_input(key="automatic_every").set_value(120)
    app.button(key="save_rhythm").click().run()
    assert "every 2 minutes" in said(app)


def test_the_status_page_lists_who_is_judged_differently(verbs):
    verbs.wait(verbs.export("test").run)
    verbs.look("test")
    app = page("status")
    app.button(key="list_conflicts").click().run()
    assert not app.exception
    assert len(app.table) or "agree about everybody" in said(app)


def test_what_cannot_go_on_is_never_said_in_green(verbs):
    verbs.wait(verbs.export("test").run)
    verbs.look("test")
    store = verbs._wiring.store
    store.leases.sign_of_life("a worker")
    audience = store.mirror.find(NEWSLETTER).number
    store.troubles.note(audience, "ShopUnreachableError", say("The shop is away."))
    app = page("home")
    assert ":orange[:material/sync_problem:] Automatic synchronisation is on, but cannot go on at the moment." in said(app)
    assert "The shop is away." in said(app)
