"""Settings as a file: to keep, or to carry to another machine. Secrets are never in it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from mcsync.errors import SettingsError
from mcsync.message import say
from mcsync.parsing import shown
from mcsync.settings import SETTINGS, known_setting

#: What the file says of itself; another number is another form.
FORM = 1
#: Characters of a file that is read; the longest list of exclusions is far from it.
LENGTH_MAX = 2_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What a file changes on this machine."""

    #: Setting → its new text; empty: the default.
    texts: Mapping[str, str]
    #: Settings that the environment fixes here, so the file's are not used.
    passed_over: tuple[str, ...]


def write(stored: Mapping[str, str], *, now: float) -> str:
    """The file: every setting that is no secret, by name, as typed; empty where none is stored."""
    texts = {name: stored.get(name, "") for name, setting in SETTINGS.items() if not setting.secret}
    written = datetime.fromtimestamp(now, UTC).isoformat(timespec="seconds")
    return json.dumps({"mcsync_settings": FORM, "written": written, "settings": texts}, ensure_ascii=False, indent=2) + "\n"


def read(text: str, *, fixed: frozenset[str], stored: Mapping[str, str]) -> Restored:
    """What a file changes of the `stored` settings. Raises `SettingsError` when it is no such file, or holds what it must not."""
    settings = _settings(text)
    for name in settings:
        if known_setting(name).secret:
            raise SettingsError(say("The file holds the secret “{name}”. Take it out, and enter it on its own page.", name=name))
    passed_over = tuple(name for name in settings if name in fixed)
    changed = {name: value for name, value in settings.items() if name not in fixed and value.strip() != stored.get(name, "")}
    return Restored(texts=changed, passed_over=passed_over)


def _settings(text: str) -> dict[str, str]:
    body = _json(text)
    found = body.get("settings") if isinstance(body, dict) and body.get("mcsync_settings") == FORM else None
    if not isinstance(found, dict) or not found:
        raise _no_file()
    wrong = [name for name, value in found.items() if not isinstance(value, str)]
    if wrong:
        raise SettingsError(say("The value of “{name}” in the file is not a text. Nothing was changed.", name=shown(wrong[0])))
    return found


def _json(text: str) -> Any:
    if len(text) > LENGTH_MAX:
        raise _no_file()
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise _no_file() from None


def _no_file() -> SettingsError:
    return SettingsError(say("This is not a file of mcsync's settings. Choose one that was saved on this page, or by `settings export`."))
