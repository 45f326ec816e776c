"""The calls about the people of an audience, many to read and one to write."""

import orjson

from mcsync.sandbox.answers import DONE, Answer, HangsError, Refusal, RefusedError, found, invalid, problem
from mcsync.sandbox.audiences import Filter
from mcsync.sandbox.calls import Call, shown
from mcsync.sandbox.edits import Moment
from mcsync.sandbox.faults import Effect
from mcsync.sandbox.member_view import NAMES, member_document, member_json, tag_items
from mcsync.sandbox.standings import AS_IF_ABSENT
from mcsync.sandbox.words import ASKABLE_STATUSES, Standing
from mcsync.sandbox.writing import Manner, address_refusal, shape_errors, signups_refusal, surprise, write

#: 1 January 2010, in seconds since 1970: asked for changes since before that, Mailchimp hangs, say public threads.
_HANGS_BEFORE = 1_262_304_000


def members(call: Call) -> Answer:
    """`GET /lists/{id}/members`."""
    audience, selection, page = call.audience(), call.selection(), call.page()
    shown_members = audience.listing(_filter(call))
    rest = {"list_id": audience.id, "total_items": len(shown_members), "_links": []}
    names = selection.names_below("members", NAMES)
    if names is None:
        items = [orjson.loads(member_json(audience, member, call.account.root)) for member in shown_members[page]]
        answer = shown(call, {"members": items, **rest})
    else:
        listed = b",".join(member_json(audience, member, call.account.root, names) for member in shown_members[page])
        others = orjson.dumps(selection.apply(rest))[1:]
        head = b'{"members":[' + listed + b"]" if names else b"{"
        answer = Answer(body=head + (b"," if names and others != b"}" else b"") + others)
    if page.stop >= len(shown_members):
        call.edits.reach(call.account, Moment.AFTER_READ)
    return answer


def member(call: Call) -> Answer:
    """`GET /lists/{id}/members/{hash}`; archived ones too."""
    return shown(call, member_document(call.audience(), call.member(), call.account.root))


def add_member(call: Call) -> Answer:
    """`POST /lists/{id}/members`."""
    item = call.json()
    existing = call.audience().find(str(item.get("email_address")))
    if existing and existing.standing not in {*AS_IF_ABSENT, Standing.FORGOTTEN}:
        text = f"{item['email_address']} is already a list member. Use PUT to insert or update list members."
        raise RefusedError(problem(400, "Member Exists", text))
    if "status" not in item:
        raise RefusedError(invalid(("status", "Required fields were not provided: status")))
    return _written(call, None)


def put_member(call: Call) -> Answer:
    """`PUT /lists/{id}/members/{hash}`: adds or changes."""
    existing = call.audience().find(call.captured[1])
    return _written(call, existing.address if existing else None)


def patch_member(call: Call) -> Answer:
    """`PATCH /lists/{id}/members/{hash}`: changes."""
    return _written(call, call.member().address)


def archive(call: Call) -> Answer:
    """`DELETE /lists/{id}/members/{hash}`. Already archived: 405, as public threads tell."""
    gone = call.member()
    if gone.standing is Standing.ARCHIVED:
        raise RefusedError(problem(405, "Method Not Allowed", "This list member cannot be removed."))
    gone.standing, gone.changed = Standing.ARCHIVED, call.account.now()
    call.audience().put(gone)
    return DONE


def delete_permanently(call: Call) -> Answer:
    """`POST /lists/{id}/members/{hash}/actions/delete-permanent`."""
    gone = call.member()
    gone.standing, gone.changed = Standing.FORGOTTEN, call.account.now()
    gone.values, gone.tags, gone.language = (), (), ""
    call.audience().put(gone)
    return DONE


def tags(call: Call) -> Answer:
    """`GET /lists/{id}/members/{hash}/tags`."""
    items = tag_items(call.audience(), call.member())
    return shown(call, {"tags": items[call.page()], "total_items": len(items), "_links": []})


def change_tags(call: Call) -> Answer:
    """`POST /lists/{id}/members/{hash}/tags`."""
    changed, changes = call.member(), call.json().get("tags")
    if not isinstance(changes, list) or not all(isinstance(tag, dict) and {"name", "status"} <= set(tag) for tag in changes):
        raise RefusedError(invalid(("tags", "Required fields were not provided: tags, each with a name and a status")))
    for tag in changes:
        without = tuple(name for name in changed.tags if name != tag["name"])
        changed.tags = (*without, str(tag["name"])) if tag["status"] == "active" else without
        call.audience().tag_id(str(tag["name"]))
    changed.changed = call.account.now()
    call.audience().put(changed)
    return DONE


def _filter(call: Call) -> Filter:
    status = call.query.get("status") or None
    if status and status not in {*ASKABLE_STATUSES, "archived"}:
        raise RefusedError(invalid(("status", "Data presented is not one of the accepted values.")))
    since = call.moment("since_last_changed")
    if since is not None and since < _HANGS_BEFORE:
        raise HangsError
    return Filter(status=status, since=since, before=call.moment("before_last_changed"))


def _written(call: Call, known: str | None) -> Answer:
    """Writes the one person: `known` by the path, or else new with the address in the body."""
    audience, item = call.audience(), call.json()
    if wrong := shape_errors(item):
        raise RefusedError(invalid(*wrong))
    address = known or item.get("email_address")
    if not address:
        raise RefusedError(invalid(("", "Required fields were not provided: email_address")))
    if known and item.get("email_address", known).lower() != known.lower():
        raise RefusedError(problem(501, "Not Emulated", "The sandbox does not change a member's address."))
    effect = call.befallen([address]).get(address.lower())
    refusal = signups_refusal(address) if effect is Effect.SIGNUPS else address_refusal(address)
    written = refusal or write(audience, address, item, call.account.now(), Manner(skip_required=call.flag("skip_merge_validation")))
    if isinstance(written, Refusal):
        return written.as_answer()
    if effect is Effect.SURPRISE:
        surprise(audience, written)
    return found(member_document(audience, written, call.account.root))
