"""The calls about the account, its audiences, their fields and their webhooks."""

from typing import Any
from urllib.parse import urlsplit

from mcsync.sandbox.answers import DONE, NOT_FOUND, Answer, RefusedError, found, invalid, problem
from mcsync.sandbox.audience_view import account_document, audience_document, field_document
from mcsync.sandbox.calls import Call, shown
from mcsync.sandbox.merge_fields import TYPES
from mcsync.sandbox.webhooks import answers
from mcsync.sandbox.words import MergeField, member_key

#: Merge fields of one audience, and characters of a tag; Mailchimp's documentation.
_FIELDS_MAX, _TAG_MAX_LENGTH = 30, 10


def root(call: Call) -> Answer:
    """`GET /`."""
    return shown(call, account_document(call.account))


def ping(_call: Call) -> Answer:
    """`GET /ping`."""
    return found({"health_status": "Everything's Chimpy!"})


def lists(call: Call) -> Answer:
    """`GET /lists`."""
    audiences = list(call.account.present())
    page = [audience_document(call.account, audience) for audience in audiences[call.page()]]
    return shown(call, {"lists": page, "total_items": len(audiences), "_links": []})


def one_list(call: Call) -> Answer:
    """`GET /lists/{id}`."""
    return shown(call, audience_document(call.account, call.audience()))


def change_list(call: Call) -> Answer:
    """`PATCH /lists/{id}`: its name, and whether it asks for confirmation; anything else is refused, loudly."""
    audience, change = call.audience(), call.json()
    for name, kind in (("name", str), ("double_optin", bool)):
        if name in change and not isinstance(change[name], kind):
            raise RefusedError(invalid((name, f"Schema describes {kind.__name__}, another type found instead")))
    if unknown := set(change) - {"name", "double_optin"}:
        raise RefusedError(problem(501, "Not Emulated", f"The sandbox cannot change {', '.join(sorted(unknown))} of an audience."))
    audience.name, audience.double_optin = change.get("name", audience.name), change.get("double_optin", audience.double_optin)
    audience.profile_unsaved = True
    return one_list(call)


def merge_fields(call: Call) -> Answer:
    """`GET /lists/{id}/merge-fields`."""
    audience = call.audience()
    page = [field_document(call.account, audience, field) for field in audience.fields[call.page()]]
    return shown(call, {"merge_fields": page, "list_id": audience.id, "total_items": len(audience.fields), "_links": []})


def add_merge_field(call: Call) -> Answer:
    """`POST /lists/{id}/merge-fields`."""
    audience = call.audience()
    field = _new_field(call.json(), [field.tag for field in audience.fields])
    audience.fields.append(field)
    audience.profile_unsaved = True
    return shown(call, field_document(call.account, audience, field))


def webhooks(call: Call) -> Answer:
    """`GET /lists/{id}/webhooks`."""
    audience = call.audience()
    return shown(
        call, {"webhooks": list(audience.webhooks.values()), "list_id": audience.id, "total_items": len(audience.webhooks), "_links": []}
    )


def add_webhook(call: Call) -> Answer:
    """`POST /lists/{id}/webhooks`. The listener must answer; in which words Mailchimp says that it does not, nobody published."""
    audience, given = call.audience(), call.json()
    url = given.get("url")
    if not isinstance(url, str) or urlsplit(url).scheme not in {"http", "https"}:
        raise RefusedError(invalid(("url", "Please provide a valid URL.")))
    if not answers(url):
        raise RefusedError(invalid(("url", "We couldn't validate the URL: it must answer 200 to a GET.")))
    identity = member_key(f"{len(audience.webhooks)} {url}").hex()[:10]
    hook = {"id": identity, "url": url, "events": given.get("events", {}), "sources": given.get("sources", {}), "list_id": audience.id}
    audience.webhooks[identity] = hook
    audience.profile_unsaved = True
    return shown(call, hook)


def one_webhook(call: Call) -> Answer:
    """`GET /lists/{id}/webhooks/{webhook_id}`."""
    return shown(call, _webhook(call))


def delete_webhook(call: Call) -> Answer:
    """`DELETE /lists/{id}/webhooks/{webhook_id}`."""
    del call.audience().webhooks[_webhook(call)["id"]]
    call.audience().profile_unsaved = True
    return DONE


def _webhook(call: Call) -> dict[str, Any]:
    hook = call.audience().webhooks.get(call.captured[1])
    if not hook:
        raise RefusedError(NOT_FOUND)
    return hook


def _new_field(given: dict[str, Any], tags: list[str]) -> MergeField:
    """The field to add. Mailchimp makes a tag up where none is given: MMERGE and the field's number."""
    number, kind, options = len(tags) + 1, given.get("type"), given.get("options")
    tag = str(given.get("tag") or f"MMERGE{number}").upper()
    if not given.get("name") or kind not in TYPES or len(tag) > _TAG_MAX_LENGTH:
        raise RefusedError(invalid(("", "Required fields were not provided: name, type, and a tag of at most 10 characters")))
    if tag in tags:
        raise RefusedError(problem(400, "Invalid Resource", f'A Merge Field with the tag "{tag}" already exists for this list.'))
    if number > _FIELDS_MAX:
        raise RefusedError(problem(400, "Invalid Resource", f"Your list already has the maximum of {_FIELDS_MAX} merge fields."))
    choices = options.get("choices", ()) if isinstance(options, dict) else ()
    return MergeField(
        id=number, tag=tag, name=str(given["name"]), type=kind, required=given.get("required") is True, choices=tuple(map(str, choices))
    )
