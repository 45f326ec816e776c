"""One door to Mailchimp: where a key may go, and what every way of not answering becomes."""

import base64
import logging
import socket
import threading
import traceback
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from mcsync.errors import (
    ForbiddenError,
    KeyInvalidError,
    MailchimpError,
    MailchimpUnavailableError,
    NotFoundError,
    SettingsError,
    ThrottledError,
    TimedOutError,
)
from mcsync.mailchimp.client import Client, json_object
from mcsync.sandbox.practice import NEWSLETTER
from tests.fixtures.command import until
from tests.fixtures.scripted import KEY, Scripted, http

ZOE = {"email_address": "zoe@courrier.example", "status": "subscribed"}
#: The MD5 of an address.
MEMBER = f"lists/{NEWSLETTER}/members/5d3bd3ca5d1be2b24d02d5ce4fdfa8f1"
SECRETS = (KEY, KEY[:32], base64.b64encode(f"mcsync:{KEY}".encode()).decode())


@pytest.fixture
def client(sandbox):
    client = Client(sandbox.key, url=sandbox.url, timeout=5)
    yield client
    client.close()


@pytest.fixture
def asking(request):
    """A function that asks a scripted server for `path`."""

    def ask(*script, path="ping", timeout=5.0):
        with Scripted(*script) as server:
            client = Client(KEY, url=server.url, timeout=timeout)
            try:
                return client.get(path)
            finally:
                client.close()
                request.node.asked = server

    return ask


@pytest.mark.parametrize(
    "key",
    [
        "0123456789abcdef0123456789abcdef-us1.evil.example/",
        "0123456789abcdef0123456789abcdef-us1@evil.example",
        "0123456789abcdef0123456789abcdef-us1#",
        "0123456789abcdef0123456789abcdef-us1\n",
        "0123456789abcdef0123456789abcdef-eu1",
        "0123456789ABCDEF0123456789ABCDEF-us1",
        "0123456789abcdef0123456789abcdef",
        "-us1",
        "x" * 1_000_000,
    ],
)
def test_a_key_of_another_shape_never_becomes_a_host(key):
    with pytest.raises(SettingsError) as refused:
        Client(key)
    assert "This is not a Mailchimp API key" in str(refused.value)
    assert key not in str(refused.value)


def test_without_a_key_it_says_where_to_enter_one():
    with pytest.raises(SettingsError, match=r"^There is no Mailchimp API key yet\. Enter it on the Connections page\.$"):
        Client("")


def test_the_key_says_which_of_mailchimps_hosts_is_asked():
    client = Client(KEY.replace("us1", "us21"))
    assert client._root == "https://us21.api.mailchimp.com/3.0"
    client.close()


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/3.0",
        "http://evil.example/3.0",
        "http://127.0.0.1@evil.example/3.0",
        "http://127.0.0.1:80@evil.example/3.0",
        "http://127.0.0.1.evil.example/3.0",
        "http://evil.example#@127.0.0.1/3.0",
        "http://evil.example\\@127.0.0.1/3.0",
        "http://127.0.0.1\\.evil.example/3.0",
        "http://evil.example?127.0.0.1/3.0",
        "http://127.0.0.1/3.0?x=/3.0",
        "http://127.0.0.1/",
        "http://[::1/3.0",
        "http://127.0.0.1:99999/3.0",
        "file:///3.0",
        "//127.0.0.1/3.0",
    ],
)
def test_only_this_machine_may_stand_in_for_mailchimp(url):
    with pytest.raises(SettingsError, match="may only be a stand-in on this machine"):
        Client(KEY, url=url)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_stand_in_on_loopback_is_asked_with_the_key(host):
    with Scripted(http()) as server:
        client = Client(KEY, url=server.url.replace("127.0.0.1", host) + "/")
        assert client.get("ping") == {}
        client.close()
    head = server.requests[0].decode()
    assert head.startswith("GET /3.0/ping HTTP/1.1\r\n")
    assert f"Authorization: Basic {SECRETS[2]}" in head


@pytest.mark.parametrize("body", [b"", b'{"health_status":"elsewhere"}'])
@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "307 Temporary", "308 Permanent"])
def test_a_redirect_is_neither_followed_nor_taken_for_an_answer(status, body):
    with Scripted(http()) as elsewhere, Scripted(http(body, status, f"Location: {elsewhere.url}/ping")) as server:
        client = Client(KEY, url=server.url)
        with pytest.raises(MailchimpUnavailableError):
            client.get("ping")
        client.close()
    assert elsewhere.requests == []
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "location", ["http://[", "http://\x00", "http://x:99999999", "//", "http://" + "a" * 300, "http://é", "x" * 60_000]
)
def test_a_redirect_to_nowhere_is_an_answer_like_any_other_broken_one(asking, location):
    with pytest.raises(MailchimpUnavailableError):
        asking(http(b"", "302 Found", f"Location: {location}"))


def test_neither_a_proxy_nor_a_netrc_comes_between_us_and_this_machine(tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login someone password else\n")
    with Scripted(http(b'{"by":"proxy"}')) as proxy, Scripted(http(b'{"by":"server"}')) as server:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        monkeypatch.setenv("NETRC", str(netrc))
        client = Client(KEY, url=server.url)
        assert client.get("ping") == {"by": "server"}
        client.close()
    assert SECRETS[2].encode() in server.requests[0]


@pytest.mark.parametrize(
    ("fault", "expected", "permanent"),
    [
        ("429", ThrottledError, False),
        ("403", ThrottledError, False),
        ("disabled", ForbiddenError, True),
        ("key-revoked", KeyInvalidError, True),
        ("500", MailchimpUnavailableError, False),
        ("503", ThrottledError, False),
        ("drop", MailchimpUnavailableError, False),
        ("reset-mid-answer", MailchimpUnavailableError, False),
        ("truncated", MailchimpUnavailableError, False),
        ("hang:0.05", MailchimpUnavailableError, False),
    ],
)
def test_each_way_of_not_answering_has_its_exception(client, sandbox, fault, expected, permanent):
    sandbox.order_faults(f"{fault}@1")
    with pytest.raises(MailchimpError) as raised:
        client.get(f"lists/{NEWSLETTER}")
    assert type(raised.value) is expected
    assert raised.value.permanent is permanent


def test_what_mailchimp_does_not_know_is_not_found(client):
    with pytest.raises(NotFoundError) as raised:
        client.get("lists/ffffffffff")
    assert raised.value.permanent


def test_a_refusal_carries_mailchimps_own_words(client):
    with pytest.raises(MailchimpError) as raised:
        client.post(f"lists/{NEWSLETTER}", {"members": []}, json_object)
    assert type(raised.value) is MailchimpError
    assert raised.value.permanent
    assert "Mailchimp's words: " in str(raised.value)


def test_no_answer_in_time_is_timed_out(sandbox):
    sandbox.order_faults("hang")
    client = Client(sandbox.key, url=sandbox.url, timeout=0.1)
    with pytest.raises(TimedOutError):
        client.get("ping")
    client.close()


def test_an_answer_that_stops_in_the_middle_is_timed_out_too():
    # A lost connection frees the slot at Mailchimp; an unfinished call still holds it, so the two must be told apart.
    with socket.create_server(("127.0.0.1", 0)) as listener:
        over = threading.Event()

        def answer():
            connection, _ = listener.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
                over.wait(10)

        thread = threading.Thread(target=answer)
        thread.start()
        client = Client(KEY, url=f"http://127.0.0.1:{listener.getsockname()[1]}/3.0", timeout=0.1)
        with pytest.raises(TimedOutError):
            client.get("ping")
        over.set()
        thread.join()
        client.close()


def test_where_nobody_listens_mailchimp_is_unavailable():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    client = Client(KEY, url=f"http://127.0.0.1:{port}/3.0")
    with pytest.raises(MailchimpUnavailableError):
        client.get("ping")
    client.close()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\r\n\r\n",
        b"SSH-2.0-OpenSSH\r\n",
        b"HTTP/9.9 nine\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 100_000 + b"\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n{}",
        b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\nx",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
        http(b"[]"),
        http(b"null"),
        http(b'"text"'),
        http(b"7"),
        http(b"<html>login</html>"),
        http(b'{"a":'),
        http(b'{"a":"\xff\xfe"}'),
        http(b'{"a":"\\ud800"}'),
        http(b'{"a":NaN}'),
        http(b"[" * 200_000),
        http(b"", "204 No Content"),
    ],
)  # fmt: skip
def test_an_answer_that_is_no_answer_passes_by_itself(asking, raw):
    with pytest.raises(MailchimpUnavailableError) as raised:
        asking(raw)
    assert not raised.value.permanent


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        ("401 Unauthorized", b'{"title":"API Key Invalid","status":401}', KeyInvalidError),
        ("401 Unauthorized", b"", MailchimpUnavailableError),
        ("403 Forbidden", b'{"detail":"no"}', ForbiddenError),
        ("403 Forbidden", b"<html>", ThrottledError),
        ("404 Not Found", b"<html>", MailchimpUnavailableError),
        ("429 Too Many", b"", ThrottledError),
        ("429 Too Many", b'{"title":"x"}', ThrottledError),
        ("500 Error", b'{"type":"about:blank"}', MailchimpUnavailableError),
        ("502 Bad Gateway", b"<html>", MailchimpUnavailableError),
        ("503 Unavailable", b"<html>", ThrottledError),
        ("504 Timeout", b"", MailchimpUnavailableError),
        ("418 Teapot", b'{"detail":["not","a","text"]}', MailchimpError),
    ],
)
def test_a_status_means_what_its_body_lets_it_mean(asking, status, body, expected):
    with pytest.raises(MailchimpError) as raised:
        asking(http(body, status))
    assert type(raised.value) is expected


@pytest.mark.parametrize(
    "raw", [b"", http(b"", "302 Found", "Location: http://["), http(b"<html>", "503 x"), http(b"{}", "401 no"), http(b"{}", "404 x"), b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"]
)  # fmt: skip
def test_no_secret_is_in_an_exception_or_in_the_log(asking, caplog, raw):
    caplog.set_level(logging.DEBUG, logger="mcsync")
    with pytest.raises(MailchimpError) as raised:
        asking(raw, path=MEMBER)
    told = "".join(traceback.format_exception(raised.value)) + repr(raised.value) + caplog.text
    assert not [secret for secret in SECRETS if secret in told]
    assert caplog.records


@pytest.mark.parametrize("raw", [b"", http(b"{}", "404 x")])
def test_the_log_names_the_road_but_nobody_on_it(asking, caplog, raw):
    caplog.set_level(logging.DEBUG, logger="mcsync")
    with pytest.raises(MailchimpError):
        asking(raw, path=MEMBER)
    (line,) = [record.getMessage() for record in caplog.records]
    assert line.startswith(f"GET lists/{NEWSLETTER}/members/: ")


def test_the_log_keeps_the_number_that_mailchimps_support_asks_for(asking, caplog):
    caplog.set_level(logging.DEBUG, logger="mcsync")
    with pytest.raises(MailchimpError):
        asking(http(b"{}", "400 Bad", f"X-Request-Id: {'a' * 5000}"))
    assert caplog.messages == [f"GET ping: status 400, request {'a' * 64}"]


def test_mailchimps_clock_is_read_from_each_answer_refusals_included(asking):
    script = [
        http(b"{}", "200 OK", "Date: Mon, 23 Nov 2026 12:00:00 GMT"),
        http(b"{}", "500 x", "Date: Mon, 23 Nov 2026 12:00:09 GMT"),
        http(b"{}", "200 OK"),
    ]
    with Scripted(*script) as server:
        client = Client(KEY, url=server.url)
        assert client.server_time == 0
        client.get("ping")
        assert client.server_time == 1795435200
        with pytest.raises(MailchimpUnavailableError):
            client.get("ping")
        client.get("ping")
        assert client.server_time == 1795435209
        client.close()


@pytest.mark.parametrize("date", ["", "yesterday", "Mon, 99 Foo 2026 99:99:99 GMT", "Mon, 23 Nov 99999 12:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 -9999", "9" * 5000])  # fmt: skip
def test_a_senseless_date_is_no_date(date):
    with Scripted(http(b"{}", "200 OK", f"Date: {date}")) as server:
        client = Client(KEY, url=server.url)
        client.get("ping")
        assert client.server_time == 0
        client.close()


def test_connections_are_used_again(client, sandbox):
    for _ in range(20):
        client.get("ping")
    assert len(sandbox._server._connections) == 1


def test_ten_threads_hold_ten_connections_and_keep_them(start_sandbox):
    sandbox = start_sandbox()
    client = Client(sandbox.key, url=sandbox.url)
    with ThreadPoolExecutor(10) as threads:
        for _ in range(3):
            sandbox.hold()
            answers = threads.map(
                lambda _: client.post(f"lists/{NEWSLETTER}", {"members": [ZOE], "update_existing": True}, json_object), range(10)
            )
            until(lambda: sandbox.stats()["in_flight"] == 10)
            sandbox.let_go()
            assert len(list(answers)) == 10
        assert len(sandbox._server._connections) <= 10
    assert sandbox.stats()["max_in_flight"] == 10
    client.close()


def test_closing_lets_every_connection_go(client, sandbox):
    client.get("ping")
    (connection,) = sandbox._server._connections
    client.close()
    with sandbox._server._changed:
        assert sandbox._server._changed.wait_for(lambda: connection not in sandbox._server._connections, timeout=5)


def test_a_connection_that_the_other_side_closed_meanwhile_is_opened_anew():
    with Scripted(http(b'{"n":1}'), http(b'{"n":2}')) as server:
        client = Client(KEY, url=server.url)
        assert [client.get("ping"), client.get("ping")] == [{"n": 1}, {"n": 2}]
        client.close()
    assert server.connections == 2


def test_requests_itself_is_never_what_comes_out(client, sandbox):
    sandbox.stop()
    with pytest.raises(MailchimpUnavailableError) as raised:
        client.get("ping")
    assert isinstance(raised.value.__cause__, requests.RequestException)
