"""Addresses: one form for all ways of writing one, and a sentence for what is none."""

import hashlib
import unicodedata

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import example, given
from hypothesis import strategies as st

from mcsync.address import canonical, canonical_domain, domain_of, is_blank, member_id, readable
from mcsync.errors import AddressError

DOMAINS = ["shop.example", "a-b.shop.example", "bücher.example", "straße.de", "例え.jp", "xn--bcher-kva.example", "x.co", "gmail.com"]
LOCAL_PARTS = st.text("abcxyz0189_+-.!#$%&'*/=?^`{|}~", min_size=1, max_size=70)
#: Text that is often nearly an address.
NEARLY = st.builds(
    "{}{}{}".format,
    st.text(max_size=8) | LOCAL_PARTS,
    st.sampled_from(["@", "@@", "", " @"]),
    st.text(max_size=12) | st.sampled_from(DOMAINS),
)
ADDRESSES = st.builds("{}@{}".format, st.from_regex(r"[a-z0-9_+\-]{1,20}(\.[a-z0-9_+\-]{1,5})?", fullmatch=True), st.sampled_from(DOMAINS))


def refusal(raw):
    with pytest.raises(AddressError) as caught:
        canonical(raw)
    return str(caught.value)


def is_address(raw):
    try:
        return bool(canonical(raw))
    except AddressError:
        return False


def email_validator_says(text):
    try:
        return validate_email(text, check_deliverability=False, strict=True).ascii_email
    except EmailNotValidError:
        return None


@pytest.mark.parametrize(
    ("raw", "known_as"),
    [
        ("ann@shop.example", "ann@shop.example"),
        ("Ann.O+News@SHOP.Example", "ann.o+news@shop.example"),
        ("  ann@shop.example\r\n", "ann@shop.example"),
        ("\u00a0\u2003ann@shop.example\u3000", "ann@shop.example"),
        ("\ufeffann@shop.example\u200b", "ann@shop.example"),
        (" Zoe@BÜCHER.example ", "zoe@xn--bcher-kva.example"),
        ("zoe@bu\u0308cher.example", "zoe@xn--bcher-kva.example"),
        ("zoe@XN--BCHER-KVA.example", "zoe@xn--bcher-kva.example"),
        ("x@example。com", "x@example.com"),
        ("o'brien@shop.example", "o'brien@shop.example"),
        ("a" * 64 + "@shop.example", "a" * 64 + "@shop.example"),
    ],
)
def test_an_address_is_known_in_one_form(raw, known_as):
    assert canonical(raw) == known_as


EMPTY = "The address is empty. Write it like name@domain.com."
NO_AT = "This is not an e-mail address: it needs one @ with a name before it and a domain after it."
ACCENTS = "The part before the @ has letters that Mailchimp does not accept, such as é or ü. Write it without accents."
LONG = "The address is too long: at most 254 characters."


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ("", EMPTY),
        (" \t\u200b\u3000\x00", EMPTY),
        ("ann", NO_AT),
        ("@shop.example", NO_AT),
        ("josé@shop.example", ACCENTS),
        ("\ud800@shop.example", ACCENTS),
        ("a@" + "b" * 250 + ".example", LONG),
        ("a" * 100_000, LONG),
        ("ann@", "This is not an e-mail address: There must be something after the @-sign."),
        ("ann@shop", "This is not an e-mail address: The part after the @-sign is not valid. It should have a period."),
        ("ann@@shop.example", NO_AT),
        ("a" * 65 + "@x.com", "This is not an e-mail address: The email address is too long before the @-sign."),
    ],
)
def test_what_is_no_address_is_refused_in_words(raw, sentence):
    assert refusal(raw) == sentence


@pytest.mark.parametrize(
    "raw",
    [
        "a b@shop.example",
        "ann..b@shop.example",
        ".ann@shop.example",
        "ann@shop..example",
        "ann@-shop.example",
        "ann@shop.example.",
        "ann@[127.0.0.1]",
        '"ann b"@shop.example',
        "Ann <ann@shop.example>",
        "ann@shop.example, bob@shop.example",
        "ann@sh\u200bop.example",
        "ann@\ud800.example",
        "ann\n@shop.example",
        "ann@localhost",
        "ann@shop.test",
        "javascript:alert(1)@shop.example",
    ],
)
def test_what_only_looks_like_an_address_is_refused(raw):
    assert not is_address(raw)
    assert refusal(raw).startswith("This is not an e-mail address: ")


@given(NEARLY)
@example("ann@shop.example")
def test_the_form_of_a_form_is_itself(raw):
    if is_address(raw):
        assert canonical(canonical(raw)) == canonical(raw)


@given(NEARLY | st.text(st.characters(exclude_categories=())))
def test_whatever_is_typed_is_an_address_or_a_sentence(raw):
    assert is_address(raw) or refusal(raw).endswith((".", "?"))


@given(st.builds("{}@{}".format, LOCAL_PARTS, st.sampled_from(DOMAINS) | st.text("ab-.éß", max_size=70)))
@example("a" * 64 + "@shop.example")
@example("a" * 65 + "@shop.example")
@example("a" * 64 + "@" + "b" * 63 + "." + "b" * 63 + "." + "b" * 57 + ".fr")
@example("a" * 64 + "@" + "b" * 63 + "." + "b" * 63 + "." + "b" * 58 + ".fr")
def test_the_quick_way_answers_as_email_validator_does(text):
    assert (canonical(text) if is_address(text) else None) == email_validator_says(text)


@given(ADDRESSES, st.data())
def test_case_blanks_and_ways_of_writing_letters_make_no_difference(address, data):
    capitals = data.draw(st.lists(st.booleans(), min_size=len(address), max_size=len(address)))
    written = "".join(letter.upper() if big and letter.isascii() else letter for letter, big in zip(address, capitals, strict=True))
    around = data.draw(st.text(" \t\r\n\u00a0\u2003\u200b\ufeff", max_size=3))
    form = data.draw(st.sampled_from(["NFC", "NFD"]))
    assert canonical(around + unicodedata.normalize(form, written) + around) == canonical(address)


@given(ADDRESSES)
def test_the_readable_form_is_the_same_address(address):
    assert canonical(readable(canonical(address))) == canonical(address)


def test_the_readable_form_has_the_domains_own_letters():
    assert readable("zoe@xn--bcher-kva.example") == "zoe@bücher.example"
    assert readable("zoe@xn--strae-oqa.de") == "zoe@straße.de"
    assert readable("zoe@xn--.example") == "zoe@xn--.example"


def test_letters_that_look_alike_are_different_addresses():
    assert canonical("x@bücher.example") != canonical("x@bucher.example")
    assert canonical("x@straße.de") != canonical("x@strasse.de")


def test_mailchimp_knows_a_member_by_the_md5_of_the_lower_cased_address():
    assert member_id("Ann@Shop.example") == hashlib.md5(b"ann@shop.example").hexdigest()


def test_a_domain_alone_has_the_form_it_has_in_an_address():
    assert canonical_domain(" BÜCHER.example ") == domain_of(canonical("x@bücher.example"))
    with pytest.raises(AddressError):
        canonical_domain("no domain")


def test_what_cannot_be_seen_is_blank():
    assert is_blank("")
    assert is_blank(" \u200b\u3000\x00")
    assert is_blank("".join(chr(code) for code in range(0x110000) if chr(code).isspace()))
    assert not is_blank(" - ")
