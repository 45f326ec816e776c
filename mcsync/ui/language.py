"""The reader's language. Every text of every page goes through `_` (where Streamlit reads Markdown) or `plain` (where it does not).

Babel collects them by the names `_`, `plain` and `say`. Nothing here is kept for longer than one call: all readers share the process.
"""

import gettext
import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st
from babel import dates, numbers

from mcsync.message import Message

#: Languages that there is a catalogue for, and the one that the texts are written in.
LANGUAGES = ("en",)
#: Under `language/LC_MESSAGES/mcsync.mo`.
CATALOGUES = Path(__file__).parent / "catalogues"
#: In session state: the language that this person chose, over everything else.
CHOICE = "language"

#: What means something in Streamlit's Markdown: emphasis, links, images, code, mathematics, directives, tables.
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+!|~$^=]|:(?=[A-Za-z]))")
#: What Markdown would make a link of, were it not shown as code.
_LINK = re.compile(r"((?:https?://|www\.)[^\s`]+|[^\s`<>\"“”(),;:]+@[^\s`<>\"“”(),;:]*[^\s`<>\"“”(),;:.!?])")


def language() -> str:
    """The language of whoever looks at this page: their choice, else what the address asks for, else their browser's."""
    return pick([st.session_state.get(CHOICE), st.query_params.get("lang"), st.context.locale])


def pick(wanted: Sequence[str | None], available: Sequence[str] = LANGUAGES) -> str:
    """The first of the wanted languages (`"fr"`, `"fr-CA"`) that is available; else the one that the texts are written in."""
    codes = (re.split(r"[-_]", code)[0].lower() for code in wanted if code)
    return next((code for code in codes if code in available), available[0])


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


def number(value: float) -> str:
    """`12345` as `12,345`."""
    return numbers.format_decimal(value, locale=language())


def moment(seconds: float | None) -> str:
    """Seconds since 1970 as a date and time of the reader; empty for None."""
    return "" if seconds is None else dates.format_datetime(_local(seconds), "medium", locale=language())


def clock(seconds: float) -> str:
    """Seconds since 1970 as the reader's time of day."""
    return dates.format_time(_local(seconds), "short", locale=language())


def day_name(day: date) -> str:
    """A date without its year, as on an axis."""
    return dates.format_skeleton("MMMd", day, locale=language())


def duration(seconds: float) -> str:
    """About how long: `3 minutes`."""
    return dates.format_timedelta(round(seconds), threshold=1.5, locale=language())


def _local(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC).astimezone(_zone(st.context.timezone))


def _zone(name: str | None) -> tzinfo:
    try:
        return ZoneInfo(name) if name else UTC
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def _translate(text: Message | str, values: dict[str, object], show: Callable[[object], str]) -> str:
    message = text if isinstance(text, Message) else Message(text, values)
    shown = {name: _translate(value, {}, show) if isinstance(value, Message) else show(value) for name, value in message.values.items()}
    return Message(message.template, shown).fill(_catalogue(language()).gettext(message.template))


@lru_cache(maxsize=len(LANGUAGES))
def _catalogue(code: str) -> gettext.NullTranslations:
    return gettext.translation("mcsync", CATALOGUES, [code], fallback=True)
