"""Writing one person: what is refused, in Mailchimp's words, and what changes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mcsync.sandbox.answers import SEE_ERRORS, Refusal
from mcsync.sandbox.audiences import Audience
from mcsync.sandbox.merge_fields import merged
from mcsync.sandbox.practice import FAKE_LOOKING, TOO_MANY_LISTS
from mcsync.sandbox.standings import AS_IF_ABSENT, No, next_standing
from mcsync.sandbox.words import ASKABLE_STATUSES, Member, Standing

#: Characters; RFC 5321.
_ADDRESS_MAX_LENGTH, _LOCAL_MAX_LENGTH = 254, 64
#: The local part in ASCII only, the domain in any letters: what Mailchimp accepts.
_ADDRESS = re.compile(
    r"([a-zA-Z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-zA-Z0-9!#$%&'*+/=?^_`{|}~-]+)*)@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]*"
)
#: Mailchimp's rule for fake-looking addresses is secret. Ours is narrow, so that nobody meets it by accident.
_FAKE_LOCAL_PART = re.compile(r"(?:fake|asdf+|qwerty)\d*@", re.IGNORECASE)

#: Name → the JSON type it must have.
_SHAPES: tuple[tuple[str, type, str], ...] = (
    ("email_address", str, "string"),
    ("status", str, "string"),
    ("status_if_new", str, "string"),
    ("merge_fields", dict, "object"),
    ("language", str, "string"),
    ("tags", list, "array"),
)
_JSON_TYPES = {str: "string", int: "integer", float: "number", bool: "boolean", list: "array", dict: "object", type(None): "NULL"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a call writes."""

    #: Leaves empty required fields alone: `skip_merge_validation`. What is given is checked all the same: the
    #: documentation promises no more than "accepted without merge field values".
    skip_required: bool = False
    #: The member's tags become exactly those given.
    sync_tags: bool = False


def shape_errors(item: Any, where: str = "") -> list[tuple[str, str]]:
    """What is wrong with the form of a member in a request, as (field, message); `where` is its path."""
    if not isinstance(item, dict):
        return [(where.rstrip("."), f"Schema describes object, {_json_type(item)} found instead")]
    wrong = [
        (where + name, f"Schema describes {expected}, {_json_type(item[name])} found instead")
        for name, kind, expected in _SHAPES
        if name in item and not isinstance(item[name], kind)
    ]
    return wrong or [
        (where + name, f"Data presented is not one of the accepted values: {', '.join(ASKABLE_STATUSES)}.")
        for name in ("status", "status_if_new")
        if name in item and item[name] not in ASKABLE_STATUSES
    ]


def address_refusal(address: str) -> Refusal | None:
    """Why Mailchimp would not take this address, whoever it is."""
    shape = _ADDRESS.fullmatch(address)
    if not shape or len(address) > _ADDRESS_MAX_LENGTH or len(shape[1]) > _LOCAL_MAX_LENGTH:
        return Refusal(title="Invalid Resource", detail="Please provide a valid email address.")
    if address.lower() == FAKE_LOOKING or _FAKE_LOCAL_PART.match(address):
        return Refusal(title="Invalid Resource", detail=f"{address} looks fake or invalid, please enter a real email address.")
    return signups_refusal(address) if address.lower() == TOO_MANY_LISTS else None


def signups_refusal(address: str) -> Refusal:
    """The refusal that passes by itself after minutes to days."""
    text = "has signed up to a lot of lists very recently; we're not allowing more signups for now"
    return Refusal(title="Invalid Resource", detail=f"{address} {text}")


def write(audience: Audience, address: str, item: Mapping[str, Any], now: int, manner: Manner) -> Member | Refusal:
    """Adds or changes the person; nothing is changed when refused.

    `now` becomes `last_changed` even where nothing differs. Nobody published that; our choice makes a caller hear its own writes.
    """
    member = audience.find(address)
    standing = member.standing if member else None
    asked = item.get("status") or (item.get("status_if_new") if standing in AS_IF_ABSENT else None)
    reached = next_standing(standing, asked)
    if isinstance(reached, No):
        return _refusal(reached, address)
    ask_required = not manner.skip_required and (standing in AS_IF_ABSENT or "merge_fields" in item)
    values, wrong = merged(audience.fields, member.values if member else (), item.get("merge_fields", {}), ask_required=ask_required)
    if wrong:
        return Refusal(title="Invalid Resource", detail="Your merge fields were invalid.", fields=wrong)
    member = member or audience.new_member(address, now)
    member.standing, member.values, member.changed = reached, values, now
    member.language = item.get("language", member.language)
    if "tags" in item:
        _tag(audience, member, item["tags"], sync=manner.sync_tags)
    audience.put(member)
    return member


def surprise(audience: Audience, member: Member) -> None:
    """They left in the very moment of the write; where they had been made to leave already, they bounced."""
    member.standing = Standing.CLEANED if member.standing in {Standing.UNSUBSCRIBED, Standing.LEFT} else Standing.LEFT
    audience.put(member)


def _tag(audience: Audience, member: Member, names: list[Any], *, sync: bool) -> None:
    before = () if sync else member.tags
    member.tags = tuple(dict.fromkeys([*before, *(str(name) for name in names)]))
    for name in member.tags:
        audience.tag_id(name)


def _refusal(reason: No, address: str) -> Refusal:
    return {
        No.COMPLIANCE: Refusal(
            title="Member In Compliance State",
            detail=f"{address} is in a compliance state due to unsubscribe, bounce, or compliance review and cannot be subscribed.",
        ),
        No.FORGOTTEN: Refusal(
            title="Forgotten Email Not Subscribed",
            detail=f"{address} was permanently deleted and cannot be re-imported. The contact must re-subscribe to get back on the list.",
        ),
        # Nobody published what a batch says here: our choice, in the words of the single call.
        No.NEEDS_STATUS: Refusal(
            title="Invalid Resource", detail=SEE_ERRORS, fields=[("status", "Required fields were not provided: status")]
        ),
    }[reason]


def _json_type(value: Any) -> str:
    return _JSON_TYPES.get(type(value), "unknown")
