"""What the pages say of a run, a contact and a row, in the reader's language. The tables of words are in `mcsync/words.py`."""

from mcsync.message import Message, say
from mcsync.outcome import Outcome, RunKind
from mcsync.selection import REASON, REASON_NAMES, SkipReason
from mcsync.service import RunView
from mcsync.ui.language import plain
from mcsync.words import (
    BATCH_STATES,
    CONSENTS,
    CONSENTS_AT_LENGTH,
    EFFECT_NAMES,
    EFFECTS,
    GONE,
    INTENTS,
    KINDS,
    ORIGINS,
    OUTCOMES,
    REQUESTS,
    STATES,
    STATUSES,
)

__all__ = [
    "BATCH_STATES",
    "CONSENTS",
    "CONSENTS_AT_LENGTH",
    "EFFECTS",
    "EFFECT_NAMES",
    "GONE",
    "INTENTS",
    "KINDS",
    "ORIGINS",
    "OUTCOMES",
    "REQUESTS",
    "STATES",
    "STATUSES",
    "UPLOADING",
    "outcome",
    "reason",
    "reason_name",
    "share_done",
    "state",
]

#: Streamlit's field for files speaks English only, so what its words mean stands under it.
UPLOADING = say("Press “Upload” to choose the file, or drag it onto the field.")


def state(run: RunView) -> str:
    """Where a run stands, in words; what was asked of it comes first."""
    return plain(REQUESTS[run.request] if run.request and run.live else STATES[run.state])


def outcome(kind: str, found: str) -> Message:
    """What became of a contact in a run of this kind."""
    return say("nothing was sent") if kind == RunKind.DRY_RUN else OUTCOMES[Outcome(found)]


def reason(code: str) -> str:
    """Why rows are skipped, in words."""
    return plain(REASON[SkipReason(code)])


def reason_name(code: str) -> str:
    """The same in a word or two."""
    return plain(REASON_NAMES[SkipReason(code)])


def share_done(run: RunView) -> float:
    """From 0 to 1."""
    return min(1.0, run.settled / run.to_send) if run.to_send else 0.0
