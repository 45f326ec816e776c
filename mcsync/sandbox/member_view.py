"""Full member objects, as the API shows them: some 3.4 kB each, so they are filled into bytes prepared once an audience.

A batch of 500 answers with 1.7 MB; building that from dictionaries would make the sandbox, not the program that is tried
on it, the slow one.
"""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import orjson

from mcsync.sandbox.audiences import Audience
from mcsync.sandbox.words import SHOWN_STATUS, Member, Standing, member_key

_SCHEMA = "https://us1.api.mailchimp.com/schema/3.0/Definitions/Lists/Members"

#: rel, method, what follows the member's own path, which schema it names.
_LINKS = (
    ("self", "GET", "", "Response"),
    ("parent", "GET", None, "CollectionResponse"),
    ("update", "PATCH", "", "Response"),
    ("upsert", "PUT", "", "Response"),
    ("delete", "DELETE", "", ""),
    ("activity", "GET", "/activity", "Activity/Response"),
    ("goals", "GET", "/goals", "Goals/Response"),
    ("notes", "GET", "/notes", "Notes/CollectionResponse"),
    ("events", "POST", "/events", "Events/POST"),
    ("tags", "GET", "/tags", "Tags/CollectionResponse"),
    ("delete_permanent", "POST", "/actions/delete-permanent", ""),
)

#: Name → the JSON of its value, where `%(…)b` is filled in for each member.
_VALUES: dict[str, str] = {
    "id": '"%(id)b"',
    "email_address": "%(address)b",
    "unique_email_id": '"%(unique)b"',
    "contact_id": '"%(contact)b"',
    "full_name": "%(full_name)b",
    "web_id": "%(web_id)b",
    "email_type": '"html"',
    "status": "%(status)b",
    "consents_to_one_to_one_messaging": "true",
    "merge_fields": "%(merge_fields)b",
    "interests": "{}",
    "stats": '{"avg_open_rate":0,"avg_click_rate":0}',
    "ip_signup": '""',
    "timestamp_signup": '""',
    "ip_opt": '"203.0.113.7"',
    "timestamp_opt": '"%(created)b"',
    "member_rating": "2",
    "last_changed": '"%(changed)b"',
    "language": "%(language)b",
    "vip": "false",
    "email_client": '""',
    "location": '{"latitude":0,"longitude":0,"gmtoff":0,"dstoff":0,"country_code":"","timezone":"","region":""}',
    "source": '"API - Generic"',
    "tags_count": "%(tags_count)b",
    "tags": "%(tags)b",
    "list_id": '"%(list)b"',
    "_links": "%%links%%",
}

#: Names of a member object that every member has (`unsubscribe_reason` comes with `status`).
NAMES = frozenset(_VALUES)

#: What the API says of people who were unsubscribed, by who did it.
_REASONS = {
    Standing.UNSUBSCRIBED: b',"unsubscribe_reason":"N/A (Unsubscribed by an admin)"',
    Standing.LEFT: b',"unsubscribe_reason":"NORMAL"',
}
_STATUS = {standing: orjson.dumps(shown) + _REASONS.get(standing, b"") for standing, shown in SHOWN_STATUS.items()}


def member_json(audience: Audience, member: Member, root: str, names: frozenset[str] = NAMES) -> bytes:
    """The member object, or the named parts of it."""
    key = member_key(member.address)
    merged = dict(zip((field.tag for field in audience.fields), member.values, strict=False))
    for late in audience.fields[len(member.values) :]:
        merged[late.tag] = ""
    return _template(root, audience.id, names) % {
        b"id": key.hex().encode(),
        b"address": orjson.dumps(member.address),
        b"unique": hashlib.md5(key, usedforsecurity=False).hexdigest()[:10].encode(),
        b"contact": audience.contact_key(key).hex().encode(),
        b"full_name": orjson.dumps(f"{merged.get('FNAME', '')} {merged.get('LNAME', '')}".strip()),
        b"web_id": b"%d" % (500_000_000 + member.number),
        b"status": _STATUS[member.standing],
        b"merge_fields": orjson.dumps(merged),
        b"created": timestamp(member.created).encode(),
        b"changed": timestamp(member.changed).encode(),
        b"language": orjson.dumps(member.language),
        b"tags_count": b"%d" % len(member.tags),
        b"tags": orjson.dumps(tag_items(audience, member)) if member.tags else b"[]",
    }


def member_document(audience: Audience, member: Member, root: str) -> dict[str, Any]:
    """The member object as Python data."""
    document: dict[str, Any] = orjson.loads(member_json(audience, member, root))
    return document


def tag_items(audience: Audience, member: Member) -> list[dict[str, Any]]:
    """The member's tags as the API shows them."""
    return [{"id": audience.tag_id(name), "name": name} for name in member.tags]


@lru_cache(maxsize=10_000)
def timestamp(seconds: int) -> str:
    """Seconds since 1970 as the API writes a time: `2026-11-23T12:00:00+00:00`."""
    return datetime.fromtimestamp(seconds, tz=UTC).isoformat(timespec="seconds")


@lru_cache(maxsize=1000)
def _template(root: str, list_id: str, names: frozenset[str]) -> bytes:
    chosen: Iterable[str] = (f'"{name}":{value}' for name, value in _VALUES.items() if name in names)
    text = "{" + ",".join(chosen) + "}"
    return text.replace("%(list)b", list_id).replace("%%links%%", _links(root, list_id)).encode()


def _links(root: str, list_id: str) -> str:
    members = f"{root}/lists/{list_id}/members"
    links = []
    for rel, method, rest, schema in _LINKS:
        link = {"rel": rel, "href": members if rest is None else f"{members}/%(id)b{rest}", "method": method}
        if schema:
            link["targetSchema"] = f"{_SCHEMA}/{schema}.json"
        if rest is None:
            link["schema"] = "https://us1.api.mailchimp.com/schema/3.0/Paths/Lists/Members/Collection.json"
        links.append(link)
    return orjson.dumps(links).decode()
