"""Where alerts go: what a mail server, a list of recipients and a webhook may be, and how each is shown."""

import re
from enum import StrEnum
from urllib.parse import urlsplit

from mcsync.address import canonical
from mcsync.errors import AddressError, SettingsError
from mcsync.message import say
from mcsync.parsing import shown

#: Recipients of alerts, at most: it is a mail to colleagues, not a mailing.
RECIPIENTS_MAX = 20
#: Characters of a URL that browsers and servers agree on.
URL_MAX_LENGTH = 2000

_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.\-]{0,251}[A-Za-z0-9])?|::1|\[::1\]")
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1", "[::1]"})


class MailSecurity(StrEnum):
    """How the talk with the mail server is kept secret."""

    #: Encrypted from the first byte; usually port 465.
    TLS = "tls"
    #: Begun in clear, then encrypted or given up; usually port 587.
    STARTTLS = "starttls"
    #: In clear: for a server on this machine.
    NONE = "none"


def is_loopback(host: str) -> bool:
    """Whether this host is this machine."""
    return host.lower() in _LOOPBACK


def mail_security(text: str) -> MailSecurity:
    """One of the three ways."""
    try:
        return MailSecurity(text.lower())
    except ValueError:
        raise SettingsError(
            say("“{text}” is not a way to secure mail. Use one of: {choices}.", text=shown(text), choices=", ".join(MailSecurity))
        ) from None


def mail_host(text: str) -> str:
    """A server's name or number, without a port."""
    if text and not _HOST.fullmatch(text):
        raise SettingsError(
            say(
                "“{text}” is not the name of a mail server. Write it like smtp.example.com; its port has a field of its own.",
                text=shown(text),
            )
        )
    return text.strip("[]")


def recipients(text: str) -> tuple[str, ...]:
    """Addresses between commas, semicolons or line breaks, each once."""
    parts = [part for part in re.split(r"[\n,;]+", text) if part.strip()]
    if len(parts) > RECIPIENTS_MAX:
        raise SettingsError(say("Alerts go to {most} addresses at most. Use a mailing list for more.", most=RECIPIENTS_MAX))
    return tuple(dict.fromkeys(mail_address(part) for part in parts))


def mail_address(text: str) -> str:
    """One address, or none."""
    try:
        return canonical(text) if text else ""
    except AddressError as error:
        raise SettingsError(error.message) from error


def secret_text(text: str) -> str:
    """Anything that can be typed into one line."""
    if not text.isprintable():
        raise SettingsError(say("A password is one line without control characters. Type it again."))
    return text


def hook_url(text: str) -> str:
    """`https://…`, or `http://` on this machine; without a user or a password in it."""
    if text and not _is_hook(text):
        raise SettingsError(
            say("The webhook's address must begin with https:// (or http:// for this computer), without a user or password in it.")
        )
    return text


def _is_hook(text: str) -> bool:
    try:
        url = urlsplit(text)
        host, port = url.hostname or "", url.port
    except ValueError:
        return False
    safe = url.scheme == "https" or (url.scheme == "http" and is_loopback(host))
    plain = text.isascii() and text.isprintable() and not re.search(r"[\s\\]", text) and len(text) <= URL_MAX_LENGTH
    return bool(safe and plain and _HOST.fullmatch(host) and port != 0 and "@" not in url.netloc and not url.fragment)


def mask_hook(url: str) -> str:
    """A webhook by its host alone: whoever knows its path may write there."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/••••"


def mask_whole(_text: str) -> str:
    """Nothing of it: a password is often short, and its end gives much of it away."""
    return "••••••••"
