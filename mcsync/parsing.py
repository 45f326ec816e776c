"""From typed text to a value, or a sentence that says what is wrong with it. One function a kind of setting."""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mcsync.contact import ConsentChoice
from mcsync.errors import SettingsError
from mcsync.exclusion import Exclusion, parse_exclusion
from mcsync.message import Message, say

#: Takes trimmed text, returns the typed value, raises `SettingsError`.
Parser = Callable[[str], Any]

#: Members in one request; Mailchimp's documentation of `POST /lists/{list_id}`.
BATCH_SIZE_MAX = 500
#: Days that a period may have.
DAYS_MAX = 3650
#: Requests at once per user; Mailchimp's documentation of its throttling.
CONNECTIONS_MAX = 10
#: Seconds after which Mailchimp cuts every call; its documentation of errors.
ANSWER_SECONDS_MAX = 120
#: `SHOW TABLES` names are at most 64 characters in MySQL, and PrestaShop's longest suffixes need about 30 of them.
PREFIX_MAX_LENGTH = 32

_KEY = re.compile(r"[0-9a-f]{32}-us[0-9]{1,3}")
#: Characters; real keys have 36 and more.
_KEY_MIN_LENGTH = 12
_AUDIENCE = re.compile(r"[0-9a-f]{10}")
_PREFIX = re.compile(rf"[A-Za-z0-9_]{{0,{PREFIX_MAX_LENGTH}}}")
#: The whole of it, so that nothing in front of, behind or inside the host can lead elsewhere.
_STAND_IN = re.compile(r"http://(?:127\.0\.0\.1|localhost|\[::1\])(?::[0-9]{1,5})?/3\.0/?")
_SHOP_SCHEMES = frozenset({"mysql", "mariadb"})
_DATABASE = re.compile(r"/[^/@]+")
_YES = frozenset({"yes", "true", "1", "on", "oui"})
_NO = frozenset({"no", "false", "0", "off", "non", ""})


def whole_number(what: Message, least: int, most: int) -> Parser:
    """A parser of whole numbers from `least` to `most`; `what` names the number in the refusal."""

    def parse(text: str) -> int:
        if not text:
            raise SettingsError(say("The {what} is empty. Enter a whole number from {least} to {most}.", what=what, least=least, most=most))
        if not re.fullmatch(r"[+-]?[0-9]{1,9}", text):
            raise SettingsError(
                say(
                    "“{text}” is not a {what}. Enter a whole number from {least} to {most}.",
                    text=shown(text),
                    what=what,
                    least=least,
                    most=most,
                )
            )
        if not least <= int(text) <= most:
            raise SettingsError(say("The {what} must be from {least} to {most}, not {text}.", what=what, least=least, most=most, text=text))
        return int(text)

    return parse


#: Parses the length of a period.
number_of_days = whole_number(say("number of days"), 1, DAYS_MAX)


def time_zone(text: str) -> str:
    """A name of the IANA's list."""
    try:
        return ZoneInfo(text).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise SettingsError(say("“{text}” is not a time zone. Write one like Europe/Paris, or UTC.", text=shown(text))) from None


def mailchimp_key(text: str) -> str:
    """A key's shape decides where credentials go, so anything after the data centre is refused."""
    if text and not _KEY.fullmatch(text):
        raise SettingsError(
            say(
                "This is not a Mailchimp API key: a key is 32 digits and letters a to f, "
                "then a dash and a data centre, like -us21. Copy it again from Mailchimp."
            )
        )
    return text


def mailchimp_url(text: str) -> str:
    """Only a stand-in on this machine may take Mailchimp's place."""
    if text and not (_STAND_IN.fullmatch(text) and _split(text)):
        raise SettingsError(
            say(
                "The Mailchimp address may only be a stand-in on this machine, like http://127.0.0.1:8025/3.0. "
                "Leave it empty to use Mailchimp itself."
            )
        )
    return text.rstrip("/")


def audience_id(text: str) -> str:
    """Mailchimp's id of an audience."""
    if text and not _AUDIENCE.fullmatch(text):
        raise SettingsError(
            say(
                "“{text}” is not an audience id: it has 10 digits and letters a to f. Choose the audience on the Audience page.",
                text=shown(text),
            )
        )
    return text


def shop_url(text: str) -> str:
    """`mysql://user:password@host:port/database`; `sqlite:///path` for a copy of a shop in one file."""
    if not text or (text.startswith("sqlite:///") and len(text) > len("sqlite:///")):
        return text
    url = _split(text)
    if not text.isprintable() or url is None or not _names_a_database(url):
        raise SettingsError(
            say(
                "The shop's address must look like mysql://user:password@host:3306/database, "
                "with special characters of the password percent-encoded."
            )
        )
    return text


def _names_a_database(url: SplitResult) -> bool:
    known = url.scheme in _SHOP_SCHEMES and url.hostname and url.port != 0
    # A bare @ or / in the password would make its end a part of the host or the database.
    return bool(known and url.netloc.count("@") <= 1 and _DATABASE.fullmatch(url.path) and not url.fragment)


def table_prefix(text: str) -> str:
    """What PrestaShop's table names begin with."""
    if not _PREFIX.fullmatch(text):
        raise SettingsError(say("“{text}” is not a table prefix: use letters, digits and _ only, like ps_.", text=shown(text)))
    return text


def file_path(text: str) -> str:
    """A CSV or Excel file that is there."""
    if text and not _is_file(text):
        raise SettingsError(say("There is no file “{path}”. Check the path, then try again.", path=shown(text, 200)))
    return text


def file_columns(text: str) -> Mapping[str, str]:
    """What each column of a file means, as a JSON object of texts; the page writes it."""
    try:
        found = json.loads(text or "{}")
    except ValueError:
        found = None
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise SettingsError(say("This does not say what the file's columns mean. Choose them on the Connections page."))
    return found


def _is_file(text: str) -> bool:
    try:
        return Path(text).is_file()
    except OSError:  # a path that is too long, or in a folder that may not be entered
        return False


def language(text: str) -> str:
    """Two letters, in lower case."""
    if not re.fullmatch(r"[A-Za-z]{2}", text):
        raise SettingsError(say("“{text}” is not a language code. Use two letters, like fr or en.", text=shown(text)))
    return text.lower()


def consent_choice(text: str) -> ConsentChoice:
    """One of the three choices."""
    try:
        return ConsentChoice(text)
    except ValueError:
        raise SettingsError(
            say("“{text}” is not a consent choice. Use one of: {choices}.", text=shown(text), choices=", ".join(ConsentChoice))
        ) from None


def switch(text: str) -> bool:
    """Yes or no."""
    if text.lower() not in _YES | _NO:
        raise SettingsError(say("“{text}” is neither yes nor no. Write yes or no.", text=shown(text)))
    return text.lower() in _YES


def ids(text: str) -> frozenset[int]:
    """Numbers between commas or blanks."""
    parts = text.replace(",", " ").split()
    if not all(re.fullmatch(r"[0-9]{1,9}", part) for part in parts):
        raise SettingsError(say("“{text}” is not a list of numbers. Write ids between commas, like 1, 3.", text=shown(text, 80)))
    return frozenset(int(part) for part in parts)


def exclusions(text: str) -> tuple[Exclusion, ...]:
    """Rules between line breaks or commas, each once."""
    parts = [part for part in re.split(r"[\n,;]+", text) if part.strip()]
    return tuple(dict.fromkeys(parse_exclusion(part) for part in parts))


def mask_key(key: str) -> str:
    """A key by its last four letters and its data centre; nothing of one too short to hide the rest."""
    secret, dash, centre = key.partition("-")
    return f"••••{secret[-4:]}{dash}{centre}" if len(secret) > _KEY_MIN_LENGTH else "••••"


def mask_url(url: str) -> str:
    """A URL without its password."""
    return re.sub(r"(://[^/@:]*):.*@", r"\1:••••@", url, flags=re.DOTALL)


def shown(text: str, most: int = 40) -> str:
    """What was typed, as a sentence may repeat it: short, and without a key or a password pasted into the wrong box."""
    return mask_url(_KEY.sub(lambda key: mask_key(key[0]), text))[:most]


def _split(text: str) -> SplitResult | None:
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return None
    return parts
