"""Many addresses on the diagnostic page: pasted, judged, chosen, sent."""

import pytest

from mcsync.sandbox.practice import ALREADY_THERE, FAKE_LOOKING, LEFT_ALONE
from tests.fixtures.ui import press, words

#: Up to so many pixels Streamlit writes the whole of a cell on one line, and cuts it off.
ROOM_FOR_ONE_LINE = 64


@pytest.fixture
def listed(exported):
    """A reader who has pasted a list after an export."""
    reader = exported.open("diagnostic", show="list")
    reader.text_area(key="list_text").set_value(f"{ALREADY_THERE}\nFake <{FAKE_LOOKING}>\n{LEFT_ALONE}; =1+1\n")
    return press(reader, "look_up_list")


def test_nothing_is_looked_up_before_there_is_a_list(pages):
    pages.choose_audience()
    assert "Paste addresses, or choose a file" in words(pages.open("diagnostic", show="list"))


def test_each_entry_has_a_row_with_its_verdict(listed):
    table = listed.dataframe[0].value
    assert dict(zip(table["address"], table["verdict"], strict=True)) == {
        ALREADY_THERE: "In place",
        FAKE_LOOKING: "Refused by Mailchimp",
        LEFT_ALONE: "Left in Mailchimp",
    }


def test_a_row_has_room_for_its_sentences(listed):
    shown = listed.dataframe[0]
    assert shown.proto.row_height > ROOM_FOR_ONE_LINE
    assert list(shown.proto.column_order) == ["address", "sentence", "advice", "status"]


def test_nobody_is_sent_before_somebody_is_chosen(listed):
    assert listed.button(key="list_again").disabled
    assert "Choose rows to send these people again." in words(listed)


@pytest.mark.parametrize(("text", "sentence"), [("", "There is no address in this list."), ("a" * 10, "is not an e-mail address")])
def test_a_list_that_cannot_be_looked_up_says_why(pages, text, sentence):
    pages.choose_audience()
    reader = pages.open("diagnostic", show="list")
    reader.text_area(key="list_text").set_value(text)
    press(reader, "look_up_list")
    table = reader.dataframe[0].value["sentence"].tolist() if reader.dataframe else []
    assert sentence in "\n".join([words(reader), *table])


def test_a_view_that_there_is_not_is_the_first_one(pages):
    pages.choose_audience()
    assert "Type an address to see what the shop says" in words(pages.open("diagnostic", show="<b>"))
