"""What we ask of Mailchimp: all of it, page by page, tried again where that helps, and joined by address."""

from datetime import UTC, datetime

import orjson
import pytest

from mcsync.address import member_id
from mcsync.batching import Road
from mcsync.contact import Contact, MemberStatus
from mcsync.errors import AudienceMissingError, KeyInvalidError, MailchimpError, MailchimpUnavailableError, ThrottledError
from mcsync.mailchimp import Account, Mailchimp
from mcsync.mailchimp.api import READ_ATTEMPTS
from mcsync.sandbox.audiences import Audience
from mcsync.sandbox.practice import (
    ALREADY_THERE,
    ARCHIVED_LONG_AGO,
    BOUNCED_BACK,
    DOUBLE_OPT_IN,
    FAKE_LOOKING,
    GONE_FOR_GOOD,
    LEFT_ALONE,
    NEWSLETTER,
    REQUIRED_FIELD,
    UNSUBSCRIBED_BY_ADMIN,
)
from tests.fixtures.scripted import http, said

ZOE = "zoe@courrier.example"
TAGS = frozenset({"FNAME", "LNAME", "BIRTHDAY"})
GONE = "ffffffffff"


@pytest.fixture
def waits():
    """How long each wait between two tries would have been."""
    return []


@pytest.fixture
def open_mailchimp(waits):
    opened = []

    def start(sandbox, timeout=5.0):
        opened.append(Mailchimp(sandbox.key, url=sandbox.url, timeout=timeout, sleep=waits.append))
        return opened[-1]

    yield start
    for one in opened:
        one.close()


@pytest.fixture
def mailchimp(sandbox, open_mailchimp):
    return open_mailchimp(sandbox)


def listed(mailchimp, audience=NEWSLETTER, **how):
    return {member.address: member for page in mailchimp.members(audience, TAGS, **how) for member in page}


def zoe(status=MemberStatus.SUBSCRIBED, **changes):
    return Contact(address=ZOE, status=status, **changes)


def test_a_key_belongs_to_an_account(mailchimp):
    account = mailchimp.account()
    assert account == Account(id=account.id, name="mcsync practice")
    assert account.id


def test_the_audiences_are_told_with_their_settings(mailchimp):
    assert [(one.id, one.double_optin) for one in mailchimp.audiences()] == [
        (NEWSLETTER, False),
        (DOUBLE_OPT_IN, True),
        (REQUIRED_FIELD, False),
    ]
    assert mailchimp.audience(DOUBLE_OPT_IN).name == "Newsletter with double opt-in"


def test_more_audiences_than_a_page_holds_are_all_told(sandbox, mailchimp):
    for number in range(2100):
        sandbox.desk.account.audiences[f"{number:010x}"] = Audience(id=f"{number:010x}", name=f"n° {number}", fields=[])
    found = [audience.id for audience in mailchimp.audiences()]
    assert len(found) == len(set(found)) == 2103


def test_the_fields_of_an_audience_are_told(mailchimp):
    fields = {field.tag: field for field in mailchimp.merge_fields(REQUIRED_FIELD)}
    assert list(fields) == ["FNAME", "LNAME", "ADDRESS", "PHONE", "BIRTHDAY", "COMPANY"]
    assert (fields["COMPANY"].required, fields["FNAME"].required, fields["BIRTHDAY"].type) == (True, False, "birthday")


@pytest.mark.parametrize(
    "ask",
    [
        lambda mailchimp: mailchimp.audience(GONE),
        lambda mailchimp: mailchimp.merge_fields(GONE),
        lambda mailchimp: list(mailchimp.members(GONE, TAGS)),
        lambda mailchimp: mailchimp.member_count(GONE),
        lambda mailchimp: mailchimp.send(GONE, [zoe()], Road.ADD),
    ],
)
def test_an_audience_that_is_gone_is_named_so(mailchimp, ask, waits):
    with pytest.raises(AudienceMissingError, match="no longer exists in Mailchimp"):
        ask(mailchimp)
    assert waits == []


def test_people_are_listed_as_they_are_and_archived_ones_only_by_that_status(mailchimp):
    assert {address: member.status for address, member in listed(mailchimp).items()} == {
        ALREADY_THERE: MemberStatus.SUBSCRIBED,
        LEFT_ALONE: MemberStatus.UNSUBSCRIBED,
        UNSUBSCRIBED_BY_ADMIN: MemberStatus.UNSUBSCRIBED,
        BOUNCED_BACK: MemberStatus.CLEANED,
    }
    assert {address: one.status for address, one in listed(mailchimp, statuses=[MemberStatus.ARCHIVED]).items()} == {
        ARCHIVED_LONG_AGO: MemberStatus.ARCHIVED
    }
    assert mailchimp.member_count(NEWSLETTER) == 4


@pytest.mark.parametrize("at_once", [1, 3, 10])
@pytest.mark.parametrize("size", [996, 997, 3500])
def test_more_people_than_a_page_holds_are_all_listed_in_order(start_sandbox, open_mailchimp, size, at_once):
    sandbox = start_sandbox(audience_size=size)
    pages = list(open_mailchimp(sandbox).members(NEWSLETTER, TAGS, at_once=at_once))
    found = [member.address for page in pages for member in page]
    assert len(found) == size + 4
    assert found[4:] == [f"reader{number:07}@courrier.example" for number in range(1, size + 1)]
    assert max(map(len, pages)) == min(size + 4, 1000)
    assert sandbox.stats()["max_in_flight"] <= at_once


def test_a_page_that_mailchimp_cannot_make_in_time_is_read_in_halves(start_sandbox, open_mailchimp, waits):
    sandbox = start_sandbox(audience_size=2500)
    sandbox.order_faults("list-504")
    assert len(listed(open_mailchimp(sandbox))) == 2504
    assert waits == []
    assert sandbox.stats()["calls"] == 9


def test_a_page_is_halved_no_further_than_makes_sense(sandbox, mailchimp, waits):
    sandbox.order_faults("500")
    with pytest.raises(MailchimpUnavailableError):
        listed(mailchimp)
    assert sandbox.stats()["calls"] == 4 + READ_ATTEMPTS
    assert len(waits) == READ_ATTEMPTS - 1


def test_a_listing_that_is_asked_to_slow_down_waits_instead_of_halving(sandbox, mailchimp, waits):
    sandbox.order_faults("429@1", "403@2")
    assert len(listed(mailchimp)) == 4
    assert sandbox.stats()["calls"] == 3
    assert len(waits) == 1


def test_a_listing_that_promises_more_than_there_is_ends(scripted):
    server, mailchimp = scripted(
        said({"members": [{"email_address": ZOE}], "total_items": 10**15}), said({"members": [], "total_items": 10**15})
    )
    assert [[one.address for one in page] for page in mailchimp.members(NEWSLETTER, TAGS)] == [[ZOE]]
    assert len(server.requests) <= 4


def test_audiences_that_promise_more_than_there_is_end(scripted):
    _, mailchimp = scripted(said({"lists": [{"id": NEWSLETTER}], "total_items": 99}), said({"lists": [], "total_items": 99}))
    assert [audience.id for audience in mailchimp.audiences()] == [NEWSLETTER]


def test_only_what_changed_since_is_listed(sandbox, mailchimp):
    mailchimp.audience(NEWSLETTER)
    mark = mailchimp.changes_mark(60.0)
    sandbox.edit_members([{"email_address": ZOE, "status": "subscribed", "merge_fields": {"FNAME": "Zoé"}}])
    assert listed(mailchimp, since=mark)[ZOE].fields == {"FNAME": "Zoé"}
    assert set(listed(mailchimp, since=mark)) == {ZOE}


def test_the_mark_of_changes_is_by_mailchimps_clock(scripted):
    _, mailchimp = scripted(http(b"{}", "200 OK", "Date: Mon, 23 Nov 2015 12:00:30 GMT"))
    mailchimp.audience(NEWSLETTER)
    assert mailchimp.changes_mark(60.0) == "2015-11-23T11:59:30+00:00"
    assert datetime.fromisoformat(mailchimp.changes_mark(0.0)) == datetime(2015, 11, 23, 12, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize("headers", [(), ("Date: Fri, 23 Nov 2001 12:00:00 GMT",)])
def test_without_a_usable_clock_there_is_no_mark_so_everybody_is_read(scripted, headers):
    # Mailchimp never answers when it is asked for changes from before 2010 or so.
    _, mailchimp = scripted(http(b"{}", "200 OK", *headers))
    mailchimp.audience(NEWSLETTER)
    assert mailchimp.changes_mark(60.0) == ""


def test_one_person_is_told_as_they_are_now(sandbox, mailchimp):
    sandbox.edit_members([{"email_address": ZOE, "status": "pending", "language": "fr", "merge_fields": {"FNAME": "Zoé", "PHONE": "1"}}])
    member = mailchimp.member(NEWSLETTER, ZOE, TAGS)
    assert (member.address, member.status, member.language, member.fields) == (ZOE, MemberStatus.PENDING, "fr", {"FNAME": "Zoé"})
    assert mailchimp.member(NEWSLETTER, ARCHIVED_LONG_AGO, TAGS).status is MemberStatus.ARCHIVED


@pytest.mark.parametrize("address", [ZOE, GONE_FOR_GOOD])
def test_who_is_not_there_is_absent(mailchimp, address):
    member = mailchimp.member(NEWSLETTER, address, TAGS)
    assert (member.address, member.status) == (address, MemberStatus.ABSENT)


@pytest.mark.parametrize("body", [{}, {"email_address": "someone.else@courrier.example", "status": "subscribed"}, {"email_address": 7}])
def test_an_answer_about_somebody_else_is_a_broken_one(scripted, body):
    _, mailchimp = scripted(said(body))
    with pytest.raises(MailchimpUnavailableError):
        mailchimp.member(NEWSLETTER, ZOE, TAGS)


def test_a_batch_is_answered_by_address(mailchimp):
    contacts = [
        zoe(),
        Contact(address=ALREADY_THERE, status=None, fields={"FNAME": "Al"}),
        Contact(address=FAKE_LOOKING, status=MemberStatus.SUBSCRIBED),
    ]
    answer = mailchimp.send(NEWSLETTER, contacts, Road.UPDATE)
    assert (answer.created, answer.updated) == ({ZOE: MemberStatus.SUBSCRIBED}, {ALREADY_THERE: MemberStatus.SUBSCRIBED})
    assert answer.refused[FAKE_LOOKING].text == f"{FAKE_LOOKING} looks fake or invalid, please enter a real email address."


def test_the_road_that_adds_leaves_who_is_there_as_they_are(sandbox, mailchimp):
    unsubscribed = Contact(address=UNSUBSCRIBED_BY_ADMIN, status=MemberStatus.SUBSCRIBED)
    answer = mailchimp.send(NEWSLETTER, [unsubscribed], Road.ADD)
    assert "is already a list member" in answer.refused[UNSUBSCRIBED_BY_ADMIN].text
    assert sandbox.members()[UNSUBSCRIBED_BY_ADMIN]["status"] == "unsubscribed"


def test_an_international_domain_is_the_same_on_the_way_there_and_back(sandbox, mailchimp):
    address = "zoe@xn--bcher-kva.example"
    answer = mailchimp.send(NEWSLETTER, [Contact(address=address, status=MemberStatus.SUBSCRIBED)], Road.ADD)
    assert answer.created == {address: MemberStatus.SUBSCRIBED}
    assert mailchimp.member(NEWSLETTER, address, TAGS).status is MemberStatus.SUBSCRIBED
    assert address in listed(mailchimp)


def test_who_is_not_mentioned_is_in_no_list(sandbox, mailchimp):
    sandbox.order_faults("batch:forget@1")
    contacts = [Contact(address=f"r{number}@courrier.example", status=MemberStatus.SUBSCRIBED) for number in range(10)]
    assert len(mailchimp.send(NEWSLETTER, contacts, Road.ADD).created) == 5


def test_a_batch_is_sent_once_whatever_becomes_of_it(sandbox, mailchimp, waits):
    sandbox.order_faults("500")
    with pytest.raises(MailchimpUnavailableError):
        mailchimp.send(NEWSLETTER, [zoe()], Road.ADD)
    assert (sandbox.stats()["calls"], waits) == (1, [])


def test_a_read_is_tried_again_and_waits_longer_each_time_but_never_long(sandbox, mailchimp, waits):
    sandbox.order_faults("429@1", "500@2", "503@3", "drop@4", "truncated@5")
    assert mailchimp.audience(NEWSLETTER).id == NEWSLETTER
    assert len(waits) == 5
    assert all(2**number * 0.5 <= wait <= 30 for number, wait in enumerate(waits))


def test_a_read_gives_up_in_the_end(sandbox, mailchimp, waits):
    sandbox.order_faults("429")
    with pytest.raises(ThrottledError):
        mailchimp.audience(NEWSLETTER)
    assert sandbox.stats()["calls"] == READ_ATTEMPTS


def test_what_a_person_must_solve_is_not_tried_again(sandbox, mailchimp, waits):
    sandbox.revoke_key(revoke=True)
    with pytest.raises(KeyInvalidError):
        mailchimp.audience(NEWSLETTER)
    assert (sandbox.stats()["calls"], waits) == (1, [])


def test_whether_mailchimp_answers_is_asked_once(sandbox, mailchimp, waits):
    assert mailchimp.answers()
    sandbox.order_faults("500@1")
    assert not mailchimp.answers()
    sandbox.revoke_key(revoke=True)
    assert not mailchimp.answers()
    assert waits == []


BROKEN = [[], {}, {"members": None, "total_items": 1}, {"members": [None], "total_items": 1}, {"members": {}, "total_items": "x"}, {"lists": 7, "total_items": []}, {"lists": [{"id": 7}], "total_items": "many"}, {"merge_fields": "none"}, {"new_members": [], "updated_members": {}, "errors": []}, {"errors": [[]]}]  # fmt: skip


@pytest.mark.parametrize("body", BROKEN, ids=lambda body: orjson.dumps(body).decode())
@pytest.mark.parametrize(
    "ask",
    [
        lambda mailchimp: mailchimp.audiences(),
        lambda mailchimp: mailchimp.merge_fields(NEWSLETTER),
        lambda mailchimp: list(mailchimp.members(NEWSLETTER, TAGS, at_once=2)),
        lambda mailchimp: mailchimp.member(NEWSLETTER, ZOE, TAGS),
        lambda mailchimp: mailchimp.send(NEWSLETTER, [zoe()], Road.ADD),
    ],
)
def test_no_broken_answer_comes_through_as_anything_but_a_mailchimp_error(scripted, body, ask):
    _, mailchimp = scripted(said(body))
    with pytest.raises(MailchimpError):
        ask(mailchimp)


def test_the_id_that_is_asked_for_is_the_one_of_the_address(scripted):
    server, mailchimp = scripted(said({"email_address": ZOE, "status": "subscribed"}))
    mailchimp.member(NEWSLETTER, ZOE, TAGS)
    assert f"/lists/{NEWSLETTER}/members/{member_id(ZOE)}?fields=".encode() in server.requests[0]


def test_giving_up_a_listing_in_the_middle_leaves_nothing_running(start_sandbox, open_mailchimp):
    sandbox = start_sandbox(audience_size=9000)
    pages = open_mailchimp(sandbox).members(NEWSLETTER, TAGS, at_once=2)
    next(pages)
    next(pages)
    pages.close()
    assert sandbox.stats()["calls"] <= 5
