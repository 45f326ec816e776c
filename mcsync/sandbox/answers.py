"""What the server says back: answers and problem documents, with Mailchimp's own words where they are known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

#: Where a problem document's `type` points.
_GLOSSARY = "https://mailchimp.com/developer/marketing/docs/errors/"

#: Problems whose real documents have no `type`: seen in public traffic logs.
_UNTYPED = frozenset({"Member Exists", "Member In Compliance State", "Forgotten Email Not Subscribed"})

SEE_ERRORS = "The resource submitted could not be validated. For field-specific details, see the 'errors' array."


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One HTTP answer. A problem is kept as a document, because its `instance` is the request's id."""

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json; charset=utf-8"
    problem: Mapping[str, Any] | None = None

    def rendered(self, request_id: str) -> bytes:
        """The body's bytes."""
        if self.problem is None:
            return self.body
        return orjson.dumps({**self.problem, "instance": request_id})


class RefusedError(Exception):
    """Ends a call with the answer it carries. Internal to the sandbox: nobody outside sees more than the HTTP answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


class HangsError(Exception):
    """The call never gets an answer. Internal to the sandbox."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why one contact was not written, in Mailchimp's words."""

    title: str
    detail: str
    code: str = "ERROR_GENERIC"
    #: (merge tag, what is wrong with it)
    fields: Sequence[tuple[str, str]] = field(default=())

    def as_item(self, address: str) -> dict[str, str]:
        """The form it takes among the `errors` of a batch."""
        tag, message = self.fields[0] if self.fields else ("", "")
        return {"email_address": address, "error": self.detail, "error_code": self.code, "field": tag, "field_message": message}

    def as_answer(self) -> Answer:
        """The form it takes as the answer to a call about one member."""
        return problem(400, self.title, self.detail, self.fields)


def found(document: object, status: int = 200) -> Answer:
    """An answer with this JSON."""
    return Answer(status=status, body=orjson.dumps(document))


def problem(status: int, title: str, detail: str, errors: Sequence[tuple[str, str]] = ()) -> Answer:
    """An answer with a problem document; `errors` are (field, message)."""
    document: dict[str, Any] = {} if title in _UNTYPED else {"type": _GLOSSARY}
    document |= {"title": title, "status": status, "detail": detail}
    if errors:
        document["errors"] = [{"field": name, "message": message} for name, message in errors]
    return Answer(status=status, content_type="application/problem+json; charset=utf-8", problem=document)


def invalid(*errors: tuple[str, str]) -> Answer:
    """The 400 for a body that does not fit; `errors` are (field, message)."""
    return problem(400, "Invalid Resource", SEE_ERRORS, errors)


DONE = Answer(status=204)
NOT_FOUND = problem(404, "Resource Not Found", "The requested resource could not be found.")
KEY_INVALID = problem(401, "API Key Invalid", "Your API key may be invalid, or you've attempted to access the wrong datacenter.")
#: Mailchimp's glossary has the title; its sentence is worded as in public threads.
TOO_MANY = problem(429, "Too Many Requests", "You have exceeded the limit of 10 simultaneous connections.")
DISABLED = problem(403, "User Disabled", "This account has been deactivated.")
BODILESS_403 = Answer(status=403)
INTERNAL = Answer(
    status=500,
    content_type="application/problem+json; charset=utf-8",
    problem={
        "type": "about:blank",
        "title": "Internal Server Error",
        "status": 500,
        "detail": "An unexpected internal error has occurred.",
    },
)
#: What the shield in front of Mailchimp says under load: HTML, and no word about the request.
SHIELD = Answer(
    status=503,
    content_type="text/html",
    body=b"<HTML><HEAD>\n<TITLE>Service Unavailable</TITLE>\n</HEAD><BODY>\n<H1>Service Unavailable - Zero size object</H1>\n"
    b"The server is temporarily unable to service your request. Please try again later.\n</BODY></HTML>\n",
)
GATEWAY_TIMEOUT = Answer(
    status=504,
    content_type="text/html",
    body=b"<html>\n<head><title>504 Gateway Time-out</title></head>\n<body><center><h1>504 Gateway Time-out</h1></center></body>\n</html>\n",
)
UNREADABLE = problem(400, "JSON Parse Error", "We encountered an unspecified JSON parsing error.")


def unknown(method: str, path: str) -> Answer:
    """The loud answer to what the sandbox does not emulate: a stand-in that guesses hides mistakes."""
    return problem(501, "Not Emulated", f"The sandbox does not emulate {method} {path}.")
