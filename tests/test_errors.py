"""Errors: each has a sentence of its own, and one bit that says whether waiting helps."""

import pytest

from mcsync import errors
from mcsync.errors import McsyncError
from mcsync.message import Message, say

ALL = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, McsyncError)]
PASSING = {
    errors.ShopUnreachableError,
    errors.StoreError,
    errors.LeaseLostError,
    errors.ThrottledError,
    errors.MailchimpUnavailableError,
    errors.TimedOutError,
}


@pytest.mark.parametrize("kind", ALL)
def test_every_error_has_a_sentence_of_its_own(kind):
    sentence = str(kind())
    assert sentence == kind.__doc__
    assert sentence.endswith(".")
    assert [other for other in ALL if other is not kind and str(other()) == sentence] == []


@pytest.mark.parametrize("kind", ALL)
def test_an_error_passes_by_itself_or_needs_a_person(kind):
    assert kind.permanent is (kind not in PASSING)


def test_the_sentence_that_was_given_is_the_one_that_is_read():
    error = errors.SettingsError(say("The {what} is empty.", what="key"))
    assert (str(error), error.message) == ("The key is empty.", Message("The {what} is empty.", {"what": "key"}))


def test_a_sentence_and_its_values_stay_apart():
    assert say("{count} rows", count=3).to_json() == {"template": "{count} rows", "values": {"count": "3"}}
    assert say("{count} rows", count=3).fill("{count} lignes") == "3 lignes"
    assert str(say("refused: {why}", why=say("{who} left", who="Ann"))) == "refused: Ann left"


def test_braces_in_a_value_or_in_a_sentence_without_values_mean_themselves():
    assert str(say("{text}", text="{0.__class__} {")) == "{0.__class__} {"
    assert str(say("{text} {")) == "{text} {"


def test_a_value_may_have_any_name():
    assert str(say("{template} {self}", template=1, self=2)) == "1 2"
