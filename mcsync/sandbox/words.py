"""The words of the sandbox: where a person stands in an audience, a field of an audience, a person in it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any


class Standing(StrEnum):
    """Where a person stands in one audience. Finer than the API's status: it matters who unsubscribed them."""

    SUBSCRIBED = "subscribed"
    PENDING = "pending"
    TRANSACTIONAL = "transactional"
    #: By an admin or through the API: the API may subscribe them again. Seen in recorded real traffic.
    UNSUBSCRIBED = "unsubscribed"
    #: By themselves: only they can come back.
    LEFT = "left"
    CLEANED = "cleaned"
    ARCHIVED = "archived"
    #: Permanently deleted: shown nowhere, and cannot be written.
    FORGOTTEN = "forgotten"


#: The status that the API shows for each; FORGOTTEN is never shown.
SHOWN_STATUS: Mapping[Standing, str] = {standing: str(standing) for standing in Standing} | {Standing.LEFT: "unsubscribed"}

#: What a write may ask for, in the order in which Mailchimp's refusal lists them; `archived` can only be read.
ASKABLE_STATUSES = ("subscribed", "unsubscribed", "cleaned", "pending", "transactional")


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeField:
    """A field of an audience."""

    id: int
    #: At most 10 characters, in capitals.
    tag: str
    name: str
    #: One of Mailchimp's eleven types, e.g. `text`.
    type: str = "text"
    required: bool = False
    #: What a radio or dropdown field may hold.
    choices: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True, eq=False)
class Member:
    """A person in one audience: what has to be remembered, and nothing that can be worked out (there may be a million)."""

    #: Counts up from 1 in the audience; becomes part of `web_id`.
    number: int
    #: As first written, letters and case.
    address: str
    standing: Standing
    language: str = ""
    #: One for each of the audience's fields, in their order; shorter when fields were added later.
    values: tuple[Any, ...] = ()
    tags: tuple[str, ...] = ()
    #: Seconds since 1970, whole: the API shows no more.
    created: int = 0
    changed: int = 0
    #: Where they stood when they were last put into the audience.
    told: Standing | None = None


@lru_cache(maxsize=5000)  # a write asks five times for the same one
def member_key(address: str) -> bytes:
    """What a member is found by: the 16 bytes of the MD5 of the lower-cased address. In hex, it is the API's member id."""
    return hashlib.md5(address.lower().encode(), usedforsecurity=False).digest()
