"""The Fields page says what goes where, with an example, and what would make an export fail."""

import pytest

from mcsync.contact import ShopField
from mcsync.sandbox.practice import NEWSLETTER, REQUIRED_FIELD
from tests.fixtures.ui import press, words


@pytest.fixture
def reader(pages):
    pages.choose_audience()
    return pages.open("fields")


def chosen(reader):
    return {box.key.removeprefix("field_"): box.value for box in reader.selectbox}


def mapping(pages):
    store = pages.service._wiring.store
    return store.mappings.of(store.mirror.find(NEWSLETTER).number)


def test_every_field_of_the_audience_is_shown_with_what_fills_it_by_default(reader):
    assert chosen(reader) == {"FNAME": "first_name", "LNAME": "last_name", "ADDRESS": "", "PHONE": "", "BIRTHDAY": "birthday"}


def test_without_an_audience_the_reader_is_sent_to_choose_one(pages):
    opened = pages.open("fields")
    assert "No audience is chosen yet" in words(opened)
    assert "Go to the Audience page" in words(opened)
    assert not opened.error


def test_only_what_fits_a_fields_type_is_offered(reader):
    assert list(reader.selectbox(key="field_PHONE").options) == ["Nothing: leave it as it is in Mailchimp", "Telephone"]
    assert "City" in reader.selectbox(key="field_FNAME").options


def test_what_would_be_sent_is_shown_of_somebody_real_before_it_is_stored(reader, pages):
    reader.selectbox(key="field_PHONE").set_value("phone").run()
    assert "Would be sent: 0" in words(reader)
    assert mapping(pages) == {}


def test_what_was_chosen_is_stored_and_sent(reader, pages):
    reader.selectbox(key="field_ADDRESS").set_value("address").run()
    reader.selectbox(key="field_LNAME").set_value("").run()
    press(reader, "save_fields")
    assert "Saved. Everybody is compared anew at the next look." in words(reader)
    assert (mapping(pages)["ADDRESS"], mapping(pages)["LNAME"]) == (ShopField.ADDRESS, None)
    pages.export()
    people = pages.sandbox.members().values()
    addresses = [person["merge_fields"]["ADDRESS"] for person in people if person["merge_fields"].get("ADDRESS")]
    assert {"FR", "BE", "CH"} == {address["country"] for address in addresses}
    assert not any(person["merge_fields"].get("LNAME") for person in people)
    assert pages.service.preview().to_send == 0


def test_a_required_field_that_stays_empty_is_said_and_no_run_sends_anything(pages):
    pages.service.change({"audience": REQUIRED_FIELD}, "test")
    reader = pages.open("fields")
    assert "Required by the audience, and nothing fills it" in words(reader)
    assert "The audience requires a field that nothing fills: Company." in str(pages.service.check().audience.message)
    run = pages.export()
    assert "The audience requires a field that nothing fills: Company." in str(run.problem)
    assert "**Choose what fills the field**" in [link.label for link in pages.open("preview").get("page_link")]
    assert pages.sandbox.stats()["members_received"] == 0
    reader.selectbox(key="field_COMPANY").set_value("city").run()
    assert "Required by the audience, and nothing fills it" not in words(reader)
    press(reader, "save_fields")
    assert pages.export().created_members > 0


def test_tags_are_put_on_everybody_who_is_sent(reader, pages):
    reader.text_input(key="tags").set_value("shop, mcsync,shop\n")
    press(reader, "save_tags")
    pages.service.wait(pages.service.export("test", tags="spring").run)
    tags = {tuple(sorted(person["tags"])) for person in pages.sandbox.members().values()}
    assert tags == {(), ("mcsync", "shop", "spring")}
    assert pages.open("fields").text_input(key="tags").value == "mcsync, shop"


def test_a_tag_that_cannot_be_one_is_refused_with_a_sentence(reader):
    reader.text_input(key="tags").set_value("x" * 101)
    press(reader, "save_tags")
    assert "cannot be a tag: use at most 100 visible characters." in words(reader)


def test_what_is_cut_or_does_not_fit_is_counted_over_everybody(reader, pages):
    pages.service.map_fields({"ADDRESS": "address"}, "test")
    reader.toggle(key="count_fields").set_value(True).run()
    shown = {row.Field: list(row)[1:] for row in reader.table[0].value.itertuples(index=False)}
    contacts = pages.service.preview().contacts
    assert sum(int(count.replace(",", "")) for count in shown["ADDRESS"]) == contacts
    assert int(shown["ADDRESS"][3].replace(",", "")) > 0


def test_without_an_audience_the_page_says_so(pages):
    assert "No audience is chosen yet." in words(pages.open("fields"))
