"""`POST /lists/{id}`: up to 500 people in one call, the main road."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from mcsync.sandbox.answers import Answer, Refusal, RefusedError, invalid
from mcsync.sandbox.audiences import Audience
from mcsync.sandbox.calls import Call
from mcsync.sandbox.faults import Effect
from mcsync.sandbox.member_view import member_json
from mcsync.sandbox.standings import AS_IF_ABSENT
from mcsync.sandbox.words import Member, Standing
from mcsync.sandbox.writing import Manner, address_refusal, shape_errors, signups_refusal, surprise, write

#: Members in one call, says Mailchimp's documentation.
MEMBERS_MAX = 500


@dataclass(slots=True, kw_only=True)
class _Batch:
    """A batch under way: how it writes, and what it has to say so far."""

    call: Call
    audience: Audience
    manner: Manner
    update_existing: bool
    new: list[bytes] = field(default_factory=list)
    updated: list[bytes] = field(default_factory=list)
    errors: list[dict[str, str]] = field(default_factory=list)

    def write(self, item: Mapping[str, Any], effect: Effect | None) -> None:
        """Writes one person and notes the answer."""
        address = item["email_address"]
        before = self.audience.find(address)
        fresh = (before.standing if before else None) in AS_IF_ABSENT
        written = self._refusal(address, before, effect) or write(self.audience, address, item, self.call.account.now(), self.manner)
        if effect is Effect.FORGET:
            return
        if isinstance(written, Refusal):
            self.errors.append(written.as_item(address))
            return
        if effect is Effect.SURPRISE:
            surprise(self.audience, written)
        (self.new if fresh else self.updated).append(member_json(self.audience, written, self.call.account.root))

    def _refusal(self, address: str, before: Member | None, effect: Effect | None) -> Refusal | None:
        if effect is Effect.SIGNUPS:
            return signups_refusal(address)
        if effect is Effect.ODD:
            return Refusal(title="Invalid Resource", detail=f"{address} cannot be added on a day like this.")
        if not self.update_existing and before and before.standing not in {Standing.ARCHIVED, Standing.FORGOTTEN}:
            return _exists(address)
        return address_refusal(address)

    def body(self) -> bytes:
        """The answer's bytes: the member objects are joined as they are, because parsing and dumping 1.7 MB would take longer than all the rest."""
        counts = {
            "errors": self.errors,
            "total_created": len(self.new),
            "total_updated": len(self.updated),
            "error_count": len(self.errors),
            "_links": [{"rel": "self", "href": f"{self.call.account.root}/lists/{self.audience.id}", "method": "POST"}],
        }
        new, updated = b",".join(self.new), b",".join(self.updated)
        body = b"".join((b'{"new_members":[', new, b'],"updated_members":[', updated, b"],", orjson.dumps(counts)[1:]))
        if "fields" in self.call.query or "exclude_fields" in self.call.query:
            return orjson.dumps(self.call.selection().apply(orjson.loads(body)))
        return body


def batch(call: Call) -> Answer:
    """Writes each of the members, or says why not: always 200 for an envelope in order."""
    audience, envelope = call.audience(), call.json()
    members = _members(envelope, call.fate.poisons)
    under_way = _Batch(
        call=call,
        audience=audience,
        manner=Manner(skip_required=call.flag("skip_merge_validation"), sync_tags=envelope.get("sync_tags") is True),
        update_existing=envelope.get("update_existing") is True,
    )
    befallen = call.befallen(item["email_address"] for item in members)
    seen: set[str] = set()
    for item in members:
        address = item["email_address"].lower()
        if address in seen:
            # The documentation of the switch says "saves the first occurrence"; what happens without it is not published: our choice.
            if not call.flag("skip_duplicate_check"):
                under_way.errors.append(_duplicate(item["email_address"]))
        elif befallen.get(address) is not Effect.FORGET_UNDONE:
            under_way.write(item, befallen.get(address))
            call.account.sent[address] += 1
        seen.add(address)
    return Answer(body=under_way.body())


def _members(envelope: Mapping[str, Any], poisons: frozenset[str]) -> Sequence[dict[str, Any]]:
    """The members of a batch. Answers 400 for the whole where the envelope is not in order."""
    members = envelope.get("members")
    if not isinstance(members, list) or not members:
        raise RefusedError(invalid(("members", "Required fields were not provided: members")))
    if len(members) > MEMBERS_MAX:
        raise RefusedError(invalid(("members", f"Schema describes at most {MEMBERS_MAX} items, {len(members)} found instead")))
    wrong = [error for place, item in enumerate(members) for error in _errors(item, place, poisons)]
    if wrong:
        raise RefusedError(invalid(*wrong))
    return members


def _errors(item: Any, place: int, poisons: frozenset[str]) -> list[tuple[str, str]]:
    where = f"members.item:{place}"
    wrong = shape_errors(item, f"{where}.")
    if not wrong and "email_address" not in item:
        return [(where, "Required fields were not provided: email_address")]
    if not wrong and item["email_address"].lower() in poisons:
        return [(where, "Data did not match any of the schemas described in anyOf.")]
    return wrong


def _exists(address: str) -> Refusal:
    text = "is already a list member, do you want to update? please provide update_existing:true in the request body"
    return Refusal(title="Member Exists", detail=f"{address} {text}", code="ERROR_CONTACT_EXISTS")


def _duplicate(address: str) -> dict[str, str]:
    return Refusal(title="Invalid Resource", detail=f"{address} was given more than once in this request.").as_item(address)
