"""Errors: each has a sentence of its own, and one bit that says whether waiting helps."""

import pytest

from mcsync import errors
from mcsync.errors import McsyncError
from mcsync.message import Message, say

ALL = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, McsyncError)]
PASSING = {
    errors.AlertError,
    errors.BusyError,
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
