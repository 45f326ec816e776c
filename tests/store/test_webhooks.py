"""What a webhook is known by, and whom it named: kept, bounded, and gone once read."""

import pytest

from mcsync.store import webhooks


@pytest.fixture
def kept(store, audience):
    store.webhooks.keep(audience, url="https://shop.example/mailchimp/secret", mark="m")
    return audience


def waiting(store, audience):
    return sorted(store.webhooks.waiting(audience))


def test_its_url_is_encrypted_in_the_store_and_clear_when_found(store, kept):
    with store.database.reading() as connection:
        text = connection.exec_driver_sql("SELECT url FROM webhook").scalar()
    assert "secret" not in text
    assert store.webhooks.find(kept).url == "https://shop.example/mailchimp/secret"
    assert store.webhooks.marks() == {"m": kept}


def test_it_is_registered_once_mailchimp_said_so(store, kept, clock):
    assert store.webhooks.find(kept).registered_at is None
    store.webhooks.registered(kept)
    assert store.webhooks.find(kept).registered_at == clock.now


def test_whom_it_names_waits_once_until_they_are_read(store, kept, clock):
    store.webhooks.hear(kept, ["a@shop.example", "b@shop.example"])
    first = dict(store.webhooks.waiting(kept))
    clock.now += 1
    store.webhooks.hear(kept, ["a@shop.example"])
    store.webhooks.hear(kept, ["a@shop.example"])
    store.webhooks.read(kept, first)
    assert waiting(store, kept) == ["a@shop.example"]
    assert store.webhooks.find(kept).heard_at == clock.now
    store.webhooks.read(kept, store.webhooks.waiting(kept))
    assert waiting(store, kept) == []


def test_a_post_that_names_nobody_is_heard_all_the_same(store, kept, clock):
    store.webhooks.hear(kept, [])
    assert (waiting(store, kept), store.webhooks.find(kept).heard_at) == ([], clock.now)


def test_no_more_than_a_thousand_wait(store, kept, monkeypatch):
    monkeypatch.setattr(webhooks, "HEARD_MAX", 3)
    for number in range(10):
        store.webhooks.hear(kept, [f"p{number}@shop.example"])
    assert len(waiting(store, kept)) == 3


def test_dropped_it_leaves_nothing(store, kept):
    store.webhooks.hear(kept, ["a@shop.example"])
    store.webhooks.drop(kept)
    assert (store.webhooks.find(kept), waiting(store, kept), store.webhooks.marks()) == (None, [], {})
