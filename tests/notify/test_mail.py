"""A mail leaves in the way that is set, to whom it is set, or with a sentence that says why not."""

import pytest

from mcsync.channels import MailSecurity
from mcsync.errors import AlertError, SettingsError
from mcsync.notify import Letter, MailServer, send
from tests.fixtures.app import free_port
from tests.fixtures.mail import PASSWORD, USER

LETTER = Letter(
    event="alert", cause="errors", subject="mcsync: été\r\nBcc: x@evil.example", text="Les envois s’arrêtent.\n", since="2027-01-15"
)


def server(port, security="none", **changes):
    usual = {
        "host": "127.0.0.1", "port": port, "security": MailSecurity(security), "user": "", "password": "",
        "sender": "mcsync@shop.example", "recipients": ("ann@shop.example", "bob@shop.example"),
    }  # fmt: skip
    return MailServer(**(usual | changes))


@pytest.mark.parametrize(("security", "encrypted"), [("none", False), ("starttls", True), ("tls", True)])
def test_it_arrives_by_each_way(mails, security, encrypted):
    box = mails.start(security)
    send(server(box.port, security), LETTER, mails.trust)
    assert box.ways == [(encrypted, False)]
    mail = box.mails[0]
    assert (mail["From"], mail["To"]) == ("mcsync@shop.example", "ann@shop.example, bob@shop.example")
    assert mail["Subject"] == "mcsync: été Bcc: x@evil.example"
    assert mail["Bcc"] is None
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content().replace("\r\n", "\n") == LETTER.text


def test_it_signs_in_where_a_user_is_set(mails):
    box = mails.start("starttls", sign_in=True)
    send(server(box.port, "starttls", user=USER, password=PASSWORD), LETTER, mails.trust)
    assert box.ways == [(True, True)]


REFUSALS = [
    (
        "a wrong password",
        {"security": "starttls", "sign_in": True},
        {"user": USER, "password": "wrong"},
        "does not accept user and password",
    ),
    ("no recipient", {"recipient_answer": "550 no such user ann@shop.example"}, {}, "refuses all recipients"),
    ("a bad hour", {"recipient_answer": "451 try later"}, {}, "refuses all recipients"),
]


@pytest.mark.parametrize(("started", "changes", "sentence"), [row[1:] for row in REFUSALS], ids=[row[0] for row in REFUSALS])
def test_a_refusal_is_a_sentence_without_anybodys_address(mails, started, changes, sentence):
    box = mails.start(**started)
    with pytest.raises(AlertError, match=sentence) as refused:
        send(server(box.port, started.get("security", "none"), **changes), LETTER, mails.trust)
    assert "@" not in str(refused.value)
    assert box.mails == []


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(mails):
    box = mails.start("tls")
    with pytest.raises(AlertError, match="certificate cannot be trusted"):
        send(server(box.port, "tls", user=USER, password=PASSWORD), LETTER)
    assert box.mails == []


def test_a_server_without_encryption_gets_nothing_where_it_is_asked_for(mails):
    box = mails.start("none")
    with pytest.raises(AlertError, match="cannot do what is set"):
        send(server(box.port, "starttls", user=USER, password=PASSWORD), LETTER, mails.trust)
    assert box.mails == []


def test_a_server_that_is_not_there_is_said():
    with pytest.raises(AlertError, match="cannot be reached"):
        send(server(free_port()), LETTER)


def test_a_password_never_travels_in_clear():
    with pytest.raises(SettingsError, match="would travel in clear"):
        send(server(25, host="smtp.shop.example", user=USER, password=PASSWORD), LETTER)


def test_the_password_is_not_shown_with_the_server():
    assert PASSWORD not in repr(server(25, password=PASSWORD))
