"""Audiences and their fields, as the API shows them."""

from typing import Any

from mcsync.sandbox.audiences import Account, Audience
from mcsync.sandbox.member_view import timestamp
from mcsync.sandbox.words import MergeField


def audience_document(account: Account, audience: Audience) -> dict[str, Any]:
    """The list object. Its `stats` may be minutes old, as the real ones are."""
    return {
        "id": audience.id,
        "web_id": int(audience.id, 16) % 1_000_000,
        "name": audience.name,
        "contact": _CONTACT,
        "permission_reminder": "You asked for our newsletter.",
        "use_archive_bar": True,
        "campaign_defaults": {"from_name": account.name, "from_email": "news@courrier.example", "subject": "", "language": "fr"},
        "notify_on_subscribe": "",
        "notify_on_unsubscribe": "",
        "date_created": timestamp(_OPENED),
        "list_rating": 0,
        "email_type_option": False,
        "visibility": "prv",
        "double_optin": audience.double_optin,
        "has_welcome": False,
        "marketing_permissions": False,
        "modules": [],
        "stats": _stats(audience, account.clock()),
        "_links": [_link(account, "self", f"/lists/{audience.id}"), _link(account, "members", f"/lists/{audience.id}/members")],
    }


def field_document(account: Account, audience: Audience, field: MergeField) -> dict[str, Any]:
    """The merge field object."""
    return {
        "merge_id": field.id,
        "tag": field.tag,
        "name": field.name,
        "type": field.type,
        "required": field.required,
        "default_value": "",
        "public": False,
        "display_order": field.id + 1,
        "options": {"choices": list(field.choices)} if field.choices else {"size": 25},
        "help_text": "",
        "list_id": audience.id,
        "_links": [_link(account, "self", f"/lists/{audience.id}/merge-fields/{field.id}")],
    }


def account_document(account: Account) -> dict[str, Any]:
    """The API's root."""
    return {
        "account_id": "5a9db0c50123456789abcdef0",
        "login_id": "practice",
        "account_name": account.name,
        "email": "practice@courrier.example",
        "role": "owner",
        "member_since": timestamp(_OPENED),
        "contact": _CONTACT,
        "pro_enabled": False,
        "total_subscribers": sum(audience.count(account.clock()).get("subscribed", 0) for audience in account.present()),
        "_links": [_link(account, "self", "/"), _link(account, "lists", "/lists")],
    }


#: 1 September 2024, in seconds since 1970: when the practice account is said to have been opened.
_OPENED = 1_725_148_800
_CONTACT = {
    "company": "mcsync practice",
    "address1": "1 rue de la Poste",
    "address2": "",
    "city": "Lyon",
    "state": "",
    "zip": "69002",
    "country": "FR",
    "phone": "",
}


def _stats(audience: Audience, now: float) -> dict[str, Any]:
    counted = audience.count(now)
    return {
        "member_count": counted.get("subscribed", 0),
        "total_contacts": sum(number for status, number in counted.items() if status not in {"archived", "forgotten"}),
        "unsubscribe_count": counted.get("unsubscribed", 0),
        "cleaned_count": counted.get("cleaned", 0),
        "merge_field_count": len(audience.fields),
        "campaign_count": 0,
        "open_rate": 0,
        "click_rate": 0,
    }


def _link(account: Account, rel: str, path: str) -> dict[str, str]:
    return {"rel": rel, "href": f"{account.root}{path}", "method": "GET"}
