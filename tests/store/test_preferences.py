"""What the operator chose is kept as typed, secrets encrypted, and the journal says who chose it."""

import pytest

from mcsync.errors import SettingsError
from mcsync.language import translate

KEY = "0123456789abcdef0123456789abcdef-us21"
SHOP = "mysql://reader:p%40ss-very-secret@db.example:3306/shop"


def test_settings_are_kept_as_typed(store, open_store):
    store.preferences.write({"batch_size": "250", "mailchimp_key": KEY, "shop_url": SHOP}, "Ada")
    assert open_store().preferences.read() == {"batch_size": "250", "mailchimp_key": KEY, "shop_url": SHOP}


def test_a_setting_is_replaced_and_an_empty_one_forgotten(store):
    store.preferences.write({"batch_size": "250", "mailchimp_key": KEY}, "Ada")
    store.preferences.write({"batch_size": "500", "mailchimp_key": ""}, "Ada")
    assert store.preferences.read() == {"batch_size": "500"}


def test_all_are_stored_or_none(store):
    with pytest.raises(KeyError):
        store.preferences.write({"batch_size": "250", "unheard_of": "x"}, "Ada")
    assert store.preferences.read() == {}
    assert store.history.journal() == []


def test_the_journal_says_who_chose_what_with_secrets_masked(store, clock):
    store.preferences.write({"batch_size": "250", "mailchimp_key": KEY, "shop_url": SHOP}, "Ada")
    store.preferences.write({"mailchimp_key": ""}, "Bob")
    store.preferences.note("Bob", "start", "run 7")
    assert [(row["by"], row["action"], str(row["detail"])) for row in reversed(store.history.journal())] == [
        ("Ada", "setting", "Batch size: 250"),
        ("Ada", "setting", "Mailchimp API key: ••••cdef-us21"),
        ("Ada", "setting", "Address of the shop's database: mysql://reader:••••@db.example:3306/shop"),
        ("Bob", "setting", "Mailchimp API key: emptied"),
        ("Bob", "start", "run 7"),
    ]


def test_a_detail_is_read_in_the_readers_language_and_an_old_one_as_it_was_written(store):
    store.preferences.write({"batch_size": "250"}, "Ada")
    store.preferences.note("Bob", "start", "run 7 (manual)")
    old, new = (row["detail"] for row in store.history.journal())
    assert translate(new, "fr") == "Taille des lots\u00a0: 250"
    assert old == "run 7 (manual)"


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_no_secret_is_in_the_files_of_the_store(store, tmp_path):
    store.preferences.write({"mailchimp_key": KEY, "shop_url": SHOP}, "Ada")
    raw = b"".join(path.read_bytes() for path in tmp_path.glob("store.sqlite*"))
    assert b"db.example" in raw
    for secret in (KEY, KEY[:32], "p%40ss", "very-secret"):
        assert secret.encode() not in raw


def test_with_another_key_the_settings_say_what_to_do(store, tmp_path, open_store):
    store.preferences.write({"mailchimp_key": KEY}, "Ada")
    (tmp_path / "secret.key").unlink()
    with pytest.raises(SettingsError, match="the secret key has changed"):
        open_store().preferences.read()


def test_a_setting_of_another_version_is_passed_over(store):
    with store.database.writing() as connection:
        connection.exec_driver_sql("INSERT INTO setting (name, text) VALUES ('of_the_future', 'x')")
    assert store.preferences.read() == {}
