"""What the audience's own fields accept: one check for each of Mailchimp's types, with the texts that it answers."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from mcsync.sandbox.words import MergeField

#: Bytes of UTF-8. Nobody published what happens to longer texts: our choice is to cut them, at a letter's end, without a word.
TEXT_MAX_BYTES = 255

#: Above, a float cannot tell whole numbers apart, and JSON readers disagree.
_WHOLE_MAX = 2**53

#: Days of each month; nobody is asked for a year, so February has 29.
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_ADDRESS_PARTS = ("addr1", "city", "state", "zip")


class FieldError(ValueError):
    """A value does not fit its field; the text is Mailchimp's `message`. Internal to the sandbox."""


def merged(
    fields: Sequence[MergeField], before: tuple[Any, ...], given: Mapping[str, Any], *, ask_required: bool
) -> tuple[tuple[Any, ...], list[tuple[str, str]]]:
    """The values after a write, one for each field, and what is wrong with them as (tag, message).

    Unknown tags are ignored without a word, as Mailchimp does. `ask_required`: whether an empty required field is wrong.
    """
    values = [*before, *[""] * (len(fields) - len(before))]
    wrong = []
    for place, field in enumerate(fields):
        try:
            if field.tag in given:
                values[place] = _checked(field, given[field.tag])
            if field.required and ask_required and values[place] == "":
                wrong.append((field.tag, "Please enter a value"))
        except FieldError as error:
            wrong.append((field.tag, str(error)))
    return tuple(values), wrong


def _checked(field: MergeField, value: Any) -> Any:
    """The value as it is kept; `""` and null clear."""
    if value is None or value == "":
        return ""
    return _CHECKS[field.type](value, field)


def _text(value: Any, _field: MergeField) -> str:
    text = str(value)
    if len(text) * 4 <= TEXT_MAX_BYTES:
        return text
    return text.encode()[:TEXT_MAX_BYTES].decode(errors="ignore")


def _number(value: Any, _field: MergeField) -> int | float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        raise FieldError("Please enter a number")
    return int(number) if number.is_integer() and abs(number) < _WHOLE_MAX else number


def _date(value: Any, _field: MergeField) -> str:
    text = str(value)
    american = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text)
    try:
        if american:
            month, day, year = map(int, american.groups())
            return date(year, month, day).isoformat()
        return datetime.fromisoformat(text).date().isoformat()
    except ValueError as error:
        raise FieldError("Please enter the date") from error


def _birthday(value: Any, _field: MergeField) -> str:
    parts = re.fullmatch(r"(\d{1,2})/(\d{1,2})", str(value))
    month, day = map(int, parts.groups()) if parts else (0, 0)
    if not 1 <= month <= len(_DAYS) or not 1 <= day <= _DAYS[month - 1]:
        raise FieldError("Please enter a month (01-12) and a day (01-31)")
    return f"{month:02}/{day:02}"


def _address(value: Any, _field: MergeField) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(value.get(part), str) and value[part].strip() for part in _ADDRESS_PARTS):
        raise FieldError("Please enter a complete address")
    kept = ("addr1", "addr2", "city", "state", "zip", "country")
    return {part: str(value.get(part, "US" if part == "country" else "")) for part in kept}


def _zip(value: Any, _field: MergeField) -> str:
    # The documentation calls it "zip code (5 digits)"; what is said about others is not published: our words.
    if not re.fullmatch(r"\d{5}", str(value)):
        raise FieldError("Please enter a zip code (5 digits)")
    return str(value)


def _url(value: Any, _field: MergeField) -> str:
    # Not published: our words.
    if not re.fullmatch(r"https?://[^\s/]+\.[^\s]+", str(value)):
        raise FieldError("Please enter a complete URL")
    return _text(value, _field)


def _choice(value: Any, field: MergeField) -> str:
    # Not published: our words.
    if value not in field.choices:
        raise FieldError("Please choose one of the options")
    return str(value)


_CHECKS: Mapping[str, Callable[[Any, MergeField], Any]] = {
    "text": _text,
    "phone": _text,
    "number": _number,
    "date": _date,
    "birthday": _birthday,
    "address": _address,
    "zip": _zip,
    "url": _url,
    "imageurl": _url,
    "radio": _choice,
    "dropdown": _choice,
}

#: Mailchimp's field types.
TYPES = frozenset(_CHECKS)
