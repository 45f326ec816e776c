"""Which merge field of the audience gets which value of a person, and when two sets of values are the same."""

import hashlib
import json
from collections.abc import Callable, Collection, Mapping

from mcsync.contact import Person

#: Bytes of UTF-8; longer texts are cut there by us, because nobody published what Mailchimp does with them.
VALUE_MAX_BYTES = 255

#: Merge tag → the person's value for it. An empty value is not sent: it would clear what the person told Mailchimp.
MAPPING: Mapping[str, Callable[[Person], str]] = {
    "FNAME": lambda person: person.first_name,
    "LNAME": lambda person: person.last_name,
    "BIRTHDAY": lambda person: f"{person.birthday:%m/%d}" if person.birthday else "",
}


def merge_fields(person: Person, tags: Collection[str]) -> dict[str, str]:
    """The values to send, for those of the audience's tags that we fill."""
    values = {tag: cut(" ".join(value(person).split())) for tag, value in MAPPING.items() if tag in tags}
    return {tag: value for tag, value in values.items() if value}


def cut(text: str) -> str:
    """The text without control characters, at most `VALUE_MAX_BYTES` long, never cut inside a letter."""
    clean = text if text.isprintable() else "".join(letter for letter in text if letter.isprintable())
    return clean.encode("utf-8", "ignore")[:VALUE_MAX_BYTES].decode("utf-8", "ignore")


def to_json(language: str, fields: Mapping[str, str]) -> str:
    """The form the store keeps: `{"language": "fr", "fields": {"FNAME": "Zoé"}}`."""
    return json.dumps({"language": language, "fields": dict(fields)}, ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> tuple[str, dict[str, str]]:
    """Language and fields again; nothing from an empty text."""
    kept = json.loads(text) if text else {}
    return kept.get("language", ""), kept.get("fields", {})


def differences(shown: str, language: str, fields: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """What is to be sent and is not there: tag (or `language`) → (there, to be sent). What only Mailchimp has is no difference."""
    language_there, fields_there = from_json(shown)
    wanted = {"language": language, **fields}
    there = {"language": language_there, **fields_there}
    return {tag: (there.get(tag, ""), value) for tag, value in wanted.items() if value and there.get(tag, "") != value}


def shows(shown: str, language: str, fields: Mapping[str, str]) -> bool:
    """Whether Mailchimp has all of that already."""
    return bool(shown) and not differences(shown, language, fields)


def fingerprint(language: str, fields: Mapping[str, str]) -> int:
    """63 bits that differ, for all practical purposes, when what would be sent differs. Independent of the order of the fields."""
    text = "\x1f".join([language, *(f"{tag}\x1e{value}" for tag, value in sorted(fields.items()))])
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest()) >> 1
