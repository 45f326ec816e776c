"""Webhooks: what happens to people is posted, as a form, to whoever asked for it.

Only to this machine: a sandbox of made-up people calls nobody else. Mailchimp tries again for 75 minutes; the sandbox posts once, so that
a listener who relies on hearing everything is found out.
"""

import http.client
import threading
from collections.abc import Mapping
from contextlib import closing, suppress
from datetime import UTC, datetime
from http import HTTPStatus
from queue import SimpleQueue
from typing import Any
from urllib.parse import SplitResult, urlencode, urlsplit

from mcsync.sandbox.audiences import Account, Audience, Happened
from mcsync.sandbox.words import Standing, member_key

#: Seconds that a listener may take, says Mailchimp's documentation; to answer the question whether it is there, fewer: nobody else is answered meanwhile.
_PATIENCE, _PATIENCE_ASKING = 10.0, 5.0
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

#: Standing → type and action. Pending and transactional people are no subscribers, and nothing is said of them. That archiving and
#: deleting both say "delete" is our choice: nobody published which of them does.
_EVENTS: Mapping[Standing, tuple[str, str]] = {
    Standing.SUBSCRIBED: ("subscribe", ""),
    Standing.UNSUBSCRIBED: ("unsubscribe", "unsub"),
    Standing.LEFT: ("unsubscribe", "unsub"),
    Standing.CLEANED: ("cleaned", ""),
    Standing.ARCHIVED: ("unsubscribe", "delete"),
    Standing.FORGOTTEN: ("unsubscribe", "delete"),
}


def tell(account: Account, source: str) -> None:
    """Whatever happened since the last time was done by `source`: user, admin or api. The account's lock is held."""
    for audience in account.audiences.values():
        happened, audience.happened = audience.happened, []
        for one in happened:
            kind, action = _event(one)
            for hook in audience.webhooks.values():
                if hook["events"].get(kind) and hook["sources"].get(source):
                    account.outgoing.put((hook["url"], form(audience, one, kind, action, account.now())))


def form(audience: Audience, one: Happened, kind: str, action: str, now: int) -> bytes:
    """The body of a post."""
    merges = {f"data[merges][{tag}]": value for tag, value in {"EMAIL": one.address, **one.merges}.items()}
    about: dict[str, Any] = {
        "type": kind,
        "fired_at": f"{datetime.fromtimestamp(now, UTC):%Y-%m-%d %H:%M:%S}",
        "data[id]": member_key(one.address).hex()[:10],
        "data[list_id]": audience.id,
        "data[email]": one.address,
    }
    more = {"data[reason]": "hard"} if kind == "cleaned" else {"data[email_type]": "html", "data[ip_opt]": "", **merges}
    return urlencode({**about, **({"data[action]": action, "data[reason]": "manual"} if action else {}), **more}).encode()


def answers(url: str) -> bool:
    """Whether the listener answers a GET, as it must before it is registered; one elsewhere is believed to."""
    where = urlsplit(url)
    if where.hostname not in _LOOPBACK:
        return True
    return _call(where, "GET", None, _PATIENCE_ASKING) == HTTPStatus.OK


class Postman:
    """Posts what is told, one after the other, on a thread of its own."""

    def __init__(self, outgoing: "SimpleQueue[tuple[str, bytes] | None]") -> None:
        self._outgoing = outgoing
        self._thread = threading.Thread(target=self._carry, name="sandbox-postman", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after the post in hand."""
        while not self._outgoing.empty():
            self._outgoing.get()
        self._outgoing.put(None)
        self._thread.join(_PATIENCE)

    def _carry(self) -> None:
        while post := self._outgoing.get():
            url, body = post
            where = urlsplit(url)
            if where.hostname in _LOOPBACK:
                _call(where, "POST", body, _PATIENCE)


def _event(one: Happened) -> tuple[str, str]:
    if one.after is Standing.SUBSCRIBED and one.before is Standing.SUBSCRIBED:
        return "profile", ""
    return _EVENTS.get(one.after, ("", "")) if one.after is not one.before else ("", "")


def _call(where: SplitResult, method: str, body: bytes | None, patience: float) -> int:
    """The status of the answer; 0: none."""
    path = f"{where.path}?{where.query}" if where.query else where.path or "/"
    with suppress(OSError, http.client.HTTPException), closing(_connection(where, patience)) as connection:
        connection.request(method, path, body, {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": "MailChimp"})
        return connection.getresponse().status
    return 0


def _connection(where: SplitResult, patience: float) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(where.hostname or "", where.port or 80, timeout=patience)
