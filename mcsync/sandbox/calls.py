"""One call as the handlers see it: who asks for what, with the checks that many of them share."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import orjson

from mcsync.sandbox.answers import NOT_FOUND, UNREADABLE, Answer, RefusedError, invalid
from mcsync.sandbox.audiences import Account, Audience
from mcsync.sandbox.edits import Edits
from mcsync.sandbox.fate import Fate, Fates
from mcsync.sandbox.faults import Effect
from mcsync.sandbox.selecting import Selection
from mcsync.sandbox.words import Member, Standing

#: Items of a page; Mailchimp's default, and the number it silently stops at.
_PAGE_DEFAULT, PAGE_MAX = 10, 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of the API, authorised, with the account's lock held."""

    account: Account
    fates: Fates
    fate: Fate
    edits: Edits
    #: What stands in the path where the route has `*`, decoded.
    captured: tuple[str, ...] = ()
    query: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def audience(self) -> Audience:
        """The audience in the path. Answers 404 where there is none, or no longer."""
        audience = self.account.audiences.get(self.captured[0])
        if not audience or audience.deleted:
            raise RefusedError(NOT_FOUND)
        return audience

    def member(self) -> Member:
        """The member in the path. Answers 404 where there is none, or a forgotten one."""
        member = self.audience().find(self.captured[1])
        if not member or member.standing is Standing.FORGOTTEN:
            raise RefusedError(NOT_FOUND)
        return member

    def json(self) -> dict[str, Any]:
        """The body. Answers 400 where it is no JSON object."""
        try:
            document = orjson.loads(self.body)
        except orjson.JSONDecodeError as error:
            raise RefusedError(UNREADABLE) from error
        if not isinstance(document, dict):
            raise RefusedError(invalid(("", "Schema describes object, another type found instead")))
        return document

    def selection(self) -> Selection:
        """What `fields` and `exclude_fields` choose."""
        return Selection.of(self.query)

    def befallen(self, addresses: Iterable[str]) -> Mapping[str, Effect]:
        """What befalls single addresses of this call, by address in lower case."""
        return self.fates.of_addresses(self.fate, (address.lower() for address in addresses)) if self.fate.on_addresses else {}

    def flag(self, name: str) -> bool:
        """A switch in the query."""
        return self.query.get(name, "").lower() in {"true", "1"}

    def page(self) -> slice:
        """The page asked for; never longer than `PAGE_MAX`, without a word."""
        count = min(self._whole("count", _PAGE_DEFAULT), PAGE_MAX)
        offset = self._whole("offset", 0)
        return slice(offset, offset + count)

    def moment(self, name: str) -> int | None:
        """A time in the query, as seconds since 1970. Answers 400 where it is none, e.g. because its `+` was not encoded."""
        text = self.query.get(name)
        if not text:
            return None
        try:
            when = datetime.fromisoformat(text)
            return int((when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp())
        except (ValueError, OverflowError) as error:
            raise RefusedError(invalid((name, "Please provide a valid date."))) from error

    def _whole(self, name: str, otherwise: int) -> int:
        text = self.query.get(name, str(otherwise))
        if not (text.isascii() and text.isdigit() and len(text) < len(str(2**63))):
            raise RefusedError(invalid((name, "Schema describes integer, string found instead")))
        return int(text)


def shown(call: Call, document: object) -> Answer:
    """The answer with the parts of the document that the call wants."""
    return Answer(body=orjson.dumps(call.selection().apply(document)))
