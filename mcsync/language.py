"""Sentences, numbers, dates and durations in the reader's language. Whose language that is, the pages and the command line know.

The catalogues lie under `catalogues/LANGUAGE/LC_MESSAGES/mcsync.po`; `make messages` collects what is new and compiles them.
"""

import gettext
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel import Locale, dates, numbers

from mcsync.message import Message

#: Languages that there are, each by its own name; the texts are written in the first, so it has no catalogue.
NAMES: Mapping[str, str] = {"en": "English", "fr": "Français"}
LANGUAGES = tuple(NAMES)
DOMAIN = "mcsync"
CATALOGUES = Path(__file__).parent / "catalogues"
#: The language of programs without a page; the first that is set wins, the last three by POSIX's order.
VARIABLE = "MCSYNC_LANG"
_LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
#: Of a language in ISO 639-1.
_LETTERS = 2


def pick(wanted: Sequence[str | None], available: Sequence[str] = LANGUAGES) -> str:
    """The first of the wanted languages (`"fr"`, `"fr-CA"`, `"fr_FR.UTF-8"`) that is available; else the one that the texts are written in."""
    codes = (re.split(r"[-_.@]", code)[0].lower() for code in wanted if code)
    return next((code for code in codes if code in available), available[0])


def spoken(environment: Mapping[str, str], *, asked_only: bool = False) -> str:
    """The language of a program without a page. `asked_only`: what the machine's locale says does not count, only `MCSYNC_LANG` does."""
    locale = next((environment[name] for name in _LOCALE_VARIABLES if environment.get(name)), None)
    return pick([environment.get(VARIABLE), None if asked_only else locale])


def translate(text: Message | str, code: str, show: Callable[[object], str] = str) -> str:
    """The sentence, and every sentence and day among its values, in the language `code`; `show` writes the other values."""
    message = text if isinstance(text, Message) else Message(text)
    if not message.template:
        return ""
    found = _found(message, code)

    def write(value: object) -> str:
        match value:
            case Message():
                return translate(value, code, show)
            case date() if not isinstance(value, datetime):
                return full_date(value, code)
            case _:
                return show(value)

    return message.with_number(lambda n: number(n, code)).fill(found, write)


def language_names(code: str) -> Mapping[str, str]:
    """Every language of two letters that has a name in the language `code`: its letters → its name, in the order of the names' letters."""
    names = {each: name for each, name in Locale(code).languages.items() if len(each) == _LETTERS}
    return dict(sorted(names.items(), key=lambda one: one[1].casefold()))


def number(value: float, code: str) -> str:
    """`12345` as `12,345`, or `12 345`."""
    return numbers.format_decimal(value, locale=code)


def moment(seconds: float, code: str, zone: tzinfo = UTC) -> str:
    """Seconds since 1970 as a date and time."""
    return dates.format_datetime(_local(seconds, zone), "medium", locale=code)


def day_and_time(seconds: float, code: str, zone: tzinfo = UTC) -> str:
    """Seconds since 1970 as a day and a time of day, without the year and the seconds: for lists of what was lately."""
    local = _local(seconds, zone)
    return dates.format_skeleton("MMMd", local, locale=code) + " " + dates.format_time(local, "short", locale=code)


def clock(seconds: float, code: str, zone: tzinfo = UTC) -> str:
    """Seconds since 1970 as a time of day."""
    return dates.format_time(_local(seconds, zone), "short", locale=code)


def day_name(day: date, code: str) -> str:
    """A date without its year, as on an axis."""
    return dates.format_skeleton("MMMd", day, locale=code)


def full_date(day: date, code: str) -> str:
    """A date with its year, the month in letters."""
    return dates.format_date(day, "medium", locale=code)


def duration(seconds: float, code: str) -> str:
    """About how long: `3 minutes`."""
    return dates.format_timedelta(round(seconds), threshold=1.5, locale=code)


def calendar(code: str) -> dict[str, Any]:
    """Names of days (from Sunday) and months, and the signs in numbers, under the names that d3 has for them."""
    days, months = dates.get_day_names, dates.get_month_names
    week = (6, 0, 1, 2, 3, 4, 5)
    return {
        "days": [days("wide", locale=code)[day] for day in week],
        "shortDays": [days("abbreviated", locale=code)[day] for day in week],
        "months": [months("wide", locale=code)[month] for month in range(1, 13)],
        "shortMonths": [months("abbreviated", locale=code)[month] for month in range(1, 13)],
        "decimal": numbers.get_decimal_symbol(code),
        "thousands": numbers.get_group_symbol(code),
    }


def _local(seconds: float, zone: tzinfo) -> datetime:
    return datetime.fromtimestamp(seconds, UTC).astimezone(zone)


def _found(message: Message, code: str) -> str:
    catalogue = _catalogue(code)
    if message.plural is None:
        return catalogue.gettext(message.template)
    return catalogue.ngettext(message.template, message.plural, message.values["n"])


@lru_cache(maxsize=len(LANGUAGES))
def _catalogue(code: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, CATALOGUES, [code], fallback=True)
