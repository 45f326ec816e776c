"""Exclusion rules: what they may be, and whom they keep out."""

import pytest

from mcsync.address import canonical
from mcsync.errors import SettingsError
from mcsync.exclusion import Exclusion, ExclusionKind, Exclusions, parse_exclusion


def rules(*texts):
    return Exclusions(parse_exclusion(text) for text in texts)


@pytest.mark.parametrize(
    ("text", "kind", "kept_as"),
    [
        (" Ann@Shop.example ", ExclusionKind.ADDRESS, "ann@shop.example"),
        ("zoe@BÜCHER.example", ExclusionKind.ADDRESS, "zoe@xn--bcher-kva.example"),
        ("@shop.example", ExclusionKind.DOMAIN, "shop.example"),
        ("Shop.Example", ExclusionKind.DOMAIN, "shop.example"),
        ("@bücher.example", ExclusionKind.DOMAIN, "xn--bcher-kva.example"),
        ("*+Test@*", ExclusionKind.PATTERN, "*+test@*"),
        ("ann?@shop.example", ExclusionKind.PATTERN, "ann?@shop.example"),
    ],
)
def test_a_rule_is_an_address_a_domain_or_a_wildcard(text, kind, kept_as):
    assert parse_exclusion(text) == Exclusion(kind=kind, text=kept_as)


@pytest.mark.parametrize(
    "text", ["", "@", "shop", "ann@", "ann@@shop.example", "a b", "<script>", "ann@shop", "josé@shop.example", "x" * 5000]
)
def test_what_is_no_rule_is_refused_in_words(text):
    with pytest.raises(SettingsError) as caught:
        parse_exclusion(text)
    assert str(caught.value) == (
        f"“{text[:80]}” is not a rule. Write an address (ann@shop.com), a domain (@shop.com) or a wildcard (*+test@*)."
    )


@pytest.mark.parametrize("text", ["*", "**", "*@*", "?*@*.*", "@*", "*.*", " * "])
def test_a_wildcard_for_everybody_is_refused_in_words(text):
    with pytest.raises(SettingsError) as caught:
        parse_exclusion(text)
    assert str(caught.value) == f"“{text.strip()}” would exclude everybody. Write a narrower wildcard, such as *+test@*."


@pytest.mark.parametrize(
    ("rule", "out", "still_in"),
    [
        ("ann@shop.example", ["ann@shop.example"], ["ann@other.example", "joann@shop.example", "ann@sub.shop.example"]),
        (
            "@shop.example",
            ["ann@shop.example", "bob@a.b.shop.example"],
            ["ann@myshop.example", "ann@shop.example.com", "shop.example@x.com"],
        ),
        ("@bücher.example", ["zoe@bücher.example"], ["zoe@bucher.example"]),
        ("*+test@*", ["ann+test@shop.example"], ["ann+testing@shop.example", "test@shop.example"]),
        ("ann?@shop.example", ["ann1@shop.example"], ["ann@shop.example", "ann12@shop.example"]),
        ("*@*.bücher.example", ["zoe@neu.bücher.example"], ["zoe@bücher.example"]),
        ("*@xn--*", ["zoe@bücher.example"], ["zoe@shop.example"]),
        ("[ab]*@shop.example", [], ["ann@shop.example", "bob@shop.example"]),
        ("*.com", ["ann@shop.com"], ["ann@shop.example", "ann@com.example"]),
    ],
)
def test_a_rule_keeps_out_whom_it_names_and_nobody_else(rule, out, still_in):
    asked = rules(rule)
    assert [address for address in out if asked.match(canonical(address)) is None] == []
    assert [address for address in still_in if asked.match(canonical(address)) is not None] == []


def test_a_special_sign_of_regular_expressions_means_itself():
    assert rules("a.n*@shop.example").match("aan@shop.example") is None
    assert rules("*$@shop.example").match("ann$@shop.example")


def test_without_rules_nobody_is_kept_out():
    assert Exclusions().match("ann@shop.example") is None


def test_the_narrowest_kind_is_asked_first_and_then_the_order_counts():
    asked = rules("*@shop.example", "*ann*", "@shop.example", "ann@shop.example")
    assert [str(asked.match(address)) for address in ("ann@shop.example", "bob@shop.example")] == ["ann@shop.example", "@shop.example"]
    assert str(rules("*ann*", "*@shop.example").match("ann@shop.example")) == "*ann*"


def test_the_nearest_domain_is_the_one_that_is_named():
    assert str(rules("@shop.example", "@sub.shop.example").match("ann@deep.sub.shop.example")) == "@sub.shop.example"


@pytest.mark.parametrize("text", ["ann@shop.example", "@shop.example", "shop.example", "*+test@*", "@bücher.example", "a?b*"])
def test_a_rule_can_be_written_down_and_read_again(text):
    assert parse_exclusion(str(parse_exclusion(text))) == parse_exclusion(text)


def test_a_wildcard_of_many_stars_is_answered_at_once():
    assert rules("*a" * 30 + "@x").match("a" * 60 + "b@shop.example") is None
