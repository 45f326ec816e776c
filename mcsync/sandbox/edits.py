"""Edits behind the API's back: what people and other programs do in Mailchimp while a caller is busy. At once, or at a given moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from mcsync.errors import SettingsError
from mcsync.message import say
from mcsync.sandbox.audiences import Account, Audience
from mcsync.sandbox.merge_fields import merged
from mcsync.sandbox.webhooks import tell
from mcsync.sandbox.words import Standing

#: Takes the person out as if they had never been there.
ABSENT = "absent"


class Moment(Enum):
    """When an edit happens."""

    #: Right before a batch is carried out.
    BEFORE_BATCH = auto()
    #: Right after a listing has shown its last page.
    AFTER_READ = auto()


@dataclass(slots=True, kw_only=True)
class _Waiting:
    moment: Moment
    #: How many such moments are still to come, this one included.
    left: int
    list_id: str
    members: Sequence[Mapping[str, Any]]


class Edits:
    """The edits still waiting for their moment. Guarded by the account's lock."""

    def __init__(self) -> None:
        self._waiting: list[_Waiting] = []

    def wait(self, account: Account, list_id: str, members: Sequence[Mapping[str, Any]], when: Mapping[str, Any]) -> None:
        """Keeps an edit for `{"batch_call": n}` (before the n-th batch from now) or `{"after_read": true}`. Raises `SettingsError`."""
        _check(account, list_id, members)
        number = when.get("batch_call", 1)
        if set(when) not in ({"batch_call"}, {"after_read"}) or not isinstance(number, int) or number < 1:
            raise SettingsError(say("“when” is {when}. Write batch_call with a number from 1, or after_read.", when=dict(when)))
        moment = Moment.BEFORE_BATCH if "batch_call" in when else Moment.AFTER_READ
        self._waiting.append(_Waiting(moment=moment, left=number, list_id=list_id, members=members))

    def reach(self, account: Account, moment: Moment) -> None:
        """Makes the edits whose moment has come."""
        for edit in [edit for edit in self._waiting if edit.moment is moment]:
            edit.left -= 1
            if not edit.left:
                self._waiting.remove(edit)
                edit_now(account, edit.list_id, edit.members)


def edit_now(account: Account, list_id: str, members: Sequence[Mapping[str, Any]]) -> None:
    """Puts people where the edits say, whatever the API's rules. Raises `SettingsError`, and then has changed nothing."""
    audience = _check(account, list_id, members)
    for edit in members:
        if edit.get("status") == ABSENT:
            audience.remove(edit["email_address"])
        else:
            _put(audience, edit, account.now())
            tell(account, "user" if edit.get("unsubscribed_by") == "self" else "admin")


def _put(audience: Audience, edit: Mapping[str, Any], now: int) -> None:
    member = audience.find(edit["email_address"]) or audience.new_member(edit["email_address"], now)
    if "status" in edit:
        by_themselves = edit["status"] == "unsubscribed" and edit.get("unsubscribed_by") == "self"
        member.standing = Standing.LEFT if by_themselves else Standing(edit["status"])
    member.values, _ = merged(audience.fields, member.values, edit.get("merge_fields", {}), ask_required=False)
    member.language = edit.get("language", member.language)
    member.changed = now
    audience.put(member)


def _check(account: Account, list_id: str, members: Sequence[Mapping[str, Any]]) -> Audience:
    known = {ABSENT, *Standing}
    if list_id not in account.audiences:
        raise SettingsError(say("The sandbox has no audience {id}. It has {ids}.", id=list_id, ids=", ".join(account.audiences)))
    for edit in members:
        if (
            not isinstance(edit.get("email_address"), str)
            or edit.get("status", ABSENT) not in known
            or edit.get("unsubscribed_by") not in {None, "self", "admin"}
        ):
            raise SettingsError(
                say(
                    "An edit needs email_address, a status among {known}, and self or admin as unsubscribed_by.",
                    known=", ".join(sorted(known)),
                )
            )
    return account.audiences[list_id]
