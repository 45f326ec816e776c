"""What happens to a call between the socket and its handler: the connection limit, the key, the fate, the time it takes."""

import base64
import binascii
import hmac
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from mcsync.sandbox.answers import KEY_INVALID, TOO_MANY, Answer, HangsError
from mcsync.sandbox.audiences import Account
from mcsync.sandbox.calls import Call
from mcsync.sandbox.edits import Edits, Moment
from mcsync.sandbox.fate import Fate, Fates
from mcsync.sandbox.faults import HANG_SECONDS, Effect, Ending
from mcsync.sandbox.gate import Gate
from mcsync.sandbox.routes import Route, carry_out, route_to
from mcsync.sandbox.webhooks import tell

#: Where the API's paths begin.
API = "/3.0"

#: A listing of more is what Mailchimp sometimes answers with 504.
_LARGE_LISTING = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One HTTP request, its body decoded."""

    method: str
    #: Path and query, as sent.
    target: str
    authorization: str = ""
    body: bytes = b""

    @property
    def path(self) -> str:
        """The path alone."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> dict[str, str]:
        """The query; of a name given twice, the last."""
        return dict(parse_qsl(self.target.partition("?")[2], keep_blank_values=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the server does with a call."""

    answer: Answer
    ending: Ending = Ending.ANSWERED
    #: Seconds that the whole call takes, counted from its arrival.
    takes: float = 0.0
    #: Seconds for which a HELD call is held on top.
    held: float = 0.0


@dataclass(slots=True, kw_only=True)
class Slots:
    """The calls in progress, counted over all connections."""

    #: How many may be carried out at once.
    limit: int
    in_flight: int = 0
    #: Including those that were refused for being too many.
    max_in_flight: int = 0
    refused: int = 0
    _held: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def enter(self) -> bool:
        """Counts a call in. Whether it may be carried out; either way it must `leave`."""
        with self._lock:
            self.in_flight += 1
            self.max_in_flight = max(self.max_in_flight, self.in_flight)
            allowed = self._held < self.limit
            self._held += allowed
            self.refused += not allowed
            return allowed

    def leave(self, *, allowed: bool) -> None:
        """Counts a call out."""
        with self._lock:
            self.in_flight -= 1
            self._held -= allowed


@dataclass(slots=True, kw_only=True, eq=False)
class Desk:
    """Everything one sandbox answers with."""

    account: Account
    fates: Fates
    slots: Slots
    edits: Edits = field(default_factory=Edits)
    gate: Gate = field(default_factory=Gate)
    #: Seconds for a whole call, and for each member in a batch.
    latency: float = 0.0
    latency_per_member: float = 0.0
    #: Calls by route, refused ones included.
    by_path: Counter[str] = field(default_factory=Counter)

    def reply(self, request: Request, *, allowed: bool) -> Reply:
        """What to do with a call of the API. `allowed`: it got a slot."""
        path = request.path.removeprefix(API)
        found = route_to(request.method, path) if request.path.startswith(f"{API}/") or request.path == API else None
        route, captured = found or (None, ())
        with self.account.lock:
            self.by_path[route.name if route else "unknown"] += 1
        if not allowed:
            return Reply(answer=TOO_MANY)
        if route and route.is_batch:
            self.gate.wait()
        fate = self.fates.next(batch=bool(route and route.is_batch), listing=_is_large(route, request.query))
        takes = self.latency + fate.slower_by + self._members_time(route, request)
        if fate.ending and not fate.ending.kind.works:
            return self._ended(fate, Answer(), takes)
        call = Call(
            account=self.account, fates=self.fates, fate=fate, edits=self.edits, captured=captured, query=request.query, body=request.body
        )
        try:
            return self._ended(fate, self._worked(route, call, request), takes)
        except HangsError:
            return Reply(answer=Answer(), ending=Ending.HELD, held=HANG_SECONDS)

    def knows(self, authorization: str) -> bool:
        """Whether the header bears the account's key, as Basic password of any user or as Bearer token."""
        return hmac.compare_digest(_credential(authorization).encode(), self.account.key.encode())

    def _worked(self, route: Route | None, call: Call, request: Request) -> Answer:
        with self.account.lock:
            self._happens(call)
            if self.account.key_revoked or not self.knows(request.authorization):
                return KEY_INVALID
            if route and route.is_batch:
                self.edits.reach(self.account, Moment.BEFORE_BATCH)
            answer = carry_out(route, call, request.method, request.path)
            tell(self.account, "api")
            return answer

    def _happens(self, call: Call) -> None:
        if Effect.REVOKE_KEY in call.fate.effects:
            self.account.key_revoked = True
        if Effect.DELETE_AUDIENCE in call.fate.effects and call.captured and call.captured[0] in self.account.audiences:
            audience = self.account.audiences[call.captured[0]]
            audience.deleted = audience.profile_unsaved = True

    def _ended(self, fate: Fate, answer: Answer, takes: float) -> Reply:
        if not fate.ending:
            return Reply(answer=answer, takes=takes)
        kind = fate.ending.kind
        return Reply(answer=kind.answer or answer, ending=kind.ending, takes=takes, held=fate.ending.seconds)

    def _members_time(self, route: Route | None, request: Request) -> float:
        # Counted in the raw bytes: the body is parsed only once the key is known to be good.
        members = request.body.count(b'"email_address"') if route and route.is_batch and self.latency_per_member else 0
        return self.latency_per_member * members


def _is_large(route: Route | None, query: Mapping[str, Any]) -> bool:
    count = query.get("count", "")
    return bool(route and route.is_listing and count.isdecimal() and int(count[:9]) > _LARGE_LISTING)


def _credential(authorization: str) -> str:
    scheme, _, rest = authorization.partition(" ")
    if scheme.lower() == "bearer":
        return rest.strip()
    if scheme.lower() != "basic":
        return ""
    try:
        return base64.b64decode(rest, validate=True).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""
