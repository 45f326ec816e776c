"""Answers are hostile until they are through here: whatever the JSON, our words or `MailchimpError` come out."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from mcsync.batching import Road
from mcsync.contact import Contact, MemberStatus
from mcsync.errors import MailchimpUnavailableError
from mcsync.mailchimp import shapes
from mcsync.mailchimp.shapes import Audience, Member

JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats(allow_nan=False) | some.text(max_size=20),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
NAMES = [
    "email_address",
    "status",
    "merge_fields",
    "language",
    "last_changed",
    "stats",
    "id",
    "name",
    "double_optin",
    "tag",
    "error",
    "field",
]
OBJECT = some.dictionaries(some.sampled_from(NAMES), JSON | some.sampled_from(["subscribed", "zoe@courrier.example"]))


@given(OBJECT)
def test_any_object_is_read_as_far_as_it_makes_sense(body):
    assert isinstance(shapes.audience(body).members, int)
    assert isinstance(shapes.merge_field(body).required, bool)
    assert isinstance(shapes.account(body).name, str)
    member = shapes.member(body, {"FNAME"})
    assert member.status in MemberStatus
    assert all(isinstance(text, str) for text in (member.address, member.language, member.changed, *member.fields.values()))


@pytest.mark.parametrize("broken", [None, 7, "members", {"0": {}}, [None], [[]], ["zoe@courrier.example"]])
def test_a_list_of_anything_but_objects_is_a_broken_answer(broken):
    with pytest.raises(MailchimpUnavailableError):
        shapes.items({"members": broken}, "members")


@pytest.mark.parametrize("broken", [None, "7", 7.0, -1, True, [7], 1e300])
def test_a_total_that_is_no_number_is_a_broken_answer(broken):
    with pytest.raises(MailchimpUnavailableError):
        shapes.total({"total_items": broken})
    assert shapes.total({"total_items": 7}) == 7


def test_what_cannot_be_shown_never_makes_another_person_of_an_address():
    for odd in ("zo\u200be@courrier.example", "zo\x00e@courrier.example", "zoe@courrier.example\x00x"):
        assert shapes.member({"email_address": odd}, ()).address != "zoe@courrier.example"
        assert "\x00" not in shapes.member({"email_address": odd}, ()).email


def test_an_address_that_we_would_refuse_keeps_its_form():
    assert shapes.same_address(" Élise@Courrier.Example ") == "élise@courrier.example"


def test_a_status_that_nobody_knows_yet_is_left_alone():
    assert shapes.status_of({"status": "on_holiday"}) is MemberStatus.ARCHIVED
    assert shapes.status_of({"status": "forgotten"}) is MemberStatus.ARCHIVED
    assert shapes.status_of({"status": ["subscribed"]}) is MemberStatus.ARCHIVED
    assert shapes.status_of({"status": "transactional"}) is MemberStatus.TRANSACTIONAL


@pytest.mark.parametrize("name", ["name", "id"])
def test_a_megabyte_of_text_is_cut(name):
    audience = shapes.audience({"name": "x" * 1_000_000, "id": "y" * 1_000_000})
    assert len(getattr(audience, name)) == 500


def test_markup_in_a_name_stays_what_was_typed():
    name = '<script>alert("x")</script> & Cie'
    assert shapes.audience({"name": name}).name == name
    assert shapes.member({"merge_fields": {"FNAME": name}}, {"FNAME"}).fields == {"FNAME": name}


def test_only_the_merge_fields_asked_for_are_read():
    body = {"merge_fields": {"FNAME": "Zoé", "LNAME": "", "NUMBER": 7, "ADDRESS": {"city": "Lyon"}, "PHONE": "12"}}
    assert shapes.member(body, {"FNAME", "LNAME", "NUMBER"}).fields == {"FNAME": "Zoé", "NUMBER": "7"}


def test_a_merge_field_is_cut_as_ours_are():
    (value,) = shapes.member({"merge_fields": {"FNAME": "é" * 1_000_000 + "\x00"}}, {"FNAME"}).fields.values()
    assert value == "é" * 127


def test_an_audience_is_read_with_its_setting():
    body = {"id": "b0071c0de1", "name": "Boutique", "double_optin": True, "stats": {"member_count": 7}}
    assert shapes.audience(body) == Audience(id="b0071c0de1", name="Boutique", double_optin=True, members=7)
    assert shapes.audience({"double_optin": "yes", "stats": {"member_count": "7"}}) == Audience(
        id="", name="", double_optin=False, members=0
    )


def test_a_member_is_read():
    body = {"email_address": "Zoe@Courrier.example", "status": "pending", "language": "fr", "last_changed": "2026-11-23T12:00:00+00:00"}
    assert shapes.member(body, ()) == Member(
        address="zoe@courrier.example",
        email="Zoe@Courrier.example",
        status=MemberStatus.PENDING,
        language="fr",
        changed="2026-11-23T12:00:00+00:00",
    )


@pytest.mark.parametrize(("road", "update_existing"), [(Road.ADD, False), (Road.UPDATE, True), (Road.MOVE, True)])
def test_only_roads_for_people_who_are_there_update_them(road, update_existing):
    body = shapes.batch([Contact(address="zoe@courrier.example", status=None)], road)
    assert (body["update_existing"], body["sync_tags"]) == (update_existing, False)


def test_a_contact_is_sent_with_what_it_has_and_nothing_else():
    bare = Contact(address="a@courrier.example", status=None)
    full = Contact(address="b@courrier.example", status=MemberStatus.SUBSCRIBED, language="fr", fields={"FNAME": "Zoé", "LNAME": ""})
    assert shapes.batch([bare, full], Road.ADD)["members"] == [
        {"email_address": "a@courrier.example", "merge_fields": {}},
        {"email_address": "b@courrier.example", "merge_fields": {"FNAME": "Zoé", "LNAME": ""}, "language": "fr", "status": "subscribed"},
    ]
