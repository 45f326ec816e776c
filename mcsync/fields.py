"""Which merge field of the audience gets which value of a person, and what differs."""

from collections.abc import Callable, Collection, Mapping

import orjson

from mcsync.contact import Person

#: Bytes of UTF-8; longer texts are cut there by us, because nobody published what Mailchimp does with them.
VALUE_MAX_BYTES = 255
#: Not to be seen, and yet part of Persian names and of families in emoji.
_JOINERS = "\u200c\u200d"
#: Bytes that one letter takes at most.
_UTF8_MAX = 4

#: Merge tag → the person's value for it. An empty value is not sent: it would clear what the person told Mailchimp.
MAPPING: Mapping[str, Callable[[Person], str]] = {
    "FNAME": lambda person: person.first_name,
    "LNAME": lambda person: person.last_name,
    "BIRTHDAY": lambda person: f"{person.birthday.month:02}/{person.birthday.day:02}" if person.birthday else "",
}


def merge_fields(person: Person, tags: Collection[str]) -> dict[str, str]:
    """The values to send, for those of the audience's tags that we fill."""
    return {tag: text for tag, value in MAPPING.items() if tag in tags and (text := cut(" ".join(value(person).split())))}


def cut(text: str) -> str:
    """The text without control characters, at most `VALUE_MAX_BYTES` long, never cut inside a letter."""
    if len(text) * _UTF8_MAX <= VALUE_MAX_BYTES and text.isprintable():
        return text
    clean = text if text.isprintable() else "".join(letter for letter in text if letter.isprintable() or letter in _JOINERS)
    # What was cut off or out may leave blanks, which Mailchimp trims: the value would differ from ours for ever.
    return " ".join(clean.encode("utf-8", "ignore")[:VALUE_MAX_BYTES].decode("utf-8", "ignore").split())


def to_json(language: str, fields: Mapping[str, str]) -> str:
    """The form the store keeps, short because it keeps two for each contact: `["fr",{"FNAME":"Zoé"}]`."""
    return orjson.dumps([language, dict(fields)]).decode()


def from_json(text: str) -> tuple[str, dict[str, str]]:
    """Language and fields again; nothing from an empty text."""
    language, fields = orjson.loads(text) if text else ("", {})
    return language, fields


def differences(shown: str, language: str, fields: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """What is to be sent and is not there: tag (or `language`) → (there, to be sent). What only Mailchimp has is no difference."""
    language_there, fields_there = from_json(shown)
    wanted = {"language": language, **fields}
    there = {"language": language_there, **fields_there}
    return {tag: (there.get(tag, ""), value) for tag, value in wanted.items() if value and there.get(tag, "") != value}
