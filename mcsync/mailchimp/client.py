"""One door to Mailchimp: every request passes here, and the only things that come out are JSON objects and our exceptions."""

import logging
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any

import orjson
import requests
from requests.adapters import HTTPAdapter

from mcsync.errors import MailchimpUnavailableError, SettingsError, TimedOutError
from mcsync.message import say
from mcsync.parsing import ANSWER_SECONDS_MAX, CONNECTIONS_MAX, mailchimp_key, mailchimp_url
from mcsync.verdicts import judge_call

#: Seconds to wait for a connection.
CONNECT_TIMEOUT = 10.0

_log = logging.getLogger(__name__)


class Client:
    """Speaks HTTP with one key. May be used by many threads at once."""

    def __init__(self, key: str, *, url: str = "", timeout: float = ANSWER_SECONDS_MAX) -> None:
        """`url` names a stand-in on this machine. Raises `SettingsError` for a key or a URL of the wrong shape."""
        if not mailchimp_key(key):
            raise SettingsError(say("There is no Mailchimp API key yet. Enter it on the Audience page."))
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
        return self._call("GET", path, query=query)

    def post(self, path: str, body: Mapping[str, object]) -> dict[str, Any]:
        """Send `body` and return the JSON object that comes back. Raises `MailchimpError`."""
        return self._call("POST", path, data=orjson.dumps(body))

    def close(self) -> None:
        """Let the connections go."""
        self._session.close()

    def _call(self, method: str, path: str, *, query: Mapping[str, str | int] | None = None, data: bytes | None = None) -> dict[str, Any]:
        try:
            response = self._session.request(
                method, f"{self._root}/{path}", params=query, data=data, timeout=self._timeout, allow_redirects=False
            )
            content = response.content
        except requests.ReadTimeout as error:
            raise TimedOutError from error
        except requests.RequestException as error:
            _log.info("%s %s: %s", method, path, type(error).__name__)
            raise MailchimpUnavailableError from error
        self.server_time = _date(response.headers.get("Date")) or self.server_time
        body = _json_object(content)
        if response.ok and body is not None:
            return body
        _log.info("%s %s: status %s, request %s", method, path, response.status_code, response.headers.get("X-Request-Id", "-"))
        if response.ok:
            raise MailchimpUnavailableError
        raise judge_call(response.status_code, body)


def _date(header: str | None) -> float:
    try:
        return parsedate_to_datetime(header or "").timestamp()
    except ValueError:
        return 0.0


def _json_object(content: bytes) -> dict[str, Any] | None:
    try:
        body = orjson.loads(content)
    except orjson.JSONDecodeError:
        return None
    return body if isinstance(body, dict) else None
