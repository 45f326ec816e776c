"""Bad input, each piece by itself: refused in one sentence, with exit code 2, and nothing kept of it."""

import os
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest

from mcsync.sandbox import Options, Sandbox
from tests.fixtures.mariadb import READER

EVIL = "0123456789abcdef0123456789abcdef-evil.example/"
UNKNOWN_AUDIENCE = "0123456789"
PASSWORD_OF_NOBODY = "s3cret-of-nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bad:
    """One command and what is wrong with it."""

    args: tuple[str, ...] = ("preview",)
    #: Variables that differ; `{...}` are filled in with what the test session has.
    environment: dict[str, str | None] = field(default_factory=dict)
    code: int = 2
    #: A word of the sentence, so that it is the right one.
    says: str


BAD = {
    "key of another shape": Bad(environment={"MAILCHIMP_API_KEY": "nonsense"}, says="not a Mailchimp API key"),
    "key without data centre": Bad(environment={"MAILCHIMP_API_KEY": "0" * 32}, says="not a Mailchimp API key"),
    "key that names a host": Bad(environment={"MAILCHIMP_API_KEY": EVIL}, says="not a Mailchimp API key"),
    "key that is not accepted": Bad(environment={"MAILCHIMP_API_KEY": "0" * 32 + "-us1"}, says="does not accept this API key"),
    "Mailchimp elsewhere": Bad(environment={"MCSYNC_MAILCHIMP_URL": "http://evil.example/3.0"}, says="stand-in on this machine"),
    "Mailchimp by user name": Bad(environment={"MCSYNC_MAILCHIMP_URL": "http://127.0.0.1@evil.example/3.0"}, says="stand-in"),
    "shop of another scheme": Bad(environment={"MCSYNC_SHOP_URL": "http://shop.example/db"}, says="mysql://"),
    "shop without database": Bad(environment={"MCSYNC_SHOP_URL": "mysql://user:word@127.0.0.1:3306/"}, says="mysql://"),
    "shop at a port that is none": Bad(environment={"MCSYNC_SHOP_URL": "mysql://user:word@127.0.0.1:99999/shop"}, says="mysql://"),
    "shop at a closed port": Bad(environment={"MCSYNC_SHOP_URL": "mysql://user:word@127.0.0.1:1/shop"}, code=1, says="answer"),
    "shop on an unknown host": Bad(environment={"MCSYNC_SHOP_URL": "mysql://user:word@shop.invalid/shop"}, code=1, says="host|found"),
    "shop with a wrong password": Bad(
        environment={"MCSYNC_SHOP_URL": f"mysql://{READER}:{PASSWORD_OF_NOBODY}@127.0.0.1:{{port}}/{{name}}"}, says="password"
    ),
    "shop in an unknown database": Bad(environment={"MCSYNC_SHOP_URL": "{url}_that_is_not"}, says="database"),
    "prefix with a quote": Bad(environment={"MCSYNC_SHOP_PREFIX": "ps`_"}, says="prefix"),
    "prefix that no table has": Bad(environment={"MCSYNC_SHOP_PREFIX": "nope_"}, says="prefix"),
    "audience of another shape": Bad(environment={"MCSYNC_AUDIENCE": "../../lists"}, says="not an audience id"),
    "audience that is unknown": Bad(environment={"MCSYNC_AUDIENCE": UNKNOWN_AUDIENCE}, says="audience"),
    "no audience": Bad(environment={"MCSYNC_AUDIENCE": None}, says="audience"),
    "batch size of nothing": Bad(args=("export", "--batch-size", "0"), says="1 to 500"),
    "batch size below nothing": Bad(args=("export", "--batch-size", "-1"), says="1 to 500"),
    "batch size too large": Bad(args=("export", "--batch-size", "501"), says="1 to 500"),
    "batch size in letters": Bad(args=("export", "--batch-size", "ten"), says="1 to 500"),
    "batch size empty": Bad(args=("export", "--batch-size", ""), says="empty"),
    "batch size by the environment": Bad(environment={"MCSYNC_BATCH_SIZE": "501"}, says="1 to 500"),
    "address without at": Bad(args=("diagnose", "nobody"), says="e-mail address"),
    "address that is empty": Bad(args=("resync", ""), says="empty"),
    "address in accents": Bad(args=("diagnose", "zoé@orange.example"), says="accents"),
    "days in letters": Bad(args=("status", "--days", "ten"), says="number of days"),
    "setting that is unknown": Bad(args=("settings", "set", "colour", "red"), says="no setting"),
    "setting with a bad value": Bad(args=("settings", "set", "default_language", "french"), says="two letters"),
    "rule for everybody": Bad(args=("settings", "set", "exclusions", "good@orange.example, *"), says="everybody"),
    "everyone without the words": Bad(args=("settings", "set", "consent", "everyone"), says="confirmation"),
    "setting that the environment has": Bad(args=("settings", "set", "audience", "b0071c0de1"), says="MCSYNC_AUDIENCE"),
    "run that is not there": Bad(args=("run", "99"), code=1, says="99"),
    "run in letters": Bad(args=("run", "first"), says="run|number|integer"),
    "command that is unknown": Bad(args=("exprot",), says="exprot"),
    "option that is unknown": Bad(args=("export", "--everybody"), says="everybody"),
    "argument that is missing": Bad(args=("diagnose",), says="Give one address, or --file"),
    "file that is not there": Bad(environment={"MCSYNC_SHOP_URL": None, "MCSYNC_SHOP_FILE": "{files}/none.csv"}, says="no file"),
    "file that is empty": Bad(environment={"MCSYNC_SHOP_URL": None, "MCSYNC_SHOP_FILE": "{files}/empty.csv"}, says="empty"),
    "file without addresses": Bad(environment={"MCSYNC_SHOP_URL": None, "MCSYNC_SHOP_FILE": "{files}/names.csv"}, says="column|address"),
    "file that is a picture": Bad(environment={"MCSYNC_SHOP_URL": None, "MCSYNC_SHOP_FILE": "{files}/picture.csv"}, says="text|CSV"),
    "workbook that is a picture": Bad(
        environment={"MCSYNC_SHOP_URL": None, "MCSYNC_SHOP_FILE": "{files}/picture.xlsx"}, says="Excel|workbook"
    ),
}


@pytest.fixture(scope="module")
def box():
    with Sandbox(Options()) as running:
        yield running


@pytest.fixture(scope="module")
def mcsync(new_command, box, filled):
    return new_command(sandbox=box, shop=filled.tables)


@pytest.fixture(scope="module")
def settings_before(mcsync):
    return mcsync.json("settings").json


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    picture = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20
    for name, content in (("empty.csv", b""), ("names.csv", b"name;town\nLea;Lyon\n"), ("picture.csv", picture), ("picture.xlsx", picture)):
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture(scope="module")
def answers(mcsync, settings_before, filled, files):
    """A promise of each piece of bad input's answer; some at a time, because most of a command's time is its start."""
    database = filled.tables.database
    known = {"port": database.port, "name": database.name, "url": database.url, "files": files}

    def ask(bad):
        # Not str.format: the password in the URL is full of what it looks for.
        changes = {name: text and re.sub(r"\{(\w+)\}", lambda match: str(known[match[1]]), text) for name, text in bad.environment.items()}
        return mcsync(*bad.args, "--json", **changes)

    with ThreadPoolExecutor(os.cpu_count() or 2) as side_by_side:
        yield {what: side_by_side.submit(ask, bad) for what, bad in BAD.items()}


@pytest.mark.parametrize("what", BAD)
def test_it_is_refused_in_one_sentence(answers, what):
    answer, bad = answers[what].result(), BAD[what]
    assert answer.code == bad.code, answer
    assert list(answer.json) == ["error"]
    assert re.search(bad.says, answer["error"]), answer["error"]
    assert "Traceback" not in answer.err + answer.out
    assert "\n" not in answer["error"]
    assert PASSWORD_OF_NOBODY not in answer.out + answer.err


def test_nothing_of_it_was_kept(answers, mcsync, settings_before, box):
    assert [answer.result().code for answer in answers.values()]
    settings, runs = mcsync.all(("settings",), ("runs",))
    assert settings.json == settings_before
    assert runs["runs"] == []
    assert box.stats()["members_received"] == 0


def test_without_json_the_sentence_goes_to_stderr_alone(mcsync):
    answer = mcsync("export", "--batch-size", "501")
    assert answer.code == 2
    assert answer.out == ""
    assert answer.err.strip() == "The batch size must be from 1 to 500, not 501."


def test_check_says_of_each_step_what_is_wrong(mcsync, filled):
    answer = mcsync.json("check", code=1, MCSYNC_SHOP_PREFIX="nope_", MCSYNC_AUDIENCE=UNKNOWN_AUDIENCE)
    assert [answer[step]["ok"] for step in ("shop", "mailchimp", "audience")] == [False, True, False]
    assert filled.tables.prefix in answer["shop"]["message"]


def test_a_file_in_an_old_encoding_is_read_as_it_was_meant(mcsync, tmp_path):
    file = tmp_path / "clients.csv"
    file.write_bytes("Prénom;E-mail;Newsletter\nZoé;zoe@orange.example;1\n".encode("cp1252"))
    answer = mcsync.json("diagnose", "zoe@orange.example", MCSYNC_SHOP_URL=None, MCSYNC_SHOP_FILE=str(file))
    assert [(row["first_name"], row["skipped"]) for row in answer["shop"]["rows"]] == [("Zoé", None)]
