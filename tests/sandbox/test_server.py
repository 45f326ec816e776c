"""The socket: the key, the connection limit, the time a call takes, and hostile bytes."""

import gzip
import socket
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from mcsync.sandbox.practice import NEWSLETTER
from tests.fixtures.command import until

ZOE = {"email_address": "zoe@courrier.example", "status": "subscribed"}


def speak(sandbox, data, wait_for=b"\r\n\r\n"):
    """What the sandbox answers to these bytes, up to the end of the connection or to `wait_for`."""
    host, port = sandbox.url.split("/")[2].split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(data)
        answer = b""
        while wait_for not in answer and (more := connection.recv(65536)):
            answer += more
    return answer


def test_the_key_has_the_shape_of_a_real_one(sandbox):
    digits, _, centre = sandbox.key.partition("-")
    assert (len(digits), set(digits) <= set("0123456789abcdef"), centre) == (32, True, "us1")


@pytest.mark.parametrize("auth", [None, ("anyone", "0" * 32 + "-us1"), ("anyone", "")])
def test_without_the_right_key_every_call_is_a_401(sandbox, start_caller, auth):
    response = start_caller(sandbox).session.get(f"{sandbox.url}/lists", auth=auth)
    problem = response.json()
    assert response.status_code == problem["status"] == 401
    assert problem["title"] == "API Key Invalid"
    assert problem["detail"] == "Your API key may be invalid, or you've attempted to access the wrong datacenter."
    assert problem["instance"] == response.headers["X-Request-Id"]


@pytest.mark.parametrize("header", ["Bearer {key}", "bearer {key}"])
def test_a_bearer_token_will_do(sandbox, start_caller, header):
    headers = {"Authorization": header.format(key=sandbox.key)}
    assert start_caller(sandbox).session.get(f"{sandbox.url}/ping", headers=headers).status_code == 200


@pytest.mark.parametrize("header", ["Basic", "Basic ???", "Basic /w==", "Digest x", "Bearer", "Bearer é"])
def test_a_header_that_makes_no_sense_is_a_401(sandbox, header):
    answer = speak(sandbox, f"GET /3.0/ping HTTP/1.1\r\nHost: x\r\nAuthorization: {header}\r\n\r\n".encode())
    assert answer.startswith(b"HTTP/1.1 401 ")


def test_a_connection_serves_many_calls(call):
    ports = set()
    for _ in range(3):
        with call("GET", "/ping", stream=True) as response:
            ports.add(response.raw.connection.sock.getsockname()[1])
            assert response.json()
    assert len(ports) == 1


def test_as_many_calls_as_the_limit_are_all_carried_out(start_sandbox, start_caller):
    sandbox = start_sandbox()
    sandbox.hold()
    callers = [start_caller(sandbox) for _ in range(10)]
    with ThreadPoolExecutor(10) as threads:
        statuses = threads.map(lambda call: call.batch(ZOE).status_code, callers)
        until(lambda: sandbox.stats()["in_flight"] == 10)
        sandbox.let_go()
        assert list(statuses) == [200] * 10
    assert (sandbox.stats()["max_in_flight"], sandbox.stats()["over_limit"]) == (10, 0)


def test_a_slot_is_free_as_soon_as_the_answer_is_whole(start_sandbox, start_caller):
    sandbox = start_sandbox(connections=4)
    callers = [start_caller(sandbox) for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        statuses = list(threads.map(lambda call: {call("GET", "/ping").status_code for _ in range(150)}, callers))
    assert statuses == [{200}] * 4


def test_no_call_is_under_way_once_its_answer_is_whole(start_sandbox, start_caller):
    sandbox = start_sandbox()
    call = start_caller(sandbox)
    seen = []
    for _ in range(200):
        call("GET", "/ping")
        seen.append(sandbox.stats()["in_flight"])
    assert seen == [0] * 200


def test_one_call_too_many_is_a_429_at_once(start_sandbox, start_caller):
    sandbox = start_sandbox(connections=2, faults=("hang",))
    with ThreadPoolExecutor(2) as threads:
        for _ in range(2):
            threads.submit(start_caller(sandbox), "GET", "/ping")
        while sandbox.stats()["in_flight"] < 2:
            time.sleep(0.005)
        response = start_caller(sandbox)("GET", "/ping")
        stats = sandbox.stats()
        sandbox.stop()
    assert (response.status_code, response.json()["title"]) == (429, "Too Many Requests")
    assert (stats["max_in_flight"], stats["over_limit"], stats["calls"]) == (3, 1, 3)


def test_a_caller_that_gave_up_still_holds_its_slot(start_sandbox, start_caller):
    sandbox = start_sandbox(connections=1, faults=("hang",))
    call = start_caller(sandbox)
    with pytest.raises(requests.ReadTimeout):
        call.session.get(f"{sandbox.url}/ping", auth=("x", sandbox.key), timeout=0.1)
    until(lambda: sandbox.stats()["in_flight"] == 1)
    assert call("GET", "/ping").status_code == 429


def test_latency_is_the_time_of_the_whole_call(start_sandbox, start_caller):
    call = start_caller(start_sandbox(latency=0.3))
    started = time.monotonic()
    call.batch(*({"email_address": f"r{number}@courrier.example", "status": "subscribed"} for number in range(500)))
    assert time.monotonic() - started >= 0.3


def test_latency_per_member_counts_the_members_of_a_batch(start_sandbox, start_caller):
    call = start_caller(start_sandbox(latency_per_member=0.01))
    started = time.monotonic()
    call.batch(*({"email_address": f"r{number}@courrier.example", "status": "subscribed"} for number in range(30)))
    assert time.monotonic() - started >= 0.3


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"POST /3.0/lists/x HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n", b"400"),
        (b"POST /3.0/lists/x HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n", b"400"),
        (b"POST /3.0/lists/x HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n", b"413"),
        (b"POST /3.0/lists/x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", b"411"),
        (b"GET /3.0/lists/%ff%00/members/%e9 HTTP/1.1\r\nHost: x\r\n\r\n", b"401"),
        (b"GET http://[/3.0 HTTP/1.1\r\nHost: x\r\n\r\n", b"401"),
        (b"GET /elsewhere HTTP/1.1\r\nHost: x\r\n\r\n", b"401"),
    ],
)
def test_hostile_bytes_get_an_answer_and_harm_nobody(sandbox, call, data, status, capfd):
    assert speak(sandbox, data).split(b" ")[1] == status
    assert call("GET", "/ping").status_code == 200
    assert capfd.readouterr().err == ""


def test_a_body_cut_short_is_no_call(sandbox, call, capfd):
    host, port = sandbox.url.split("/")[2].split(":")
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(b"POST /3.0/lists/x HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
    assert call("GET", "/ping").status_code == 200
    assert sandbox.stats()["calls"] == 1
    assert capfd.readouterr().err == ""


def test_a_bomb_of_gzip_is_refused(call):
    bomb = gzip.compress(bytes(40_000_000))
    response = call("POST", f"/lists/{NEWSLETTER}", data=bomb, headers={"Content-Encoding": "gzip"})
    assert response.status_code == 413


def test_the_port_is_free_again_after_stopping(start_sandbox):
    first = start_sandbox()
    port = int(first.url.split(":")[2].split("/")[0])
    first.stop()
    assert start_sandbox(port=port).url == first.url
