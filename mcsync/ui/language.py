"""The reader's language. Every text of every page goes through `_` (where Streamlit reads Markdown) or `plain` (where it does not).

The catalogues collect them by the names `_`, `plain`, `say` and `say_many`. Nothing here is kept for longer than one call: all readers
share the process. What is made later, when Streamlit no longer knows who asked for it, is made `for_this_reader`.
"""

import re
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, tzinfo
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from mcsync import language as words
from mcsync.message import Message

Made = TypeVar("Made")

#: The cookie in which a browser keeps the language that its reader chose.
CHOICE = "mcsync_language"

#: What means something in Streamlit's Markdown: emphasis, links, images, code, mathematics, directives, tables.
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+!|~$^=]|:(?=[A-Za-z]))")
#: What Markdown would make a link of, were it not shown as code.
_LINK = re.compile(r"((?:https?://|www\.)[^\s`]+|[^\s`<>\"“”(),;:]+@[^\s`<>\"“”(),;:]*[^\s`<>\"“”(),;:.!?])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Whom something is made for."""

    language: str
    zone: tzinfo


#: While something is made for a reader who asked before.
_BEFORE: ContextVar[Reader | None] = ContextVar("reader", default=None)


def for_this_reader(make: Callable[[], Made]) -> Callable[[], Made]:
    """`make`, to be called at any time, and in any thread, in the language and the time zone of whoever looks at this page now."""
    reader = Reader(language=language(), zone=_zone())

    def made() -> Made:
        token = _BEFORE.set(reader)
        try:
            return make()
        finally:
            _BEFORE.reset(token)

    return made


def language() -> str:
    """The language of whoever looks at this page: their choice, else what the address asks for, else their browser's."""
    if before := _BEFORE.get():
        return before.language
    asked = (st.context.cookies.get(CHOICE), st.query_params.get("lang"), st.context.locale)
    # The tester of pages, which has no browser, answers with something that is no text.
    return words.pick([code for code in asked if isinstance(code, str)])


def _(text: Message | str, /, **values: object) -> str:
    """The text in the reader's language, for places where Streamlit reads Markdown: values are shown as they are, whatever they hold."""
    return _translate(text, values, escape)


def plain(text: Message | str, /, **values: object) -> str:
    """The text in the reader's language, for places that show every character: cells, files, alternative texts."""
    return _translate(text, values, str)


def escape(text: object) -> str:
    """Any text so that Markdown shows it as it is; addresses and links in it become code, which nobody clicks on by accident."""
    parts = _LINK.split(str(text))
    return "".join(f"`{part}`" if place % 2 else _MARKDOWN.sub(r"\\\1", part) for place, part in enumerate(parts))


def language_names() -> Mapping[str, str]:
    """Languages by their two letters, in the reader's words and their order."""
    return words.language_names(language())


def number(value: float) -> str:
    """`12345` as `12,345`, or `12 345`."""
    return words.number(value, language())


def moment(seconds: float | None) -> str:
    """Seconds since 1970 as a date and time of the reader; empty for None."""
    return "" if seconds is None else words.moment(seconds, language(), _zone())


def day_and_time(seconds: float) -> str:
    """Seconds since 1970 as the reader's day and time of day, in short."""
    return words.day_and_time(seconds, language(), _zone())


def clock(seconds: float) -> str:
    """Seconds since 1970 as the reader's time of day."""
    return words.clock(seconds, language(), _zone())


def day_name(day: date) -> str:
    """A date without its year, as on an axis."""
    return words.day_name(day, language())


def full_date(day: date) -> str:
    """A date with its year, the month in letters."""
    return words.full_date(day, language())


def duration(seconds: float) -> str:
    """About how long: `3 minutes`."""
    return words.duration(seconds, language())


def zone_name() -> str:
    """The time zone that the reader's times are in, as `Europe/Paris`."""
    return str(_zone())


def _zone() -> tzinfo:
    if before := _BEFORE.get():
        return before.zone
    name = st.context.timezone
    try:
        return ZoneInfo(name) if name else UTC
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def _translate(text: Message | str, values: dict[str, object], show: Callable[[object], str]) -> str:
    return words.translate(text if isinstance(text, Message) else Message(text, values), language(), show)
