"""What never reaches the log: keys, addresses, passwords; not even inside a traceback."""

import io
import logging
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcsync.logs import Blotter, log_to_stderr

KEY = "0123456789abcdef0123456789abcdef-us21"


def logged(message, *values, error=None):
    record = logging.LogRecord("mcsync", logging.INFO, __file__, 1, message, values, error and (type(error), error, error.__traceback__))
    return Blotter("%(levelname)s %(message)s").format(record)


@pytest.fixture
def root_logger():
    root = logging.getLogger()
    handlers, level, alembic = root.handlers[:], root.level, logging.getLogger("alembic").level
    yield root
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.getLogger("alembic").setLevel(alembic)


def test_a_line_without_secrets_stays_as_it_is():
    line = "POST lists/0a1b2c3d4e: status 500, request 7f3c1a52-1111-2222-3333-444455556666 at http://127.0.0.1:8025/3.0"
    assert logged(line) == f"INFO {line}"


def test_values_are_blotted_as_the_text_is():
    assert logged("%s and %s", "ann@shop.example", KEY) == "INFO <address> and <key>"


@pytest.mark.parametrize(
    "address",
    [
        "ann@shop.example",
        "Ann.O+news@Sub.Shop.Example",
        "o'brien@shop.example",
        "a/b=c{d}|e@shop.example",
        "zoé@bücher.example",
        "zoe@xn--bcher-kva.example",
        "用户@例え.jp",
        '"ann b"@shop.example',
        "ann%40shop.example",
        "ann@shop",
        "ann@@shop.example",
    ],
)
@pytest.mark.parametrize(
    "around", ["{}", "<{}>", "('{}', 1)", '{{"email_address": "{}"}}', "no such person: {}.", "GET /find?who={}&x=1", "a,{},b"]
)
def test_an_address_is_blotted_wherever_it_stands(address, around):
    line = logged("%s", around.format(address))
    assert [
        part for part in ("ann", "brien", "zo", "用", "shop", "cher", "例", "news") if part in line.lower().replace("no such person", "")
    ] == []


@pytest.mark.parametrize(
    "url",
    [
        "mysql://user:hunter2@db.example:3306/shop",
        "mysql://user:hun@ter2@db.example/shop",
        "mysql://user:hun/hunter2@db.example/shop",
        "redis://:hunter2@127.0.0.1:6379/0",
        "postgresql+psycopg://user:hunter2%40@db.example/mcsync",
    ],
)
def test_a_urls_password_is_blotted_and_its_host_kept(url):
    line = logged("cannot open %s", url)
    assert "ter2" not in line
    assert "user" not in line
    assert "://<credentials>@" in line


def test_a_key_is_blotted_with_and_without_its_data_centre():
    assert logged(f"{KEY} {KEY[:32]} {KEY.upper()}") == "INFO <key> <key> <key>"


def test_a_members_id_is_blotted_because_it_is_the_md5_of_an_address():
    assert logged("GET lists/0a1b2c3d4e/members/62eeb292278cc15f5817cb78f7790b08") == "INFO GET lists/0a1b2c3d4e/members/<key>"


def test_a_traceback_is_blotted_with_its_causes():
    cause = ValueError(f"{KEY} for zoe@bücher.example")
    error = RuntimeError("mysql://user:hunter2@db/shop")
    error.__cause__ = cause
    line = logged("broken", error=error)
    assert "ValueError: <key> for <address>\n" in line
    assert line.endswith("RuntimeError: mysql://<credentials>@db/shop")


@given(st.from_regex(r"[a-z0-9._+\-]{3,30}", fullmatch=True), st.text(max_size=30), st.text(max_size=30))
def test_no_address_survives_any_text_around_it(local, before, after):
    address = f"{local}@shop.example"
    assert address not in logged("%s", f"{before}{address}{after}")


def test_a_long_line_is_blotted_at_once():
    assert logged("%s", "a" * 200_000 + " ann@shop.example") == f"INFO {'a' * 200_000} <address>".replace("a" * 32, "<key>")


def test_the_log_goes_to_stderr_blotted(root_logger, monkeypatch):
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    log_to_stderr(logging.INFO)
    logging.getLogger("mcsync.engine").info("sent %s", "ann@shop.example")
    logging.getLogger("mcsync.engine").debug("not asked for")
    logging.getLogger("alembic.runtime").info("its own steps")
    [line] = sys.stderr.getvalue().splitlines()
    assert line.endswith(" INFO mcsync.engine: sent <address>")
