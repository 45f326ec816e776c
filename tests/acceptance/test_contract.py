"""What scripts rely on, beside the answers judged elsewhere: where settings come from, and the guards over every answer of the suite."""

import json

import pytest

from tests.fixtures.command import KEYS, Answer, leaks


@pytest.mark.parametrize("command", KEYS)
def test_the_guard_over_all_answers_misses_a_key(command):
    whole = dict.fromkeys(KEYS[command])
    lost = min(whole)
    answers = [
        Answer(args=(command,), code=0, out=json.dumps(body), err="")
        for body in (whole, {key: None for key in whole if key != lost}, {"error": "No."})
    ]
    assert [answer.lacks for answer in answers] == [set(), {lost}, set()]


@pytest.mark.parametrize("out", ["", "{}\n{}", "Done.\n{}", "[]"])
def test_the_guard_over_all_answers_wants_one_object_and_nothing_else(out):
    with pytest.raises((ValueError, AssertionError)):
        _ = Answer(args=("runs",), code=0, out=out, err="").json


def test_the_environment_wins_over_what_is_stored(new_command):
    mcsync = new_command()
    assert mcsync.json("settings", "set", "batch_size", "250")["batch_size"] == "250"
    stored, overridden = mcsync.json("settings"), mcsync.json("settings", MCSYNC_BATCH_SIZE="123")
    assert (stored["batch_size"], overridden["batch_size"]) == ("250", "123")


def test_nothing_set_up_means_trying_it_not_falling_over(new_command):
    answer = new_command(cold=True)("preview", "--json")
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
