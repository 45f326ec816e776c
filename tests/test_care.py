"""The verbs of care: a test of alerts, one person erased, settings carried over; the same on the command line."""

import json

import pytest

from mcsync.contact import MemberStatus
from mcsync.errors import SettingsError
from mcsync.message import say
from mcsync.sandbox.practice import NEWSLETTER
from mcsync.service.watchman import Watchman
from tests.faults.stage import until
from tests.fixtures.mail import PASSWORD

SECRET = "https://hooks.example.com/services/T0/s3cret"


def some(service):
    """An address that the audience has by our hand."""
    run = service.runs(2)[0].run
    return next(one["address"] for one in service.people(run) if one["outcome"] == "created")


def test_a_test_says_of_each_channel_what_came_of_it(pages, receiver, mails):
    box = mails.start()
    pages.service.change(
        {
            "alert_webhook": receiver.url, "alert_mail_to": "ann@shop.example", "smtp_host": "127.0.0.1", "smtp_port": str(box.port),
            "smtp_security": "none",
        },
        "Ada",
    )  # fmt: skip
    receiver.answers.append(500)
    mail, hook = pages.service.test_alerts("Ada")
    assert (mail.channel, mail.failure) == ("mail", None)
    assert "status 500" in str(hook.failure)
    assert box.mails[0]["Subject"] == "mcsync: a test"
    assert receiver.heard[0]["event"] == "test"


def test_without_a_channel_there_is_nothing_to_test(pages):
    with pytest.raises(SettingsError, match="nowhere to go"):
        pages.service.test_alerts("Ada")


def test_the_password_and_the_webhook_are_never_shown_again(pages):
    pages.service.change({"smtp_password": PASSWORD, "alert_webhook": SECRET}, "Ada")
    shown = json.dumps([pages.service.texts(), pages.service.journal()], default=str)
    assert PASSWORD not in shown
    assert "s3cret" not in shown
    assert pages.service.texts()["alert_webhook"] == "https://hooks.example.com/••••"


def test_a_silent_worker_is_told_by_somebody_who_lives(pages, receiver):
    pages.choose_audience()
    pages.service.change({"alert_webhook": receiver.url}, "Ada")
    pages.service.export("Ada")
    with pages.service._wiring.store.database.writing() as connection:
        connection.exec_driver_sql("INSERT INTO worker (owner, seen_at) VALUES ('one', 1)")
    watchman = Watchman(lambda: pages.service, every=0.05)
    watchman.start()
    until(lambda: receiver.heard, "somebody is told")
    watchman.stop()
    assert receiver.heard[0]["cause"] == "worker_silent"


def test_who_is_erased_is_shown_before_and_gone_afterwards(pages):
    pages.choose_audience()
    pages.export()
    address = some(pages.service)
    held = pages.service.held(f" {address.upper()} ")
    assert held.address == address
    assert held.records["ledger"] == 1
    assert held.shop_rows >= 1
    assert list(held.mailchimp.values()) in ([MemberStatus.SUBSCRIBED], [MemberStatus.TRANSACTIONAL], [MemberStatus.PENDING])
    receipt = pages.service.erase(address, "Ada")
    assert pages.service.held(address).records == {}
    assert pages.service.receipts() == [receipt]
    assert pages.service.journal()[0]["detail"] == say("receipt {receipt}", receipt=receipt.id)


def test_settings_come_back_from_their_file(pages):
    pages.service.change({"batch_size": "123", "smtp_password": PASSWORD, "alert_hours": "7"}, "Ada")
    kept = pages.service.settings_file()
    assert PASSWORD not in kept
    pages.service.change({"batch_size": "500", "alert_hours": "", "retention_days": "90"}, "Ada")
    found = pages.service.restore_settings(kept, "Ada")
    assert dict(found.texts) == {"batch_size": "123", "alert_hours": "7", "retention_days": ""}
    settings = pages.service.in_force().settings
    assert (settings.batch_size, settings.alert_hours, settings.retention_days, settings.smtp_password) == (123, 7, 365, PASSWORD)


def file(**settings):
    return json.dumps({"mcsync_settings": 1, "settings": settings})


REFUSED = [
    ("no JSON", "x", "not a file of mcsync's settings"),
    ("another JSON", "[]", "not a file of mcsync's settings"),
    ("of another form", json.dumps({"mcsync_settings": 2, "settings": {"batch_size": "1"}}), "not a file of mcsync's settings"),
    ("deep", "[" * 100_000, "not a file of mcsync's settings"),
    ("long", f'"{"x" * 2_000_001}"', "not a file of mcsync's settings"),
    ("an unknown setting", file(batch_size="7", colour="red"), "no setting “colour”"),
    ("a secret", file(batch_size="7", smtp_password="x"), "holds the secret “smtp_password”"),
    ("a number", file(batch_size=7), "is not a text"),
    ("one that cannot be used", file(batch_size="7", alert_hours="soon"), "“soon” is not a number of hours"),
    ("everyone", file(batch_size="7", consent="everyone"), "type the confirmation"),
    ("another Mailchimp", file(batch_size="7", mailchimp_url="https://evil.example/3.0"), "stand-in on this machine"),
]


@pytest.mark.parametrize(("text", "sentence"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_a_file_that_is_wrong_anywhere_changes_nothing(pages, monkeypatch, text, sentence):
    monkeypatch.delenv("MCSYNC_MAILCHIMP_URL")
    before = pages.service.texts()
    with pytest.raises(SettingsError, match=sentence):
        pages.service.restore_settings(text, "Ada")
    assert pages.service.texts() == before


def test_what_the_environment_fixes_is_passed_over(pages, monkeypatch):
    monkeypatch.setenv("MCSYNC_AUDIENCE", NEWSLETTER)
    found = pages.service.restore_settings(file(audience="0123456789", batch_size="7"), "Ada")
    assert (dict(found.texts), found.passed_over) == ({"batch_size": "7"}, ("audience",))


def test_the_command_line_does_the_same(pages, tmp_path, capsys, monkeypatch):
    from mcsync.cli import main

    def run(*words):
        monkeypatch.setattr("sys.argv", ["mcsync", *words, "--json"])
        with pytest.raises(SystemExit) as left:
            main()
        return left.value.code or 0, json.loads(capsys.readouterr().out)

    pages.choose_audience()
    pages.export()
    kept = str(tmp_path / "settings.json")
    assert run("settings", "export", kept) == (0, {"file": kept})
    assert run("settings", "import", kept) == (0, {"changed": [], "passed_over": ["mailchimp_url"]})
    assert run("settings", "import", str(tmp_path / "none.json"))[0] == 2
    assert run("alerts", "test")[0] == 2
    code, found = run("alerts")
    assert (code, [one["cause"] for one in found["troubles"]]) == (1, ["worker_silent"])
    address = some(pages.service)
    assert run("erase", address)[1]["receipt"] is None
    code, found = run("erase", address, "--yes")
    assert (code, found["receipt"]["number"]) == (0, 1)
    assert run("erase", address)[1]["held"] == {}
