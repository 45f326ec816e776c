"""What scripts rely on, beside the answers judged elsewhere: names of keys, where settings come from, and what is never said aloud."""

import pytest

from tests.fixtures.command import leaks

RUN = {"run", "kind", "state", "contacts", "to_send", "created", "updated", "unchanged", "left_alone", "refused", "batches", "batches_done"}
#: Command → the keys that its object has at least.
KEYS = {
    ("check",): {"shop", "mailchimp", "audience"},
    ("preview",): {
        "rows",
        "skipped",
        "merged",
        "contacts",
        "by_status",
        "unchanged",
        "to_send",
        "left_alone",
        "batches",
        "batch_size",
    },
    ("export", "--dry-run"): RUN,
    ("export",): RUN,
    ("runs", "--days", "2"): {"runs"},
    ("run", "1"): RUN | {"started", "ended", "by", "refusals"},
    ("pause", "1"): RUN,
    ("resume", "1"): RUN,
    ("cancel", "1"): RUN,
    ("status", "--days", "2"): {"days", "causes"},
    ("diagnose", "zoe@orange.example"): {
        "address",
        "verdict",
        "sentence",
        "shop",
        "last_sent",
        "mailchimp",
        "timeline",
        "may_resync",
        "why_not",
    },
    ("resync", "zoe@orange.example"): {"address", "outcome", "sentence", "before", "after"},
    ("verify",): {"in_place", "different", "missing", "examples"},
    ("settings",): {"shop_url", "mailchimp_key", "audience", "batch_size", "connections", "consent", "default_language"},
}
#: These only look, and may do so at the same time; the others follow each other.
LOOKING = [args for args in KEYS if args[0] in {"check", "runs", "run", "status", "diagnose", "settings"}]
ORDERED = [args for args in KEYS if args not in LOOKING]


def test_every_command_prints_one_object_with_its_keys(mcsync, prestashop):
    prestashop.add_customer(id_customer=1, email="zoe@orange.example", newsletter=1)
    found = {args: mcsync.json(*args) for args in ORDERED}
    found |= zip(LOOKING, mcsync.all(*LOOKING), strict=True)
    lacking = {args: KEYS[args] - set(answer.json) for args, answer in found.items()}
    assert {args: missing for args, missing in lacking.items() if missing} == {}
    assert {args: answer.code for args, answer in found.items() if answer.code} == {}


def test_the_environment_wins_over_what_is_stored(new_command):
    mcsync = new_command()
    assert mcsync.json("settings", "set", "batch_size", "250")["batch_size"] == "250"
    stored, overridden = mcsync.json("settings"), mcsync.json("settings", MCSYNC_BATCH_SIZE="123")
    assert (stored["batch_size"], overridden["batch_size"]) == ("250", "123")


def test_nothing_set_up_means_trying_it_not_falling_over(new_command):
    answer = new_command()("preview", "--json")
    assert answer.code in {0, 2}
    assert answer.json


@pytest.mark.parametrize("said", ["sent to zoe@orange.example", "<Zoe@Crème.example>", "x 'o%k1@xn--bcher-kva.example'"])
def test_the_guard_over_all_logs_sees_an_address(said):
    assert leaks(said)
    assert not leaks("run 1: 300 contacts settled, 2 refused")


def test_the_guard_over_all_streams_sees_key_and_password(mcsync):
    for said in (mcsync.environment["MAILCHIMP_API_KEY"], mcsync.environment["MCSYNC_SHOP_URL"], "p@ss:w/rd%20#?é"):
        assert mcsync.secrets_in(f"could not connect with {said}!")
    assert not mcsync.secrets_in("could not connect")
