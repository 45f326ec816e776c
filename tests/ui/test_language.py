"""Texts reach the reader in a language that there is, and values show as they are."""

import re
import threading

import pytest
import streamlit as st

from mcsync.message import say
from mcsync.ui.language import _, escape, for_this_reader, moment, number, plain


@pytest.mark.parametrize(
    "hostile",
    [
        "![x](http://evil.example/x.png)",
        "[x](http://evil.example)",
        "<b>x</b>",
        "**x**",
        ":red[x]",
        "$x$",
        "`x`",
        "~~x~~",
        "|a|b|",
        ":material/home:",
    ],
)
def test_markdown_in_a_value_is_shown_and_not_obeyed(hostile):
    shown = escape(hostile)
    assert shown.replace("\\", "").replace("`", "") == hostile.replace("`", "")
    bare = re.sub(r"(?<!\\)`[^`]*`|\\.", "", shown)
    assert not set(bare) & set("![]()<>*$`~|")
    assert not re.search(":[a-z]", bare)


def test_an_address_is_shown_as_code_so_that_it_is_no_link():
    assert escape("ann@example.com is *fake*") == "`ann@example.com` is \\*fake\\*"


def test_an_address_cannot_leave_its_code():
    assert escape("a`b@example.com`c") == "a\\``b@example.com`\\`c"


def test_the_text_of_the_page_itself_keeps_its_markdown():
    assert _("Requests: **{count}**", count="*3*") == "Requests: **\\*3\\***"


def test_a_text_in_braces_from_outside_is_no_template():
    assert plain(say("{value}", value="{secret}")) == "{secret}"


def test_what_is_made_later_speaks_to_who_asked_for_it(monkeypatch):
    """As Streamlit makes a file: in another thread, which knows nobody."""
    monkeypatch.setattr(type(st.context), "locale", "fr-FR")
    monkeypatch.setattr(type(st.context), "timezone", "Asia/Tokyo")
    make = for_this_reader(lambda: (plain("Address"), moment(0), number(1234.5)))
    monkeypatch.setattr(type(st.context), "locale", None)
    monkeypatch.setattr(type(st.context), "timezone", None)
    made = []
    thread = threading.Thread(target=lambda: made.append(make()))
    thread.start()
    thread.join()
    assert made == [("Adresse", "1 janv. 1970, 09:00:00", "1\u202f234,5")]
    assert plain("Address") == "Address"
