"""The states of runs, batches and contacts, and which may follow which."""

from collections.abc import Mapping
from enum import StrEnum


class RunKind(StrEnum):
    """Why a run exists."""

    #: Someone pressed Export.
    MANUAL = "manual"
    #: Found by the automatic look.
    AUTOMATIC = "automatic"
    #: One address, from the diagnostic.
    ADDRESS = "address"
    #: Certain people again: from a list, or because they were refused.
    RETRY = "retry"
    #: Everything but the sending.
    DRY_RUN = "dry_run"


class RunState(StrEnum):
    """Where a run stands."""

    #: Asked for; no worker has taken it yet.
    WAITING = "waiting"
    #: A worker reads the audience and the shop, and freezes the plan.
    PLANNING = "planning"
    #: Batches go out.
    SENDING = "sending"
    #: Stopped between two batches because someone asked; can be resumed.
    PAUSED = "paused"
    #: Every contact of the plan has its outcome.
    DONE = "done"
    #: Stopped by a problem that a person must solve; can be resumed.
    FAILED = "failed"
    #: Stopped for good because someone asked; what was not sent stays unsent.
    CANCELLED = "cancelled"


#: Which state may follow which. Nothing leaves DONE or CANCELLED.
RUN_MAY_BECOME: Mapping[RunState, frozenset[RunState]] = {
    RunState.WAITING: frozenset({RunState.PLANNING, RunState.SENDING, RunState.PAUSED, RunState.FAILED, RunState.CANCELLED}),
    RunState.PLANNING: frozenset({RunState.SENDING, RunState.DONE, RunState.PAUSED, RunState.FAILED, RunState.CANCELLED, RunState.WAITING}),
    RunState.SENDING: frozenset({RunState.DONE, RunState.PAUSED, RunState.FAILED, RunState.CANCELLED}),
    RunState.PAUSED: frozenset({RunState.WAITING, RunState.CANCELLED}),
    RunState.FAILED: frozenset({RunState.WAITING, RunState.CANCELLED}),
    RunState.DONE: frozenset(),
    RunState.CANCELLED: frozenset(),
}

#: A run in one of these holds its audience: a second start joins it.
LIVE: frozenset[RunState] = frozenset({RunState.WAITING, RunState.PLANNING, RunState.SENDING, RunState.PAUSED})
#: A worker should be busy with a run in one of these.
ACTIVE: frozenset[RunState] = frozenset({RunState.WAITING, RunState.PLANNING, RunState.SENDING})


class Request(StrEnum):
    """What someone asked of a run; the worker obeys between two batches."""

    PAUSE = "pause"
    CANCEL = "cancel"


class BatchState(StrEnum):
    """Where a batch stands."""

    PLANNED = "planned"
    #: Claimed: a call with it may be under way, or may have been when its worker died.
    SENDING = "sending"
    #: Every contact in it has its outcome.
    SETTLED = "settled"
    #: Replaced by its two halves.
    SPLIT = "split"


class BatchLook(StrEnum):
    """What a batch looks like to whoever watches a run."""

    #: Planned.
    WAITING = "waiting"
    #: Claimed: its call is under way.
    IN_FLIGHT = "in_flight"
    #: Settled, and nobody in it was refused.
    DONE = "done"
    #: Settled, with somebody who was refused.
    REFUSED = "refused"
    #: Failed whole: replaced by its halves, or planned once more.
    FAILED = "failed"


class Effect(StrEnum):
    """What a run means to do for one contact."""

    #: Absent there: add.
    ADD = "add"
    #: There: write language and fields, keep the status.
    UPDATE = "update"
    #: There as transactional, and consents now.
    SUBSCRIBE = "subscribe"
    #: Subscribed there, and left in the shop.
    UNSUBSCRIBE = "unsubscribe"
    #: There, and what Mailchimp says wins; or refused before and nothing has changed since.
    LEAVE = "leave"
    #: There already, exactly as we would send it.
    KEEP = "keep"


class Outcome(StrEnum):
    """What became of one contact of a plan."""

    #: Not sent yet, or sent and the answer is not known.
    WAITING = "waiting"
    CREATED = "created"
    UPDATED = "updated"
    REFUSED = "refused"
    #: Mailchimp knew something newer about the person at the moment of sending; it wins.
    LEFT_ALONE = "left_alone"


class Fate(StrEnum):
    """What becomes of one person's value for one merge field."""

    #: Sent whole.
    SENT = "sent"
    #: Sent without its end: longer than a field takes.
    CUT = "cut"
    #: The shop has a value that the field does not take: no choice of it, no complete address.
    UNFIT = "unfit"
    #: The shop has none.
    EMPTY = "empty"
