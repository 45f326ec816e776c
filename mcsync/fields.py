"""The values of merge fields: how they are tidied, kept and compared."""

from collections.abc import Mapping

import orjson

from mcsync.contact import FieldValue

#: Bytes of UTF-8; longer texts are cut there by us, because nobody published what Mailchimp does with them.
VALUE_MAX_BYTES = 255
#: Not to be seen, and yet part of Persian names and of families in emoji.
_JOINERS = "\u200c\u200d"
#: Bytes that one letter takes at most.
_UTF8_MAX = 4


def tidy(text: str) -> str:
    """The text on one line, as `cut`."""
    # One word of letters and digits, as nearly all are, has nothing to tidy.
    return text if text.isalnum() and len(text) * _UTF8_MAX <= VALUE_MAX_BYTES else cut(" ".join(text.split()))


def cut(text: str) -> str:
    """The text without control characters, at most `VALUE_MAX_BYTES` long, never cut inside a letter."""
    if len(text) * _UTF8_MAX <= VALUE_MAX_BYTES and text.isprintable():
        return text
    clean = text if text.isprintable() else "".join(letter for letter in text if letter.isprintable() or letter in _JOINERS)
    # What was cut off or out may leave blanks, which Mailchimp trims: the value would differ from ours for ever.
    return " ".join(clean.encode("utf-8", "ignore")[:VALUE_MAX_BYTES].decode("utf-8", "ignore").split())


def to_json(language: str, fields: Mapping[str, FieldValue]) -> str:
    """The form the store keeps, short because it keeps two for each contact: `["fr",{"FNAME":"Zoé"}]`.

    In the order of tags: what Mailchimp shows us is then the same text as what we sent, and nothing is written anew.
    """
    return orjson.dumps([language, dict(fields)], option=orjson.OPT_SORT_KEYS).decode()


def from_json(text: str) -> tuple[str, dict[str, FieldValue]]:
    """Language and fields again; nothing from an empty text."""
    language, fields = orjson.loads(text) if text else ("", {})
    return language, fields


def says_the_same(kept: str, text: str) -> bool:
    """Whether two such texts hold the same; those of older stores have their tags in another order, and are then as long."""
    return kept == text or (len(kept) == len(text) and from_json(kept) == from_json(text))


def differences(shown: str, language: str, fields: Mapping[str, FieldValue]) -> dict[str, tuple[str, str]]:
    """What is to be sent and is not there: tag (or `language`) → (there, to be sent). What only Mailchimp has is no difference."""
    language_there, fields_there = from_json(shown)
    wanted = {"language": language, **fields}
    there = {"language": language_there, **fields_there}
    return {
        tag: (readable(there.get(tag, "")), readable(value))
        for tag, value in wanted.items()
        if value and not is_same(there.get(tag, ""), value)
    }


def is_same(there: FieldValue, wanted: FieldValue) -> bool:
    """Whether what is there is what we would send; of an address, the parts that we send: Mailchimp adds a country of its own."""
    if isinstance(there, str) or isinstance(wanted, str):
        return there == wanted
    return all(there.get(part) == value for part, value in wanted.items())


def readable(value: FieldValue) -> str:
    """A value as one line: an address as its parts between commas."""
    return value if isinstance(value, str) else ", ".join(value.values())
