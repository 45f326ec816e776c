"""The state file."""

import signal
import subprocess
import sys
import time
from types import SimpleNamespace

import pytest

from mcsync.errors import SettingsError
from mcsync.sandbox.practice import ALREADY_THERE, ARCHIVED_LONG_AGO, NEWSLETTER
from mcsync.sandbox.words import member_key

ZOE = "zoe@courrier.example"

PROGRAM = """
import sys
from pathlib import Path
from mcsync.sandbox import Options, serve
serve(Options(state=Path(sys.argv[1])))
"""


@pytest.fixture
def start_program(tmp_path, start_caller):
    """A function that starts a sandbox in a process of its own, and gives the process and a caller; `state` names its file."""
    running = []

    def start():
        process = subprocess.Popen([sys.executable, "-c", PROGRAM, tmp_path / "state"], stdout=subprocess.PIPE, text=True)
        running.append(process)
        lines = process.stdout.readline().strip(), process.stdout.readline().strip()
        return process, start_caller(SimpleNamespace(url=lines[0], key=lines[1]))

    yield start
    for process in running:
        process.kill()
        process.communicate()


def change_everything(call):
    call.batch({"email_address": ZOE, "status": "subscribed", "language": "fr", "merge_fields": {"FNAME": "Zoé"}, "tags": ["shop"]})
    call.batch({"email_address": ALREADY_THERE, "status": "unsubscribed"})
    call("POST", f"/lists/{NEWSLETTER}/merge-fields", json={"tag": "SIZE", "name": "Size", "type": "radio", "options": {"choices": ["S"]}})
    call("POST", f"/lists/{NEWSLETTER}/webhooks", json={"url": "https://shop.example/hook"})
    call("PATCH", f"/lists/{NEWSLETTER}", json={"name": "Letter"})
    call("POST", "/_sandbox/members", json={"members": [{"email_address": ARCHIVED_LONG_AGO, "status": "absent"}]})


def everything(call):
    paths = ("", "/members?count=100", "/merge-fields", "/webhooks")
    seen = [call("GET", f"/lists/{NEWSLETTER}{path}").text for path in paths]
    return [text.replace(call.url, "") for text in seen], call("GET", "/_sandbox/members").json()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_restart_finds_everything_again(start_program, number):
    process, call = start_program()
    change_everything(call)
    before = everything(call)
    process.send_signal(number)
    assert process.wait(timeout=20) == 0
    _, again = start_program()
    assert again.key == call.key
    assert everything(again) == before
    assert again.batch({"email_address": "b@courrier.example", "status": "subscribed"}).json()["new_members"][0]["web_id"] == 500_000_008


def test_a_kill_costs_a_second_at_most(start_program, tmp_path):
    process, call = start_program()
    change_everything(call)
    before = everything(call)
    removal, deadline = f'["{NEWSLETTER}","{member_key(ARCHIVED_LONG_AGO).hex()}"]', time.monotonic() + 20
    while removal not in (tmp_path / "state").read_text():
        assert time.monotonic() < deadline
    process.kill()
    process.wait()
    _, again = start_program()
    assert everything(again) == before


def test_a_line_torn_by_a_crash_is_dropped(start_sandbox, start_caller, tmp_path):
    state = tmp_path / "state"
    sandbox = start_sandbox(state=state)
    start_caller(sandbox).batch({"email_address": ZOE, "status": "subscribed"})
    sandbox.stop()
    state.write_bytes(state.read_bytes() + b'["b0071c0de1",9,"half@cour')
    again = start_sandbox(state=state)
    assert ZOE in again.members()
    assert b"half@cour" not in state.read_bytes()


def test_a_revoked_key_and_a_deleted_audience_are_remembered(start_sandbox, start_caller, tmp_path):
    sandbox = start_sandbox(state=tmp_path / "state")
    sandbox.revoke_key()
    sandbox.delete_audience()
    sandbox.stop()
    again = start_sandbox(state=tmp_path / "state")
    call = start_caller(again)
    assert call("GET", "/ping").status_code == 401
    again.revoke_key(revoke=False)
    assert call("GET", "/lists").json()["total_items"] == 2


def test_a_revoked_key_is_saved_without_a_clean_end(start_sandbox, tmp_path):
    sandbox = start_sandbox(state=tmp_path / "state")
    sandbox.revoke_key()
    deadline = time.monotonic() + 20
    while '"revoked":true' not in (tmp_path / "state").read_text():
        assert time.monotonic() < deadline


def test_a_given_key_wins_over_the_kept_one(start_sandbox, tmp_path):
    start_sandbox(state=tmp_path / "state").stop()
    assert start_sandbox(state=tmp_path / "state", key="0" * 32 + "-us7").key == "0" * 32 + "-us7"


def test_only_the_owner_may_read_the_file(start_sandbox, tmp_path):
    start_sandbox(state=tmp_path / "folder" / "state")
    assert (tmp_path / "folder" / "state").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "content", [b"", b"x\ny\n", b"{}\n[]\n", b'["0",1]\n', b'{"audience": 7}\n', b"\x00" * 50 + b"\n", b'7\n{"key":"k","revoked":false}\n']
)
def test_a_file_that_is_no_state_is_refused_and_left_as_it_is(start_sandbox, tmp_path, content):
    state = tmp_path / "state"
    state.write_bytes(content)
    with pytest.raises(SettingsError) as refused:
        start_sandbox(state=state)
    assert str(refused.value).startswith(f"The sandbox's state file {state} cannot be used (line ")
    assert state.read_bytes() == content


def test_a_place_that_cannot_be_written_is_refused(start_sandbox, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError):
        start_sandbox(state=tmp_path / "file" / "state")


def test_what_could_not_be_saved_is_saved_when_the_disk_is_back(start_sandbox, tmp_path):
    state = tmp_path / "state"
    sandbox = start_sandbox(state=state)
    state.unlink()
    state.mkdir()
    sandbox.edit_members([{"email_address": ZOE, "status": "subscribed"}])
    deadline = time.monotonic() + 20
    while sandbox.desk.account.audiences[NEWSLETTER].unsaved:
        assert time.monotonic() < deadline
    state.rmdir()
    while not state.exists() or ZOE not in state.read_text():
        assert time.monotonic() < deadline
    assert [path.name for path in tmp_path.iterdir()] == ["state"]
