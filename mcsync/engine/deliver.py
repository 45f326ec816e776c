"""One batch to Mailchimp and back: every contact in it gets exactly one outcome, or goes into another batch."""

from collections.abc import Sequence
from dataclasses import dataclass

from mcsync.batching import Road
from mcsync.contact import Contact, MemberStatus
from mcsync.engine.reading import Reader, seen
from mcsync.mailchimp import Answer, Mailchimp, Member, Refusal
from mcsync.outcome import Effect, Outcome
from mcsync.store import AudienceRow, Batch, Planned, Settlement, Store
from mcsync.verdicts import VERDICTS, Cause, Weight, judge_refusal

#: How often a contact is sent before an answer that never mentions it is taken for a refusal.
TRIES_MAX = 5
#: Seconds until a refusal that passes by itself is tried again.
PASSING_HOLD = 3600.0
#: More people than this are looked up by reading what changed, fewer one by one.
_ONE_BY_ONE_MAX = 20

#: What must still be true in Mailchimp for a status to be set on a person who is there.
_EXPECTED: dict[Effect, frozenset[MemberStatus]] = {
    Effect.SUBSCRIBE: frozenset({MemberStatus.TRANSACTIONAL}),
    Effect.UNSUBSCRIBE: frozenset({MemberStatus.SUBSCRIBED, MemberStatus.PENDING}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What came of one batch."""

    settled: Sequence[Settlement]
    #: Not mentioned in the answer: to be sent again.
    again: Sequence[Planned] = ()


class Courier:
    """Delivers batches of one audience. Used by several threads at once."""

    def __init__(self, store: Store, mailchimp: Mailchimp, reader: Reader, audience: AudienceRow) -> None:
        self._store, self._mailchimp, self._reader, self._audience = store, mailchimp, reader, audience

    def deliver(self, batch: Batch) -> Delivery:
        """Send it and judge the answer. Raises `MailchimpError` when nothing is known of any contact in it."""
        going, stopped = self._still_right(batch) if batch.road is Road.MOVE else (list(batch.planned), [])
        if not going:
            return Delivery(settled=stopped)
        answer = self._mailchimp.send(self._audience.id, [one.contact for one in going], batch.road)
        verdicts = {one.place: self._judge(one, answer) for one in going}
        doubtful = [one for one in going if _is_doubtful(verdicts[one.place], batch.road)]
        verdicts.update(self._look_again(doubtful, batch))
        settled = [verdict for verdict in verdicts.values() if verdict]
        silent = [one for one in going if verdicts[one.place] is None]
        if batch.tries >= TRIES_MAX:
            settled += [refused(one, Cause.UNANSWERED, "", self._store.now()) for one in silent]
            silent = []
        return Delivery(settled=[*stopped, *settled], again=silent)

    def _still_right(self, batch: Batch) -> tuple[list[Planned], list[Settlement]]:
        """Those whose status in Mailchimp still calls for the move; Mailchimp has no conditional update, so this look comes right before."""
        self._reader.changes(self._audience)
        known = self._store.mirror.known(batch.audience, [one.contact.address for one in batch.planned])
        going, stopped = [], []
        for one in batch.planned:
            now = known.get(one.contact.address)
            if now and now.status in _EXPECTED[one.effect]:
                going.append(one)
            else:
                stopped.append(Settlement(planned=one, outcome=Outcome.LEFT_ALONE, cause=Cause.LEFT_THERE.value))
        return going, stopped

    def _judge(self, one: Planned, answer: Answer) -> Settlement | None:
        address = one.contact.address
        if address in answer.created:
            return accepted(one, Outcome.CREATED, answer.created[address], self._store.now())
        if address in answer.updated:
            return accepted(one, Outcome.UPDATED, answer.updated[address], self._store.now())
        refusal = answer.refused.get(address)
        return self._refused(one, refusal) if refusal else None

    def _refused(self, one: Planned, refusal: Refusal) -> Settlement:
        return refused(one, judge_refusal(refusal.text), refusal.text, self._store.now())

    def _look_again(self, doubtful: Sequence[Planned], batch: Batch) -> dict[int, Settlement]:
        """Those whom the answer calls present when we thought them absent, or the other way round: look at them and let Mailchimp win."""
        if len(doubtful) > _ONE_BY_ONE_MAX:
            self._reader.changes(self._audience)
        return {one.place: self._as_found(one, self._reader.look(self._audience, one.contact.address), batch) for one in doubtful}

    def _as_found(self, one: Planned, member: Member, batch: Batch) -> Settlement:
        if member.status is MemberStatus.ABSENT:
            return refused(one, Cause.GONE_THERE, "", self._store.now())
        if batch.tries > 1 and member.status is one.contact.status and _has_all(member, one.contact):
            # An earlier try of ours had landed although its answer never came.
            return Settlement(planned=one, outcome=Outcome.CREATED, status=member.status)
        return Settlement(
            planned=one, outcome=Outcome.LEFT_ALONE, status=member.status, shown=seen(member).shown, cause=Cause.ALREADY_THERE.value
        )


def _is_doubtful(verdict: Settlement | None, road: Road) -> bool:
    """On the road that adds, “already there”; on the one that updates, a refusal that may mean “not there”."""
    doubts = {Road.ADD: Cause.ALREADY_THERE, Road.UPDATE: Cause.OTHER}
    return verdict is not None and verdict.cause is not None and verdict.cause == doubts.get(road)


def _has_all(member: Member, contact: Contact) -> bool:
    return all(member.fields.get(tag) == value for tag, value in contact.fields.items())


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
