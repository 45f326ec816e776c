"""Send again who was refused, from the command line: the failed ones of a run, of a cause, or the people given; nobody else."""

import pytest

from mcsync.sandbox.practice import FAKE_LOOKING, GONE_FOR_GOOD, TOO_MANY_LISTS

TAKEN = "zoe@orange.example"


@pytest.fixture
def exported(mcsync, prestashop):
    """A shop of four, exported: one was taken, three were refused, each for a cause of its own."""
    for address in (TAKEN, FAKE_LOOKING, TOO_MANY_LISTS, GONE_FOR_GOOD):
        prestashop.add_customer(email=address, newsletter=1, newsletter_date_add="2023-01-02 03:04:05")
    run = mcsync.json("export", "--wait")
    assert (run["created"], run["refused"]) == (1, 3)
    return mcsync


def test_the_failed_ones_of_a_run_are_sent_again_and_nobody_else(exported):
    retried = exported.json("retry", "--run", "1", "--wait")
    assert (retried["kind"], retried["to_send"], retried["refused"]) == ("retry", 2, 2)
    assert exported.json("run", str(retried["run"]))["refusals"] == {"fake": 1, "too_many_signups": 1}


def test_the_failed_ones_of_a_cause(exported):
    retried = exported.json("retry", "--cause", "fake", "--days", "2", "--wait")
    assert (retried["to_send"], retried["refused"]) == (1, 1)


def test_a_row_put_right_in_the_shop_is_taken(exported, prestashop):
    prestashop.database.execute("UPDATE ps_customer SET email = %s WHERE email = %s", ("fine@orange.example", FAKE_LOOKING))
    retried = exported.json("retry", "fine@orange.example", " ZOE@Orange.example ", "--wait")
    assert (retried["to_send"], retried["created"], retried["updated"]) == (2, 1, 1)


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("--cause", "forgotten"), 1, "permanently deleted"),
        (("--cause", "nonsense"), 2, "There is no cause “nonsense”."),
        (("--run", "99"), 1, "There is no run 99."),
        (("--days", "0"), 2, "number of days"),
        (("nobody",), 2, "e-mail address"),
        (("--run", "1", "ann@orange.example"), 2, "not both"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(exported, words, code, sentence):
    assert sentence in exported.json("retry", *words, code=code)["error"]


def test_without_anybody_left_it_says_so(mcsync, prestashop):
    prestashop.add_customer(email=TAKEN, newsletter=1)
    mcsync.json("export", "--wait")
    assert mcsync.json("retry", code=1)["error"].startswith("There is nobody to send again")
