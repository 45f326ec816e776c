"""What a batch came back with. Mailchimp tells everything of everybody, 1.7 MB of it, and little is read.

What is not read is passed over, not made into objects: that would take a third of a core while a run sends, and half of its memory.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from msgspec import MsgspecError, Struct, json

from mcsync.contact import MemberStatus
from mcsync.errors import MailchimpUnavailableError
from mcsync.mailchimp.shapes import TEXT_MAX_LENGTH, cleaned, same_address, status_named


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why one contact of a batch was not taken, in Mailchimp's words."""

    text: str
    #: The merge field it is about, if any.
    field: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a batch came back with; keyed by canonical address. Who is in none of them was not mentioned."""

    created: Mapping[str, MemberStatus]
    updated: Mapping[str, MemberStatus]
    refused: Mapping[str, Refusal]


class _Said(Struct):
    """What an answer says of one person, as far as we read it."""

    email_address: object = None
    status: object = None
    error: object = None
    field: object = None
    field_message: object = None


class _Envelope(Struct):
    """The answer to a batch."""

    new_members: list[_Said]
    updated_members: list[_Said]
    errors: list[_Said]


_envelope = json.Decoder(_Envelope)


def answer(content: bytes) -> Answer:
    """From the answer of `POST /lists/{list_id}`, joined by address: neither position nor id can be relied on."""
    try:
        said = _envelope.decode(content)
    except (MsgspecError, RecursionError, ValueError) as error:
        raise MailchimpUnavailableError from error
    return Answer(
        created={same_address(cleaned(one.email_address)): status_named(one.status) for one in said.new_members},
        updated={same_address(cleaned(one.email_address)): status_named(one.status) for one in said.updated_members},
        refused={same_address(cleaned(one.email_address)): _refusal(one) for one in said.errors},
    )


def _refusal(one: _Said) -> Refusal:
    words = " ".join(part for part in (cleaned(one.error), cleaned(one.field_message)) if part)
    return Refusal(text=words[:TEXT_MAX_LENGTH], field=cleaned(one.field))
