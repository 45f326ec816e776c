"""Which status a write leads to: one table, keyed by where the person stands and what is asked."""

from collections.abc import Mapping
from enum import Enum, auto

from mcsync.sandbox.words import ASKABLE_STATUSES, Standing


class No(Enum):
    """Why a status cannot be reached."""

    #: They left or bounced: only they can come back.
    COMPLIANCE = auto()
    #: Permanently deleted.
    FORGOTTEN = auto()
    #: Nobody to keep the status of, and none given.
    NEEDS_STATUS = auto()


_S, _P, _T = Standing.SUBSCRIBED, Standing.PENDING, Standing.TRANSACTIONAL
_U, _L, _C = Standing.UNSUBSCRIBED, Standing.LEFT, Standing.CLEANED
_ASKED = (None, "subscribed", "pending", "transactional", "unsubscribed", "cleaned")

#: Standing (None: absent) → what each of `_ASKED` leads to.
#: Seen in real traffic: the refusals, that UNSUBSCRIBED may be subscribed again, that archived people come back with the status asked.
#: Nobody published the rest; it is our choice, and where two answers were likely, the one that does a careless caller more harm:
#: without a status everybody keeps theirs; someone who left may be made transactional. Someone subscribed who is asked to be
#: pending stays subscribed, because they have confirmed already. The audience's double opt-in changes nothing: the API obeys.
_LEADS_TO: Mapping[Standing | None, tuple[Standing | No, ...]] = {
    None: (No.NEEDS_STATUS, _S, _P, _T, _U, _C),
    Standing.ARCHIVED: (No.NEEDS_STATUS, _S, _P, _T, _U, _C),
    Standing.SUBSCRIBED: (_S, _S, _S, _T, _U, _C),
    Standing.PENDING: (_P, _S, _P, _T, _U, _C),
    Standing.TRANSACTIONAL: (_T, _S, _P, _T, _U, _C),
    Standing.UNSUBSCRIBED: (_U, _S, _P, _T, _U, _C),
    Standing.LEFT: (_L, No.COMPLIANCE, No.COMPLIANCE, _T, _L, _C),
    Standing.CLEANED: (_C, No.COMPLIANCE, No.COMPLIANCE, No.COMPLIANCE, No.COMPLIANCE, _C),
    Standing.FORGOTTEN: (No.FORGOTTEN,) * (1 + len(ASKABLE_STATUSES)),
}

_NEXT = {(standing, asked): result for standing, row in _LEADS_TO.items() for asked, result in zip(_ASKED, row, strict=True)}

#: Standings that a person can be added over, as if absent.
AS_IF_ABSENT = frozenset({None, Standing.ARCHIVED})


def next_standing(now: Standing | None, asked: str | None) -> Standing | No:
    """Where the person stands after the write, or why it is refused."""
    return _NEXT[now, asked]
