"""What an answer of Mailchimp means: for one contact, and for a whole call."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcsync.errors import (
    ForbiddenError,
    KeyInvalidError,
    MailchimpError,
    MailchimpUnavailableError,
    NotFoundError,
    ThrottledError,
)
from mcsync.verdicts import VERDICTS, Cause, Weight, judge_call, judge_refusal

ANN = "ann@shop.example"


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        (f"{ANN} is already a list member. Use PUT to insert or update list members.", Cause.ALREADY_THERE),
        (
            f"{ANN} is already a list member, do you want to update? please provide update_existing:true in the request body",
            Cause.ALREADY_THERE,
        ),
        (
            f"{ANN} is in a compliance state due to unsubscribe, bounce, or compliance review and cannot be subscribed.",
            Cause.LEFT_THERE,
        ),
        (f"{ANN} is already a list member in compliance state due to unsubscribe or bounce.", Cause.LEFT_THERE),
        ("Member In Compliance State", Cause.LEFT_THERE),
        (
            f"{ANN} was permanently deleted and cannot be re-imported. The contact must re-subscribe to get back on the list.",
            Cause.FORGOTTEN,
        ),
        (
            f"{ANN} was previously removed from this audience. To rejoin, they'll need to sign up using a Mailchimp form.",
            Cause.FORGOTTEN,
        ),
        ("Forgotten Email Not Subscribed", Cause.FORGOTTEN),
        (f"{ANN} looks fake or invalid, please enter a real email address.", Cause.FAKE),
        ("Please provide a valid email address.", Cause.MALFORMED),
        (
            f"{ANN} has signed up to a lot of lists very recently; we're not allowing more signups for now",
            Cause.TOO_MANY_SIGNUPS,
        ),
        ("Your merge fields were invalid.", Cause.MERGE_FIELDS),
        ("Your merge fields were invalid. Please enter a value", Cause.MERGE_FIELDS),
        ("Please enter a value", Cause.MERGE_FIELDS),
        ("Please enter a number", Cause.MERGE_FIELDS),
        ("Please enter the date", Cause.MERGE_FIELDS),
        ("Please enter a month (01-12) and a day (01-31)", Cause.MERGE_FIELDS),
        ("Please enter a complete address", Cause.MERGE_FIELDS),
    ],
)
def test_every_refusal_that_is_known_has_its_cause(text, cause):
    assert judge_refusal(text) is cause
    assert judge_refusal(text.upper()) is cause


@pytest.mark.parametrize("text", ["", "The moon is in the wrong house.", "{email}", "<script>", "compliance\x00state"])
def test_a_text_that_nobody_has_seen_yet_is_kept_as_other(text):
    assert judge_refusal(text) is Cause.OTHER


@given(st.text())
def test_every_text_has_a_cause_with_a_verdict(text):
    assert judge_refusal(text) in VERDICTS


@pytest.mark.parametrize("cause", Cause)
def test_every_cause_says_what_it_is_and_what_to_do(cause):
    verdict = VERDICTS[cause]
    assert str(verdict.sentence).endswith(".")
    assert str(verdict.advice).endswith(".")


def test_only_they_can_undo_that_they_left_or_were_forgotten():
    assert {cause for cause in Cause if VERDICTS[cause].weight is Weight.THEIRS} == {Cause.LEFT_THERE, Cause.FORGOTTEN}


def test_what_passes_by_itself_is_tried_again():
    assert {cause for cause in Cause if VERDICTS[cause].weight is Weight.PASSING} == {
        Cause.TOO_MANY_SIGNUPS,
        Cause.ALREADY_THERE,
        Cause.GONE_THERE,
        Cause.UNANSWERED,
    }


PROBLEM = {"title": "A title", "detail": "Its detail.", "status": 0}


@pytest.mark.parametrize(
    ("status", "problem", "error"),
    [
        (400, PROBLEM, MailchimpError),
        (401, PROBLEM, KeyInvalidError),
        (403, PROBLEM, ForbiddenError),
        (404, PROBLEM, NotFoundError),
        (405, PROBLEM, MailchimpError),
        (422, PROBLEM, MailchimpError),
        (429, PROBLEM, ThrottledError),
        (500, PROBLEM, MailchimpUnavailableError),
        (503, PROBLEM, MailchimpUnavailableError),
        (504, PROBLEM, MailchimpUnavailableError),
        # A gate before Mailchimp, which knows nothing of keys, audiences and contacts.
        (302, None, MailchimpUnavailableError),
        (400, None, MailchimpUnavailableError),
        (401, None, MailchimpUnavailableError),
        (403, None, ThrottledError),
        (404, None, MailchimpUnavailableError),
        (429, None, ThrottledError),
        (500, None, MailchimpUnavailableError),
        (502, None, MailchimpUnavailableError),
        (503, None, ThrottledError),
    ],
)
def test_every_status_has_its_meaning(status, problem, error):
    assert type(judge_call(status, problem)) is error


@pytest.mark.parametrize("status", range(300, 600))
def test_an_answer_that_is_not_json_never_stops_a_run_for_good(status):
    assert not judge_call(status, None).permanent


def test_mailchimps_own_words_stand_beside_ours():
    assert str(judge_call(401, {"detail": "Your API key may be invalid."})) == (
        "Mailchimp does not accept this API key. Make a new key in Mailchimp, enter it on the Connections page, then resume. "
        "Mailchimp's words: Your API key may be invalid."
    )


def test_our_sentence_and_mailchimps_words_stay_apart_for_translation():
    message = judge_call(404, {"detail": "Gone {x}."}).message
    assert (message.template, str(message.values["detail"])) == ("{sentence} Mailchimp's words: {detail}", "Gone {x}.")
    assert str(message).endswith("Gone {x}.")


@pytest.mark.parametrize("detail", [None, "", [], {}])
def test_without_words_of_mailchimps_ours_stand_alone(detail):
    assert str(judge_call(404, {"detail": detail})) == "Mailchimp does not know what was asked for; it may have been deleted there."


def test_mailchimps_words_are_cut_to_a_length_that_can_be_read():
    assert str(judge_call(400, {"detail": "x" * 10_000})).endswith("words: " + "x" * 300)
