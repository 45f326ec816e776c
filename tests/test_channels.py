"""Where alerts may go: servers, recipients and webhooks, and a sentence for anything else."""

import pytest

from mcsync.channels import MailSecurity, hook_url, mail_host, mail_security, mask_hook, recipients, secret_text
from mcsync.errors import SettingsError

HOOK = "https://hooks.example.com/services/T0/B0/s3cret"


@pytest.mark.parametrize(
    "text", ["", HOOK, "http://127.0.0.1:8080/x", "http://localhost/x", "http://[::1]:9/x", "https://a.example:8443/?k=v"]
)
def test_a_webhook_is_https_or_on_this_machine(text):
    assert hook_url(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "http://hooks.example.com/x",
        "http://127.0.0.1.evil.example/x",
        "http://127.0.0.1@evil.example/x",
        "https://user:secret@hooks.example.com/x",
        "https://",
        "https:///x",
        "https://a b.example/x",
        "https://a.example\\@b.example/",
        "https://a.example/\r\nHost: b.example",
        "https://a.example:0/",
        "https://a.example:99999/",
        "ftp://a.example/x",
        "javascript:alert(1)",
        "https://a.example/#x",
        f"https://a.example/{'x' * 3000}",
        "hooks.example.com",
    ],
)
def test_any_other_webhook_is_refused(text):
    with pytest.raises(SettingsError, match="must begin with https://"):
        hook_url(text)


def test_a_webhook_is_shown_without_its_secret():
    assert mask_hook(HOOK) == "https://hooks.example.com/••••"


@pytest.mark.parametrize(
    ("text", "host"), [("", ""), ("smtp.example.com", "smtp.example.com"), ("127.0.0.1", "127.0.0.1"), ("[::1]", "::1")]
)
def test_a_mail_server_is_a_name_or_a_number(text, host):
    assert mail_host(text) == host


@pytest.mark.parametrize("text", ["smtp.example.com:587", "https://smtp.example.com", "-x", "a b", "smtp@example.com", "a\r\nb", "x" * 300])
def test_any_other_mail_server_is_refused(text):
    with pytest.raises(SettingsError, match="not the name of a mail server"):
        mail_host(text)


def test_recipients_stand_between_commas_and_come_once():
    assert recipients("Ann@Example.com, bob@example.com;\nann@example.com") == ("ann@example.com", "bob@example.com")
    assert recipients("") == ()


@pytest.mark.parametrize("text", ["ann", "ann@example.com\x00Bcc: b@example.com", "Ann <ann@example.com>"])
def test_who_is_no_address_is_no_recipient(text):
    with pytest.raises(SettingsError):
        recipients(text)


def test_there_is_an_end_to_recipients():
    with pytest.raises(SettingsError, match="20 addresses at most"):
        recipients(",".join(f"a{n}@example.com" for n in range(21)))


def test_mail_is_secured_in_one_of_three_ways():
    assert [mail_security(way) for way in ("TLS", "starttls", "none")] == list(MailSecurity)
    with pytest.raises(SettingsError, match="tls, starttls, none"):
        mail_security("ssl3")


def test_a_password_is_one_line():
    assert secret_text("p ä$s") == "p ä$s"
    with pytest.raises(SettingsError, match="one line"):
        secret_text("a\nb")
