"""Mailchimp's JSON to our words and back. Answers are hostile until they are through here."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mcsync.address import canonical
from mcsync.batching import Road
from mcsync.contact import Contact, FieldValue, MemberStatus
from mcsync.errors import AddressError, MailchimpUnavailableError
from mcsync.fields import cut

#: One JSON object.
Json = dict[str, Any]

_STATUSES: Mapping[str, MemberStatus] = {status.value: status for status in MemberStatus if status is not MemberStatus.FORGOTTEN}
#: Characters of one text that we keep: an address has at most 254, and longer explanations explain nothing more.
TEXT_MAX_LENGTH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Whose key it is."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """One audience; the API says “list”."""

    id: str
    name: str
    double_optin: bool
    #: Cached by Mailchimp for five minutes and more: to show, never to count by.
    members: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeField:
    """One field of an audience."""

    tag: str
    name: str
    #: text, number, address, phone, date, url, imageurl, radio, dropdown, birthday or zip.
    type: str
    required: bool
    #: What a field of the type radio or dropdown may be.
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One person as an audience has them."""

    #: Canonical.
    address: str
    #: As Mailchimp writes it.
    email: str
    status: MemberStatus
    language: str = ""
    fields: Mapping[str, FieldValue] = field(default_factory=dict)
    #: ISO 8601, as Mailchimp gives it; empty when absent.
    changed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """Somebody who is told when something happens in an audience."""

    id: str
    url: str


def account(body: Json) -> Account:
    """From `GET /`."""
    return Account(id=_text(body, "account_id"), name=_text(body, "account_name"))


def audience(body: Json) -> Audience:
    """From one item of `GET /lists`."""
    stats = body.get("stats")
    count = stats.get("member_count") if isinstance(stats, dict) else 0
    return Audience(
        id=_text(body, "id"),
        name=_text(body, "name"),
        double_optin=body.get("double_optin") is True,
        members=count if isinstance(count, int) else 0,
    )


def merge_field(body: Json) -> MergeField:
    """From one item of `GET /lists/{list_id}/merge-fields`."""
    options = body.get("options")
    choices = options.get("choices") if isinstance(options, dict) else None
    return MergeField(
        tag=_text(body, "tag"),
        name=_text(body, "name"),
        type=_text(body, "type"),
        required=body.get("required") is True,
        choices=tuple(choice for choice in choices if isinstance(choice, str)) if isinstance(choices, list) else (),
    )


def webhook(body: Json) -> Webhook:
    """From one item of `GET /lists/{list_id}/webhooks`."""
    return Webhook(id=_text(body, "id"), url=_text(body, "url"))


def wanted(url: str) -> Json:
    """The body of `POST /lists/{list_id}/webhooks`: all that concerns people, by other hands than ours."""
    events = dict.fromkeys(("subscribe", "unsubscribe", "profile", "cleaned", "upemail"), True)
    return {"url": url, "events": {**events, "campaign": False}, "sources": {"user": True, "admin": True, "api": False}}


def member(body: Json, tags: Collection[str]) -> Member:
    """From one member object; of its merge fields those of `tags`."""
    email = _text(body, "email_address")
    return Member(
        address=same_address(email),
        email=email,
        status=status_of(body),
        language=_text(body, "language"),
        fields=_merge_values(body.get("merge_fields"), tags),
        changed=_text(body, "last_changed"),
    )


def batch(contacts: Sequence[Contact], road: Road, tags: Sequence[str] = ()) -> Json:
    """The body of `POST /lists/{list_id}`. `tags` are added to whoever does not leave; nobody loses one."""
    return {"members": [_outgoing(contact, tags) for contact in contacts], "update_existing": road is not Road.ADD, "sync_tags": False}


def _outgoing(contact: Contact, tags: Sequence[str]) -> Json:
    body: Json = {"email_address": contact.address, "merge_fields": dict(contact.fields)}
    if tags and contact.status is not MemberStatus.UNSUBSCRIBED:
        body["tags"] = list(tags)
    if contact.language:
        body["language"] = contact.language
    # Without a status an existing member keeps theirs. The published schema does not demand one; nobody published what
    # happens to an absent member then, so that road is only taken for members we know.
    if contact.status is not None:
        body["status"] = contact.status.value
    return body


def items(body: Json, name: str) -> list[Json]:
    """A list of objects; anything else is a broken answer."""
    found = body.get(name)
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise MailchimpUnavailableError
    return found


def total(body: Json) -> int:
    """How many items there are on all pages."""
    found = body.get("total_items")
    if type(found) is not int or found < 0:
        raise MailchimpUnavailableError
    return found


def same_address(email: str) -> str:
    """The canonical form; an address that Mailchimp has and we would refuse stays as it is, lower-cased."""
    try:
        return canonical(email)
    except AddressError:
        return email.strip().lower()


def status_of(body: Json) -> MemberStatus:
    """Of a member object."""
    return status_named(body.get("status"))


def status_named(found: object) -> MemberStatus:
    """The status of this name; one we do not know is taken for one that must be left alone."""
    return _STATUSES.get(cleaned(found), MemberStatus.ARCHIVED)


def _merge_values(values: object, tags: Collection[str]) -> dict[str, FieldValue]:
    if not isinstance(values, dict):
        return {}
    return {tag: _merge_value(values[tag]) for tag in sorted(tags) if values.get(tag)}


def _merge_value(value: object) -> FieldValue:
    """An address is an object of texts; its empty parts say nothing."""
    if isinstance(value, dict):
        return {str(part): cut(str(text)) for part, text in sorted(value.items()) if text}
    return cut(str(value))


def _text(body: Json, name: str) -> str:
    return cleaned(body.get(name))


def cleaned(found: object) -> str:
    """Empty for anything but a text. What cannot be shown is replaced, not dropped: dropping it could make another's address of this one."""
    kept = found.strip()[:TEXT_MAX_LENGTH] if isinstance(found, str) else ""
    return kept if kept.isprintable() else "".join(letter if letter.isprintable() else "\ufffd" for letter in kept)
