"""Secrets are readable for us alone, with a key that is not in the store."""

import multiprocessing
import os
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from mcsync.errors import SettingsError, StoreError
from mcsync.store.vault import Vault


def test_what_was_locked_can_be_unlocked_after_a_restart(tmp_path):
    token = Vault.open(tmp_path).lock("the secret é")
    assert "secret" not in token
    assert Vault.open(tmp_path).unlock(token) == "the secret é"


def test_the_key_file_is_for_its_owners_eyes_only(tmp_path):
    Vault.open(tmp_path / "new" / "folder")
    assert stat.S_IMODE((tmp_path / "new" / "folder" / "secret.key").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "new" / "folder").iterdir()] == ["secret.key"]


def test_a_passphrase_needs_no_file_and_is_the_same_everywhere(tmp_path):
    token = Vault.open(tmp_path / "a", "a passphrase").lock("secret")
    assert Vault.open(tmp_path / "b", "a passphrase").unlock(token) == "secret"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("token", [None, "", "not a token", "gAAAAA" + "x" * 100])
def test_with_another_key_it_says_what_to_do(tmp_path, token):
    token = Vault.open(tmp_path, "one").lock("secret") if token is None else token
    with pytest.raises(SettingsError) as refused:
        Vault.open(tmp_path, "another").unlock(token)
    assert (
        str(refused.value)
        == "A stored secret cannot be read: the secret key has changed. Enter the Mailchimp key and the shop's address again."
    )


@pytest.mark.parametrize("damaged", [b"", b"short", b"\xff" * 44])
def test_a_damaged_key_file_says_what_to_do(tmp_path, damaged):
    (tmp_path / "secret.key").write_bytes(damaged)
    with pytest.raises(SettingsError, match=r"^The file secret\.key is damaged\. Put it back from a backup, or delete it"):
        Vault.open(tmp_path)


def test_a_folder_that_cannot_hold_the_key_says_what_to_do(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(StoreError) as refused:
        Vault.open(tmp_path / "file")
    assert str(refused.value).startswith(f"The key of the stored secrets, {tmp_path}/file/secret.key, cannot be used: File exists.")


def test_what_a_dead_process_left_behind_is_no_hindrance(tmp_path):
    # In a container, every start may have the same process number.
    (tmp_path / f"secret.key.{os.getpid()}").write_bytes(b"half a k")
    token = Vault.open(tmp_path).lock("secret")
    assert Vault.open(tmp_path).unlock(token) == "secret"


def test_threads_that_start_first_at_once_agree_on_one_key(tmp_path):
    for number in range(20):
        folder = tmp_path / str(number)
        with ThreadPoolExecutor(8) as threads:
            vaults = list(threads.map(lambda _, folder=folder: Vault.open(folder), range(8)))
        assert {vault.unlock(vaults[0].lock("secret")) for vault in vaults} == {"secret"}


def _open(folder, gate, answers):
    gate.wait()
    answers.put(Vault.open(folder).lock("secret"))


def test_processes_that_start_first_at_once_agree_on_one_key(tmp_path):
    spawn = multiprocessing.get_context("spawn")
    gate, answers = spawn.Barrier(3), spawn.Queue()
    processes = [spawn.Process(target=_open, args=(tmp_path, gate, answers)) for _ in range(3)]
    for process in processes:
        process.start()
    tokens = [answers.get(timeout=60) for _ in processes]
    for process in processes:
        process.join()
    assert [Vault.open(tmp_path).unlock(token) for token in tokens] == ["secret"] * 3
