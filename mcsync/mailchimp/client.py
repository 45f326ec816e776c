"""One door to Mailchimp: every request passes here, and the only things that come out are JSON objects and our exceptions."""

import logging
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, TypeVar

import orjson
import requests
from requests.adapters import HTTPAdapter, ReadTimeoutError

from mcsync.errors import MailchimpError, MailchimpUnavailableError, SettingsError, TimedOutError
from mcsync.message import say
from mcsync.parsing import ANSWER_SECONDS_MAX, CONNECTIONS_MAX, mailchimp_key, mailchimp_url
from mcsync.verdicts import judge_call

#: Seconds to wait for a connection.
CONNECT_TIMEOUT = 10.0
#: Bytes of an answer that are read in one go. By itself requests takes 10 kB, and after each lets other threads run and waits for its turn.
_PIECE = 1_048_576
#: Characters of a request's id that are logged; Mailchimp's have 36.
_REQUEST_ID_MAX = 64

#: A deletion is answered with nothing at all.
_DONE = frozenset({HTTPStatus.OK, HTTPStatus.NO_CONTENT})

_log = logging.getLogger(__name__)

Made = TypeVar("Made")
#: From the bytes of an answer; raises `MailchimpUnavailableError` for a broken one.
Maker = Callable[[bytes], Made]


class Client:
    """Speaks HTTP with one key. May be used by many threads at once."""

    def __init__(self, key: str, *, url: str = "", timeout: float = ANSWER_SECONDS_MAX) -> None:
        """`url` names a stand-in on this machine. Raises `SettingsError` for a key or a URL of the wrong shape."""
        if not mailchimp_key(key):
            raise SettingsError(say("There is no Mailchimp API key yet. Enter it on the Connections page."))
        self._root = mailchimp_url(url) or f"https://{key.rpartition('-')[2]}.api.mailchimp.com/3.0"
        self._timeout = (CONNECT_TIMEOUT, timeout)
        self._session = requests.Session()
        self._session.auth = ("mcsync", key)
        self._session.headers.update({"User-Agent": "mcsync", "Accept": "application/json", "Content-Type": "application/json"})
        self._session.trust_env = not url
        #: Mailchimp's clock at its last answer, in seconds since 1970; 0 before the first. Only its own clock may date its changes.
        self.server_time = 0.0
        self._session.mount(self._root, HTTPAdapter(pool_connections=1, pool_maxsize=CONNECTIONS_MAX))

    def get(self, path: str, **query: str | int) -> dict[str, Any]:
        """The JSON object at `path`, e.g. `lists/0a1b2c3d4e`. Raises `MailchimpError`."""
        return self._call("GET", path, json_object, query=query)

    def post(self, path: str, body: Mapping[str, object], make: Maker[Made]) -> Made:
        """Send `body` and return what `make` makes of the answer. Raises `MailchimpError`."""
        return self._call("POST", path, make, data=orjson.dumps(body))

    def delete(self, path: str) -> None:
        """Delete what is at `path`. Raises `MailchimpError`."""
        self._call("DELETE", path, lambda content: json_object(content or b"{}"))

    def close(self) -> None:
        """Let the connections go."""
        self._session.close()

    def _call(
        self, method: str, path: str, make: Maker[Made], *, query: Mapping[str, str | int] | None = None, data: bytes | None = None
    ) -> Made:
        try:
            response = self._session.request(
                method, f"{self._root}/{path}", params=query, data=data, timeout=self._timeout, allow_redirects=False, stream=True
            )
            content = b"".join(response.iter_content(_PIECE))
        # A redirect is not followed, but requests reads its address all the same, and a senseless one is a ValueError.
        except (requests.RequestException, ValueError) as error:
            _log.info("%s %s: %s", method, _nameless(path), type(error).__name__)
            raise (TimedOutError if _is_late(error) else MailchimpUnavailableError) from error
        self.server_time = _date(response.headers.get("Date")) or self.server_time
        try:
            return _judged(response, content, make)
        except MailchimpError:
            number = response.headers.get("X-Request-Id", "-")[:_REQUEST_ID_MAX]
            _log.info("%s %s: status %s, request %s", method, _nameless(path), response.status_code, number)
            raise


def _judged(response: requests.Response, content: bytes, make: Maker[Made]) -> Made:
    if response.status_code in _DONE:
        return make(content)
    if response.ok:
        raise MailchimpUnavailableError
    try:
        problem = json_object(content)
    except MailchimpUnavailableError:
        problem = None
    raise judge_call(response.status_code, problem)


def _nameless(path: str) -> str:
    """The path as it may be logged: a member's id is made from the address, and can be turned back into it by trying."""
    before, members, _ = path.partition("/members/")
    return f"{before}{members}"


def _is_late(error: Exception) -> bool:
    """No answer in time, or no end of one: in the middle of an answer requests calls that a lost connection."""
    return isinstance(error, requests.ReadTimeout) or any(isinstance(cause, ReadTimeoutError) for cause in error.args)


def _date(header: str | None) -> float:
    try:
        return parsedate_to_datetime(header or "").timestamp()
    except (ValueError, OverflowError):
        return 0.0


def json_object(content: bytes) -> dict[str, Any]:
    """The JSON object that an answer is. Raises `MailchimpUnavailableError` for anything else."""
    try:
        body = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise MailchimpUnavailableError from error
    if not isinstance(body, dict):
        raise MailchimpUnavailableError
    return body
