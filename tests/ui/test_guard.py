"""Only this computer, under its own name, and no foreign script."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from mcsync.errors import SettingsError
from mcsync.ui.guard import Guard, is_for_us, policy, refuse_strangers, start_page
from tests.fixtures.awaited import awaited

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize("address", ["127.0.0.1", "localhost", "::1"])
def test_this_computers_own_addresses_are_accepted(address):
    refuse_strangers(address)


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.168.1.4", "", None, "127.0.0.1.evil.example"])
def test_any_other_address_is_refused_with_a_sentence(address):
    with pytest.raises(SettingsError) as refused:
        refuse_strangers(address)
    assert "has no sign-in yet" in str(refused.value)


@pytest.mark.parametrize(("flags", "variables"), [(["--server.address", "0.0.0.0"], {}), ([], {"STREAMLIT_SERVER_ADDRESS": "0.0.0.0"})])
def test_the_server_does_not_start_where_others_can_reach_it(flags, variables, tmp_path):
    environment = {**variables, "MCSYNC_DATA": str(tmp_path), "PATH": "/usr/bin", "HOME": str(tmp_path)}
    command = [sys.executable, "-m", "streamlit", "run", "app.py", *flags]
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 2
    assert "does not listen at “0.0.0.0”" in ended.stderr
    assert "Traceback" not in ended.stderr


def scope(host, reached="127.0.0.1", path="/"):
    return {"type": "http", "headers": [(b"host", host.encode())], "server": (reached, 8501), "path": path}


@pytest.mark.parametrize("host", ["localhost:8501", "127.0.0.1:8501", "[::1]:8501", "localhost", "127.0.0.1"])
def test_a_request_under_this_computers_name_is_for_us(host):
    assert is_for_us(scope(host))


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8501", "127.0.0.1.evil.example", "localhost.evil.example", "", "192.168.1.4"]
)
def test_a_page_elsewhere_does_not_reach_us_under_a_name_of_its_own(host):
    assert not is_for_us(scope(host))


def test_a_request_over_the_network_is_not_for_us_whatever_it_says():
    assert not is_for_us(scope("localhost", reached="192.168.1.4"))


def test_the_figures_of_the_server_are_nobodys():
    assert not is_for_us(scope("localhost", path="/_stcore/metrics"))


def test_the_policy_allows_the_script_of_the_start_page_and_no_other():
    said = policy(start_page())
    assert len(re.findall(r"'sha256-[A-Za-z0-9+/]{43}='", said)) == 1
    assert "unsafe-eval" not in said
    assert "script-src 'self' 'sha256-" in said
    assert "frame-ancestors 'none'" in said


def answer_to(scope):
    """What the guard, before an application that greets everyone, sends for this request."""
    sent = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    guarded = Guard(Starlette(routes=[Route("/", lambda _request: PlainTextResponse("hello"))]))
    awaited(guarded(scope | {"method": "GET", "query_string": b""}, receive, send))
    return sent


def test_every_answer_carries_the_policy():
    start, body = answer_to(scope("localhost"))[:2]
    assert (start["status"], body["body"]) == (200, b"hello")
    assert b"default-src 'self'" in dict(start["headers"])[b"content-security-policy"]


def test_a_stranger_gets_no_page():
    start, body = answer_to(scope("evil.example"))[:2]
    assert (start["status"], body["body"]) == (403, b"mcsync answers on this computer only.")


def test_a_strangers_web_socket_is_closed_before_it_opens():
    async def receive():
        return {"type": "websocket.connect"}

    sent = []

    async def send(message):
        sent.append(message)

    async def nobody(*_):
        raise AssertionError

    awaited(Guard(nobody)(scope("evil.example") | {"type": "websocket"}, receive, send))
    assert [message["type"] for message in sent] == ["websocket.close"]
