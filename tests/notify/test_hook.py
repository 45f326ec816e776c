"""A webhook hears one JSON object, or the operator a sentence."""

import socket

import pytest

from mcsync.errors import AlertError, SettingsError
from mcsync.notify import Letter, post
from mcsync.notify import hook as room
from tests.fixtures.app import free_port

LETTER = Letter(event="alert", cause="errors", subject="mcsync: errors", text="42 %", since="2027-01-15T08:00:00+00:00", audience="Été")


def test_it_hears_all_of_the_letter(receiver):
    post(receiver.url, LETTER)
    assert receiver.heard == [
        {
            "program": "mcsync",
            "event": "alert",
            "cause": "errors",
            "subject": "mcsync: errors",
            "text": "42 %",
            "since": "2027-01-15T08:00:00+00:00",
            "audience": "Été",
        }
    ]


@pytest.mark.parametrize("status", [301, 307, 400, 404, 500])
def test_any_other_answer_is_said_and_a_redirect_is_not_followed(receiver, status):
    receiver.answers.append(status)
    with pytest.raises(AlertError, match=f"answered with status {status}"):
        post(receiver.url, LETTER)
    assert len(receiver.heard) == 1


def test_a_program_that_is_not_there_is_said_without_its_address():
    with pytest.raises(AlertError, match="does not answer") as refused:
        post(f"http://127.0.0.1:{free_port()}/s3cret", LETTER)
    assert "s3cret" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_a_program_that_says_nothing_is_given_up(monkeypatch):
    monkeypatch.setattr(room, "TIMEOUT", (1.0, 0.2))
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(AlertError, match="took too long"):
        post(f"http://127.0.0.1:{silent.getsockname()[1]}/", LETTER)


def test_an_address_of_another_kind_hears_nothing():
    with pytest.raises(SettingsError):
        post("http://hooks.example.com/", LETTER)
