"""Addresses as people paste them."""

import pytest

from mcsync.pasted import bare, several


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ("ann@shop.example", "ann@shop.example"),
        ("  Ann@Shop.example \n", "Ann@Shop.example"),
        ("Ann Martin <ann@shop.example>", "ann@shop.example"),
        ('"Martin, Ann" <ann@shop.example>;', "ann@shop.example"),
        ("mailto:ann@shop.example", "ann@shop.example"),
        ("MAILTO:ann%2Bnews@shop.example?subject=Hello&body=x@y", "ann+news@shop.example"),
        ("<mailto:ann@shop.example>", "ann@shop.example"),
        ("“ann@shop.example”,", "ann@shop.example"),
        ("zoe@bücher.example", "zoe@bücher.example"),
        ("no address", "no address"),
        ("<script>@x", "<script>@x"),
        ("", ""),
    ],
)
def test_the_address_is_found_in_what_was_pasted(raw, found):
    assert bare(raw) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a@x.example\nb@x.example\r\nc@x.example", ["a@x.example", "b@x.example", "c@x.example"]),
        ("a@x.example, b@x.example; c@x.example\td@x.example", ["a@x.example", "b@x.example", "c@x.example", "d@x.example"]),
        ("Ann <a@x.example>, Bob <b@x.example>", ["a@x.example", "b@x.example"]),
        ('"Martin, Ann" <a@x.example>', ["a@x.example"]),
        ("12;Ann;a@x.example;yes", ["a@x.example"]),
        ("a@x.example\na@x.example\n\n  \n", ["a@x.example"]),
        ("a@x.example\nno address", ["a@x.example", "no address"]),
        ("", []),
    ],
)
def test_every_entry_of_a_list_is_found_once_in_its_order(text, found):
    assert several(text) == found


def test_a_megabyte_without_an_address_is_read_in_no_time():
    assert several("<" * 1_000_000) == ["<" * 1_000_000]
