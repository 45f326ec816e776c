"""Where mcsync keeps its files, and how the practice account is found again.

Everything lies in one data folder: `data/` beside the code, or the folder that the environment variable `MCSYNC_DATA` names.
"""

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from mcsync.errors import McsyncError, SettingsError
from mcsync.message import say
from mcsync.parsing import mailchimp_key, mailchimp_url

#: The folder that holds app.py and the package; child programs run in it.
ROOT = Path(__file__).resolve().parent.parent

#: Names inside the data folder.
SAMPLE_SHOP = "sample_shop.sqlite"
SANDBOX_STATE = "sandbox.json"
PRACTICE = "practice.json"
LOCK = "supervisor.lock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """How to reach the stand-in for Mailchimp that runs on this machine."""

    #: Its root, like Mailchimp's own: `http://127.0.0.1:8025/3.0`.
    url: str
    #: Of a real key's shape, and good for nothing else; kept as carefully all the same.
    key: str = field(repr=False)


def data_folder(environment: Mapping[str, str]) -> Path:
    """The data folder, made when it is missing. Raises `SettingsError` when that cannot be done."""
    folder = Path(environment.get("MCSYNC_DATA", "").strip() or ROOT / "data").expanduser().resolve()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(
            say("The data folder {folder} cannot be made: {why}. Choose another with MCSYNC_DATA.", folder=folder, why=error.strerror)
        ) from error
    return folder


def read_practice(folder: Path) -> Practice | None:
    """The practice account that was started last; None when there is none, or its file is damaged."""
    try:
        kept = json.loads((folder / PRACTICE).read_text(encoding="utf-8"))
        return practice(kept["url"], kept["key"])
    except (OSError, ValueError, TypeError, KeyError, AttributeError, McsyncError):
        return None


def write_practice(folder: Path, account: Practice) -> None:
    """Replaces the file in one step, readable by its owner only: a reader sees the old account or the new one."""
    # mkstemp makes the file with mode 0600.
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=f".{PRACTICE}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(asdict(account), file)
        Path(temporary).replace(folder / PRACTICE)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise


def practice(url: str, key: str) -> Practice:
    """The account, when both look as they should. Raises `SettingsError`: a key must never go elsewhere than to this machine."""
    if not (url.strip() and key.strip()):
        raise SettingsError(say("The practice account has no address or no key. Start mcsync again."))
    return Practice(url=mailchimp_url(url.strip()), key=mailchimp_key(key.strip()))
