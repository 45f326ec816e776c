"""The state file: everything a sandbox must know again after a restart.

One JSON value a line, where a later line replaces an earlier one, so that saving costs what has changed and not the
million that has not. Written anew on loading and on a clean end; a line torn by a crash is dropped then.
"""

import os
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import orjson

from mcsync.errors import SettingsError
from mcsync.message import say
from mcsync.sandbox.audiences import Account, Audience
from mcsync.sandbox.practice import ACCOUNT_NAME
from mcsync.sandbox.words import Member, MergeField, Standing

#: Seconds between two savings: what a crash may cost at most.
_EVERY = 1.0


def load(path: Path, clock: Callable[[], float]) -> Account | None:
    """The account as it was saved, or None where the file is not there yet. Raises `SettingsError` for a file that is no state file."""
    try:
        lines = path.read_bytes().splitlines(keepends=True)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _unreadable(path, 0) from error
    account = Account(key="", name=ACCOUNT_NAME, clock=clock)
    for number, line in enumerate(lines, start=1):
        try:
            _read(account, orjson.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            if number < len(lines) or line.endswith(b"\n"):
                raise _unreadable(path, number) from error
    if not account.key:
        raise _unreadable(path, len(lines))
    for audience in account.audiences.values():
        audience.happened.clear()
    return account


class Keeper:
    """Saves an account once a second, as long as anything has changed."""

    def __init__(self, account: Account, path: Path) -> None:
        self._account, self._path = account, path
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="sandbox-keeper", daemon=True)
        self._revoked = account.key_revoked

    def start(self) -> None:
        """Writes the file anew, and keeps it from now on. Raises `SettingsError` where it cannot be written."""
        for audience in self._account.audiences.values():
            audience.unsaved = set()
        self._save_whole()
        self._thread.start()

    def stop(self) -> None:
        """Writes the file anew, for the last time."""
        self._ending.set()
        self._thread.join()
        self._save_whole()

    def _keep(self) -> None:
        intact = True
        while not self._ending.wait(_EVERY):
            intact = self._saved(intact=intact)

    def _saved(self, *, intact: bool) -> bool:
        """Adds the changes to the file. Where that failed before, it may have ended in mid-line: then everything is written anew."""
        try:
            if intact:
                self._append()
            else:
                self._save_whole()
        except (OSError, SettingsError):
            return False
        return True

    def _append(self) -> None:
        with self._account.lock:
            lines = list(self._changes())
        if lines:
            with self._path.open("ab") as file:
                file.writelines(lines)

    def _changes(self) -> Iterator[bytes]:
        if self._revoked != self._account.key_revoked:
            self._revoked = self._account.key_revoked
            yield _line(_head(self._account))
        for audience in self._account.audiences.values():
            if audience.profile_unsaved:
                audience.profile_unsaved = False
                yield _line(_profile(audience))
            changed, audience.unsaved = audience.unsaved or set(), set()
            for key in changed:
                member = audience.members.get(key)
                yield _line(_row(audience, member) if member else [audience.id, key.hex()])

    def _save_whole(self) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            # mkstemp makes the file readable for its owner only: it holds a key and addresses.
            handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=self._path.name, suffix=".new")
            self._fill(handle, Path(name))
        except OSError as error:
            raise _unreadable(self._path, 0) from error

    def _fill(self, handle: int, new: Path) -> None:
        try:
            with os.fdopen(handle, "wb") as file, self._account.lock:
                file.writelines(_whole(self._account))
            new.replace(self._path)
        finally:
            new.unlink(missing_ok=True)


def _whole(account: Account) -> Iterator[bytes]:
    yield _line(_head(account))
    for audience in account.audiences.values():
        audience.profile_unsaved, audience.unsaved = False, set()
        yield _line(_profile(audience))
        yield from (_line(_row(audience, member)) for member in audience.members.values())


def _line(value: object) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE)


def _head(account: Account) -> dict[str, Any]:
    return {"key": account.key, "revoked": account.key_revoked}


def _profile(audience: Audience) -> dict[str, Any]:
    fields = [asdict(field) for field in audience.fields]
    named = {"id": audience.id, "name": audience.name, "double_optin": audience.double_optin, "deleted": audience.deleted}
    return {"audience": {**named, "webhooks": audience.webhooks, "tags": audience.tags, "fields": fields}}


def _row(audience: Audience, member: Member) -> list[Any]:
    row = [audience.id, member.number, member.address, member.standing, member.language]
    return [*row, member.values, member.tags, member.created, member.changed]


def _read(account: Account, line: Any) -> None:
    if isinstance(line, list):
        _read_member(account.audiences[line[0]], line[1:])
    elif "audience" in line:
        _read_profile(account, line["audience"])
    else:
        account.key, account.key_revoked = line["key"], line["revoked"]


def _read_profile(account: Account, profile: dict[str, Any]) -> None:
    fields = [MergeField(**{**field, "choices": tuple(field["choices"])}) for field in profile.pop("fields")]
    audience = account.audiences.setdefault(profile["id"], Audience(id=profile["id"], name=""))
    audience.fields = fields
    for name, value in profile.items():
        setattr(audience, name, value)


def _read_member(audience: Audience, row: list[Any]) -> None:
    if len(row) == 1:
        audience.members.pop(bytes.fromhex(row[0]), None)
        return
    number, address, standing, language, values, tags, created, changed = row
    read = Member(
        number=number, address=address, standing=Standing(standing), language=language,
        values=tuple(values), tags=tuple(tags), created=created, changed=changed,
    )  # fmt: skip
    audience.put(read)


def _unreadable(path: Path, line: int) -> SettingsError:
    return SettingsError(
        say("The sandbox's state file {path} cannot be used (line {line}). Move it away to start afresh.", path=path, line=line)
    )
