"""What becomes of one contact, by what was planned, what Mailchimp said, and how the person stands there. Pure."""

from collections.abc import Mapping

from mcsync.batching import Road
from mcsync.contact import Contact, MemberStatus
from mcsync.fields import from_json, is_same
from mcsync.outcome import Effect, Outcome
from mcsync.store import Batch, Known, Planned, Settlement
from mcsync.verdicts import VERDICTS, Cause, Weight

#: Seconds until a refusal that passes by itself is tried again.
PASSING_HOLD = 3600.0

#: How a person must stand in Mailchimp for a status to be sent.
_EXPECTED: Mapping[Effect, frozenset[MemberStatus]] = {
    Effect.ADD: frozenset({MemberStatus.ABSENT}),
    Effect.SUBSCRIBE: frozenset({MemberStatus.TRANSACTIONAL}),
    Effect.UNSUBSCRIBE: frozenset({MemberStatus.SUBSCRIBED, MemberStatus.PENDING}),
}
#: Whoever stands so has left, and must be left alone.
GONE_AWAY = frozenset({MemberStatus.UNSUBSCRIBED, MemberStatus.CLEANED, MemberStatus.ARCHIVED, MemberStatus.FORGOTTEN})
#: What an answer may say of a contact because the person does not stand as we thought.
_DOUBTS: Mapping[Road, Cause] = {Road.ADD: Cause.ALREADY_THERE, Road.UPDATE: Cause.OTHER, Road.MOVE: Cause.OTHER}


def is_expected(one: Planned, status: MemberStatus) -> bool:
    """Whether what was planned still makes sense for a person who stands so."""
    return status in _EXPECTED[one.effect]


def is_doubtful(verdict: Settlement | None, road: Road) -> bool:
    """On the road that adds, “already there”; on the others, a refusal that may mean “not there”."""
    return verdict is not None and verdict.cause == _DOUBTS[road]


def as_found(one: Planned, known: Known, batch: Batch, now: float, said: Settlement | None = None) -> Settlement:
    """The outcome for a person who does not stand as planned; `said` is what the answer made of them, if they were sent."""
    if known.status is MemberStatus.ABSENT:
        return refused(one, Cause.GONE_THERE, "", now)
    if batch.tries > 1 and known.status is one.contact.status and _has_all(known, one.contact):
        # An earlier try of ours had landed although its answer never came.
        outcome = Outcome.CREATED if batch.road is Road.ADD else Outcome.UPDATED
        return Settlement(planned=one, outcome=outcome, status=known.status, shown=known.shown)
    if said and batch.road is not Road.ADD and known.status not in GONE_AWAY:
        return said
    cause = Cause.LEFT_THERE if known.status in GONE_AWAY else Cause.ALREADY_THERE
    return Settlement(planned=one, outcome=Outcome.LEFT_ALONE, status=known.status, shown=known.shown, cause=cause.value)


def _has_all(known: Known, contact: Contact) -> bool:
    _, there = from_json(known.shown)
    return all(is_same(there.get(tag, ""), value) for tag, value in contact.fields.items())


def accepted(one: Planned, outcome: Outcome, status: MemberStatus, now: float) -> Settlement:
    """Taken; unless the status that came back is not the one we asked for."""
    if one.contact.status in {None, status}:
        return Settlement(planned=one, outcome=outcome, status=status)
    surprise = refused(one, Cause.STATUS_DIFFERS, status.value, now)
    return Settlement(planned=one, outcome=surprise.outcome, status=status, cause=surprise.cause, words=surprise.words)


def refused(one: Planned, cause: Cause, words: str, now: float) -> Settlement:
    """Not taken, for this cause; held back from later runs as the cause's weight says."""
    passing = VERDICTS[cause].weight is Weight.PASSING
    return Settlement(
        planned=one, outcome=Outcome.REFUSED, cause=cause.value, words=words or None, held_until=now + PASSING_HOLD if passing else None
    )
