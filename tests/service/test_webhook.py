"""The webhook: registered where Mailchimp can reach us, ended without a trace, and never believed."""

import json
from urllib.parse import urlencode

import pytest

from mcsync.errors import KeyInvalidError, SettingsError
from mcsync.sandbox.practice import DOUBLE_OPT_IN, NEWSLETTER
from mcsync.service import WEBHOOK_PATH, open_service
from mcsync.service.webhook import named, public_address

ZOE = "zoe@courrier.example"


@pytest.fixture
def verbs(tmp_path, sandbox):
    (tmp_path / "practice.json").write_text(json.dumps({"url": sandbox.url, "key": sandbox.key}))
    service = open_service({"MCSYNC_DATA": str(tmp_path)})
    service.change({"audience": NEWSLETTER}, "test")
    yield service
    service.close()


def hooks(sandbox, audience=NEWSLETTER):
    return [hook["url"] for hook in sandbox.desk.account.audiences[audience].webhooks.values()]


def root(listener):
    return listener.url.removesuffix("/hook")


def secret_of(sandbox):
    [url] = hooks(sandbox)
    return url.partition(WEBHOOK_PATH)[2]


@pytest.mark.parametrize("typed", ["https://sync.shop.example", " https://sync.shop.example/ ", "https://shop.example:8443/mcsync"])
def test_a_public_address_is_taken(typed):
    assert public_address(typed, loopback=False) == typed.strip().rstrip("/")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Enter the public address"),
        ("sync.shop.example", "Enter the public address"),
        ("https://me:secret@shop.example", "Enter the public address"),
        ("https://shop.example/?a=b", "Enter the public address"),
        ("https://shop.example:99999", "Enter the public address"),
        ("https://[::1", "Enter the public address"),
        ("https://<b>shop.example</b>", "Enter the public address"),
        ("https://shop.example/a\nb", "Enter the public address"),
        ("http://shop.example", "must begin with https://"),
        ("ftp://shop.example", "must begin with https://"),
        ("http://localhost:8501", "Mailchimp's servers cannot reach it"),
        ("https://127.0.0.1", "Mailchimp's servers cannot reach it"),
        ("https://[::1]:8501", "Mailchimp's servers cannot reach it"),
        ("https://192.168.1.4", "Mailchimp's servers cannot reach it"),
        ("https://intranet", "Mailchimp's servers cannot reach it"),
        ("https://shop.local", "Mailchimp's servers cannot reach it"),
    ],
)
def test_an_address_that_mailchimp_cannot_reach_is_refused_with_the_reason(typed, sentence):
    with pytest.raises(SettingsError) as refused:
        public_address(typed, loopback=False)
    assert sentence in str(refused.value)


def test_with_the_sandbox_this_computers_own_address_will_do():
    assert public_address("http://127.0.0.1:8501/", loopback=True) == "http://127.0.0.1:8501"


def test_with_a_real_key_this_computers_own_address_will_not_do(verbs):
    verbs.change({"mailchimp_key": "0123456789abcdef0123456789abcdef-us21"}, "test")
    with pytest.raises(SettingsError, match="cannot reach it"):
        verbs.register_webhook("http://127.0.0.1:8501", "test")


def test_it_is_registered_shown_without_its_secret_and_removed_there_and_here(verbs, sandbox, listener):
    found = verbs.register_webhook(root(listener), "test")
    assert (found.asked, found.address, found.heard_at) == (True, root(listener), None)
    assert found.since is not None
    assert len(secret_of(sandbox)) >= 40
    assert secret_of(sandbox) not in repr(verbs.webhook())
    assert verbs.remove_webhook("test").asked is False
    assert hooks(sandbox) == []
    assert verbs.remove_webhook("test").asked is False


def test_registering_again_replaces_it_and_its_secret(verbs, sandbox, listener):
    verbs.register_webhook(root(listener), "test")
    first = secret_of(sandbox)
    verbs.register_webhook(root(listener), "test")
    assert secret_of(sandbox) != first
    assert not verbs.knows_webhook(first)
    assert verbs.knows_webhook(secret_of(sandbox))


def test_where_nothing_answers_it_is_not_registered_and_the_reason_is_said(verbs, sandbox, listener):
    listener.status = 404
    with pytest.raises(SettingsError) as refused:
        verbs.register_webhook(root(listener), "test")
    assert "nothing answered it at" in str(refused.value)
    assert (verbs.webhook().asked, hooks(sandbox)) == (False, [])


def test_a_revoked_key_is_told_as_such(verbs, sandbox, listener):
    sandbox.revoke_key()
    with pytest.raises(KeyInvalidError):
        verbs.register_webhook(root(listener), "test")


def test_where_mailchimps_answer_is_lost_it_can_be_removed_all_the_same(verbs, sandbox, listener):
    verbs.register_webhook(root(listener), "test")
    number = verbs._wiring.store.mirror.find(NEWSLETTER).number
    row = verbs._wiring.store.webhooks.find(number)
    verbs._wiring.store.webhooks.keep(number, url=row.url, mark=row.mark)
    assert (verbs.webhook().asked, verbs.webhook().since) == (True, None)
    assert verbs.remove_webhook("test").asked is False
    assert hooks(sandbox) == []


def test_each_audience_has_its_own(verbs, sandbox, listener):
    verbs.register_webhook(root(listener), "test")
    verbs.change({"audience": DOUBLE_OPT_IN}, "test")
    assert verbs.webhook().asked is False
    verbs.register_webhook(root(listener), "test")
    assert hooks(sandbox)[0] != hooks(sandbox, DOUBLE_OPT_IN)[0]


def test_an_audience_that_is_gone_takes_its_webhook_along(verbs, sandbox, listener):
    verbs.register_webhook(root(listener), "test")
    sandbox.delete_audience()
    assert verbs.remove_webhook("test").asked is False


def test_a_post_with_the_secret_is_noted_once_however_often_it_comes(verbs, sandbox, listener):
    verbs.register_webhook(root(listener), "test")
    form = urlencode({"type": "unsubscribe", "data[email]": ZOE.upper()})
    assert [verbs.hear(secret_of(sandbox), form) for _ in range(3)] == [True] * 3
    number = verbs._wiring.store.mirror.find(NEWSLETTER).number
    assert list(verbs._wiring.store.webhooks.waiting(number)) == [ZOE]
    assert verbs.webhook().heard_at is not None


@pytest.mark.parametrize("secret", ["", "wrong", "é", "\udcff", "x" * 10_000])
def test_a_post_without_the_secret_is_not_heard(verbs, sandbox, listener, secret):
    verbs.register_webhook(root(listener), "test")
    assert not verbs.hear(secret, urlencode({"data[email]": ZOE}))
    assert verbs.webhook().heard_at is None


def test_a_flood_of_posts_is_bounded(verbs, sandbox, listener, monkeypatch):
    monkeypatch.setattr("mcsync.store.webhooks.HEARD_MAX", 5)
    verbs.register_webhook(root(listener), "test")
    for number in range(20):
        assert verbs.hear(secret_of(sandbox), urlencode({"data[email]": f"p{number}@flood.example"}))
    assert len(verbs._wiring.store.webhooks.waiting(verbs._wiring.store.mirror.find(NEWSLETTER).number)) == 5


@pytest.mark.parametrize(
    ("form", "people"),
    [
        (urlencode({"type": "unsubscribe", "data[email]": " Zoe@Courrier.example "}), [ZOE]),
        (urlencode({"type": "upemail", "data[old_email]": "old@shop.example", "data[new_email]": ZOE}), ["old@shop.example", ZOE]),
        (urlencode({"data[email]": "<script>alert(1)</script>"}), []),
        (urlencode({"data[email]": "x" * 1000 + "@shop.example"}), []),
        (urlencode({"data[merges][EMAIL]": ZOE}), []),
        ("&".join(f"a{number}=b" for number in range(1000)), []),
        ('{"type": "unsubscribe"}', []),
        ("", []),
    ],
)
def test_whom_a_post_names(form, people):
    assert named(form) == people
