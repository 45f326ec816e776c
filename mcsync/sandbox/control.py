"""Control of a running sandbox, from Python and under `/_sandbox/`: outside the API, and never refused by a fault."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson

from mcsync.errors import SettingsError
from mcsync.message import say
from mcsync.sandbox.answers import Answer, found, problem, unknown
from mcsync.sandbox.desk import Desk, Request
from mcsync.sandbox.edits import edit_now
from mcsync.sandbox.faults import parse_fault
from mcsync.sandbox.practice import NEWSLETTER

#: Where control's paths begin.
CONTROL = "/_sandbox"


class Control:
    """What tests and other programs can see and change behind the API's back."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def stats(self) -> dict[str, Any]:
        """`{"calls", "by_path", "batch_calls", "in_flight", "max_in_flight", "over_limit", "members_received"}`.

        `calls` are those of the API, refused ones included; `over_limit` those refused for being too many at once;
        `members_received` the members of carried-out batches, repeats included.
        """
        desk = self.desk
        with desk.account.lock:
            return {
                "calls": sum(desk.by_path.values()),
                "by_path": dict(desk.by_path),
                "batch_calls": desk.by_path["POST /lists/*"],
                "in_flight": desk.slots.in_flight,
                "max_in_flight": desk.slots.max_in_flight,
                "over_limit": desk.slots.refused,
                "members_received": sum(desk.account.sent.values()),
            }

    def sent(self) -> dict[str, int]:
        """How often each address, in lower case, was carried out in a batch."""
        with self.desk.account.lock:
            return dict(self.desk.account.sent)

    def order_faults(self, *faults: str) -> None:
        """Replaces all faults, and counts calls from 1 again: `"batch:500@1"` is the next batch. Raises `SettingsError`."""
        self.desk.fates.order([parse_fault(fault) for fault in faults])

    def hold(self, *, after: int = 0) -> None:
        """Lets `after` more batches pass, and holds those behind them, each in its connection, until `let_go`."""
        self.desk.gate.close(after)

    def let_go(self) -> None:
        """Batches that are held go on, and none is held any longer."""
        self.desk.gate.open()

    def edit_members(self, members: Sequence[Mapping[str, Any]], list_id: str = NEWSLETTER, when: Mapping[str, Any] | None = None) -> None:
        """Changes people as somebody in Mailchimp would: `{"email_address", "status", "unsubscribed_by", "language", "merge_fields"}`.

        Status may also be `archived`, `forgotten` or `absent`; unsubscribed without `unsubscribed_by: "self"` is by an admin.
        At once, or later: see `Edits.wait`. Raises `SettingsError`.
        """
        with self.desk.account.lock:
            if when:
                self.desk.edits.wait(self.desk.account, list_id, members, when)
            else:
                edit_now(self.desk.account, list_id, members)

    def members(self, list_id: str = NEWSLETTER) -> dict[str, dict[str, Any]]:
        """Everybody in the audience, archived and forgotten too: address → `{"status", "unsubscribed_by", "language", "merge_fields", "tags"}`.

        `unsubscribed_by` is `"self"`, `"admin"` or None. Raises `SettingsError` for an unknown audience.
        """
        with self.desk.account.lock:
            edit_now(self.desk.account, list_id, [])
            audience = self.desk.account.audiences[list_id]
            return {member.address: audience.dump(member) for member in audience.members.values()}

    def revoke_key(self, *, revoke: bool = True) -> None:
        """Makes every call of the API answer 401, or no longer."""
        with self.desk.account.lock:
            self.desk.account.key_revoked = revoke

    def delete_audience(self, list_id: str = NEWSLETTER, *, delete: bool = True) -> None:
        """Deletes an audience, or brings it back as it was. Raises `SettingsError` for an unknown one."""
        with self.desk.account.lock:
            edit_now(self.desk.account, list_id, [])
            audience = self.desk.account.audiences[list_id]
            audience.deleted, audience.profile_unsaved = delete, True


def control(steering: Control, request: Request) -> Answer:
    """The answer to a call under `/_sandbox/`. The key must be right; a revoked one will do."""
    if not steering.desk.knows(request.authorization):
        return problem(401, "API Key Invalid", "Control of the sandbox needs its key.")
    verb = _VERBS.get((request.method, request.path.removeprefix(CONTROL)))
    if not verb:
        return unknown(request.method, request.path)
    try:
        body = orjson.loads(request.body) if request.body else {}
        return found(verb(steering, body, request.query))
    except SettingsError as error:
        return problem(400, "Invalid Resource", str(error))
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
        return problem(400, "Invalid Resource", f"The body is not what this call needs: {error!r}")


def _faults(steering: Control, body: Any, _query: Mapping[str, str]) -> dict[str, Any]:
    if not isinstance(body, list):
        raise SettingsError(say("Send a list of faults, such as [“batch:500@1”]; an empty one ends them all."))
    steering.order_faults(*map(str, body))
    return {"faults": body}


def _hold(steering: Control, body: Any, _query: Mapping[str, str]) -> dict[str, Any]:
    steering.hold(after=int(body.get("after", 0)))
    return {"held": True}


def _let_go(steering: Control, _body: Any, _query: Mapping[str, str]) -> dict[str, Any]:
    steering.let_go()
    return {"held": False}


def _edit(steering: Control, body: Any, _query: Mapping[str, str]) -> dict[str, Any]:
    steering.edit_members(body["members"], body.get("list_id", NEWSLETTER), body.get("when"))
    return {"edited": len(body["members"])}


def _revoke(steering: Control, body: Any, _query: Mapping[str, str]) -> dict[str, Any]:
    steering.revoke_key(revoke=bool(body["revoke"]))
    return {"revoked": bool(body["revoke"])}


def _delete(steering: Control, body: Any, _query: Mapping[str, str]) -> dict[str, Any]:
    steering.delete_audience(body.get("list_id", NEWSLETTER), delete=bool(body["delete"]))
    return {"deleted": bool(body["delete"])}


_VERBS: Mapping[tuple[str, str], Callable[[Control, Any, Mapping[str, str]], Any]] = {
    ("GET", "/stats"): lambda steering, _body, _query: steering.stats(),
    ("GET", "/sent"): lambda steering, _body, _query: steering.sent(),
    ("GET", "/members"): lambda steering, _body, query: steering.members(query.get("list_id", NEWSLETTER)),
    ("POST", "/faults"): _faults,
    ("POST", "/hold"): _hold,
    ("POST", "/let-go"): _let_go,
    ("POST", "/members"): _edit,
    ("POST", "/key"): _revoke,
    ("POST", "/audience"): _delete,
}
