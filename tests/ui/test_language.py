"""Texts reach the reader in a language that there is, and values show as they are."""

import re

import pytest

from mcsync.message import say
from mcsync.ui.language import _, escape, plain


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
