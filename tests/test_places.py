"""The data folder, and the practice account that is kept in it."""

import pytest

from mcsync.errors import SettingsError
from mcsync.places import PRACTICE, ROOT, Practice, data_folder, practice, read_practice, write_practice

ACCOUNT = Practice(url="http://127.0.0.1:8025/3.0", key="0123456789abcdef0123456789abcdef-us1")


def test_the_data_folder_is_beside_the_code_unless_the_environment_says_otherwise(tmp_path):
    assert data_folder({}) == ROOT / "data"
    assert data_folder({"MCSYNC_DATA": "  "}) == ROOT / "data"
    assert data_folder({"MCSYNC_DATA": str(tmp_path / "deep" / "down")}) == tmp_path / "deep" / "down"
    assert (tmp_path / "deep" / "down").is_dir()


def test_a_data_folder_that_cannot_be_made_is_refused_in_words(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError, match=r"cannot be made: Not a directory. Choose another with MCSYNC_DATA."):
        data_folder({"MCSYNC_DATA": str(tmp_path / "file" / "data")})


def test_a_practice_account_is_read_as_it_was_written(tmp_path):
    write_practice(tmp_path, ACCOUNT)
    assert read_practice(tmp_path) == ACCOUNT
    assert [file.name for file in tmp_path.iterdir()] == [PRACTICE]


def test_nobody_else_may_read_the_practice_key(tmp_path):
    (tmp_path / PRACTICE).write_text("{}")
    (tmp_path / PRACTICE).chmod(0o644)
    write_practice(tmp_path, ACCOUNT)
    assert (tmp_path / PRACTICE).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        '{"url": 1, "key": 2}',
        '{"url": "", "key": ""}',
        '{"url": "http://127.0.0.1:8025/3.0"}',
        '{"url": "http://evil.example/3.0", "key": "0123456789abcdef0123456789abcdef-us1"}',
        '{"url": "http://127.0.0.1:8025/3.0", "key": "0123"}',
        "\x00\x01",
        '{"url": "http://127.0.0.1:',
    ],
)
def test_a_damaged_file_is_no_practice_account(tmp_path, text):
    (tmp_path / PRACTICE).write_text(text)
    assert read_practice(tmp_path) is None


def test_bytes_that_are_no_text_are_no_practice_account(tmp_path):
    (tmp_path / PRACTICE).write_bytes(b"\xff\xfe\xff")
    assert read_practice(tmp_path) is None


def test_without_a_file_there_is_no_practice_account(tmp_path):
    assert read_practice(tmp_path) is None


def test_a_failed_write_leaves_nothing_behind(tmp_path):
    (tmp_path / PRACTICE).mkdir()
    with pytest.raises(OSError, match="directory"):
        write_practice(tmp_path, ACCOUNT)
    assert [file.name for file in tmp_path.iterdir()] == [PRACTICE]


def test_a_practice_account_is_only_on_this_machine():
    assert practice(" http://127.0.0.1:8025/3.0\n", ACCOUNT.key + "\n") == ACCOUNT
    with pytest.raises(SettingsError):
        practice("http://evil.example/3.0", ACCOUNT.key)
    with pytest.raises(SettingsError):
        practice("", "")


def test_the_key_does_not_show_when_the_account_is_printed():
    assert ACCOUNT.key not in repr(ACCOUNT)
