"""Of the answer to a batch, what it says of each address is read, whatever else is in it."""

import json

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as some

from mcsync.contact import MemberStatus
from mcsync.errors import MailchimpError, MailchimpUnavailableError
from mcsync.mailchimp import answers
from mcsync.mailchimp.answers import Answer, Refusal
from tests.mailchimp.test_shapes import JSON, OBJECT

LISTS = some.lists(OBJECT | JSON, max_size=3)
ANSWER = some.dictionaries(some.sampled_from(["new_members", "updated_members", "errors", "total_items"]), LISTS | JSON)


def as_sent(body):
    return json.dumps(body).encode()


@given(ANSWER)
@hypothesis.example({"new_members": [], "updated_members": [], "errors": [7]})
def test_any_answer_to_a_batch_is_read_or_called_broken(body):
    try:
        answer = answers.answer(as_sent(body))
    except MailchimpError as error:
        assert not error.permanent  # noqa: PT017  # an answer that is read is as good
    else:
        assert all(isinstance(refusal.text, str) for refusal in answer.refused.values())


def refused_item(**changes):
    return {
        "email_address": "zoe@courrier.example",
        "error": "no",
        "error_code": "ERROR_GENERIC",
        "field": "",
        "field_message": "",
    } | changes


@pytest.mark.parametrize(
    "as_mailchimp_writes_it",
    ["zoe@xn--bcher-kva.example", "ZOE@XN--BCHER-KVA.EXAMPLE", "zoe@bücher.example", "Zoe@Bücher.Example", " zoe@bücher.example\n"],
)
def test_an_answer_is_joined_by_address_however_mailchimp_writes_it(as_mailchimp_writes_it):
    body = {"new_members": [{"email_address": as_mailchimp_writes_it, "status": "subscribed"}], "updated_members": [], "errors": []}
    assert answers.answer(as_sent(body)).created == {"zoe@xn--bcher-kva.example": MemberStatus.SUBSCRIBED}


EMPTY = '"updated_members": [], "errors": []'


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b'{"new_members": []',
        f'{{"new_members": null, {EMPTY}}}'.encode(),
        f'{{"new_members": [7], {EMPTY}}}'.encode(),
        f"{{{EMPTY}}}".encode(),
        f'{{"new_members": [{{"email_address": "\\x"}}], {EMPTY}}}'.encode(),
        f'{{"new_members": [{{"email_address": "\xff"}}], {EMPTY}}}'.encode("latin-1"),
        f'{{"new_members": [{{"merge_fields": {"[" * 200_000}}}], {EMPTY}}}'.encode(),
    ],
    ids=["nothing", "list", "cut off", "no list", "no object", "a list too few", "no escape", "no UTF-8", "deep"],
)
def test_a_broken_answer_to_a_batch_says_nothing_of_anybody(content):
    with pytest.raises(MailchimpUnavailableError):
        answers.answer(content)


def test_what_is_said_besides_is_passed_over():
    more = {"merge_fields": {"FNAME": ["deep", {"er": 1}]}, "_links": [{}], "location": {"latitude": 1e300}}
    body = {
        "new_members": [{"email_address": "zoe@courrier.example", "status": "pending", **more}],
        "updated_members": [],
        "errors": [],
        "x": 7,
    }
    assert answers.answer(as_sent(body)) == Answer(created={"zoe@courrier.example": MemberStatus.PENDING}, updated={}, refused={})


def test_who_is_in_no_list_is_not_mentioned_and_who_was_not_asked_for_does_no_harm():
    body = {
        "new_members": [{"email_address": "someone.else@courrier.example", "status": "subscribed"}, {"status": "subscribed"}],
        "updated_members": [],
        "errors": [refused_item(email_address=None)],
    }
    answer = answers.answer(as_sent(body))
    assert set(answer.created) == {"someone.else@courrier.example", ""}
    assert set(answer.refused) == {""}


def test_a_refusal_keeps_mailchimps_words_up_to_500_characters():
    items = [refused_item(error="Your merge fields were invalid.", field="BIRTHDAY", field_message="Please enter a month"), refused_item(email_address="b@courrier.example", error="x" * 1_000_000)]  # fmt: skip
    refused = answers.answer(as_sent({"new_members": [], "updated_members": [], "errors": items})).refused
    assert refused["zoe@courrier.example"] == Refusal(text="Your merge fields were invalid. Please enter a month", field="BIRTHDAY")
    assert len(refused["b@courrier.example"].text) == 500
