"""One batch to Mailchimp and back: every contact in it gets exactly one outcome, or goes into another batch."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from mcsync.batching import Road
from mcsync.contact import MemberStatus
from mcsync.engine.judging import accepted, as_found, is_doubtful, is_expected, refused
from mcsync.engine.reading import Reader
from mcsync.errors import MailchimpError
from mcsync.mailchimp import Answer, Mailchimp
from mcsync.outcome import Outcome
from mcsync.store import AudienceRow, Batch, Known, Planned, Settlement, Store
from mcsync.verdicts import Cause, judge_refusal

#: How often a contact is sent before an answer that never mentions it is taken for a refusal.
TRIES_MAX = 5
#: More people than this are looked up by reading what changed, fewer one by one.
ONE_BY_ONE_MAX = 20
#: Seconds after which a run looks again who has left the audience since it was planned.
LOOK_EVERY = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What came of one batch."""

    settled: Sequence[Settlement]
    #: Of whom nothing certain is known: to be sent again.
    again: Sequence[Planned] = ()
    #: Whether that is held against them: Mailchimp answered, and did not mention them.
    strike: bool = True


class Courier:
    """Delivers batches of one audience. Used by several threads at once."""

    def __init__(
        self,
        store: Store,
        mailchimp: Mailchimp,
        reader: Reader,
        audience: AudienceRow,
        *,
        tags: Sequence[str] = (),
        check: Callable[[], None],
        fresh: bool,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`tags` are names to add to whoever is sent; `check` raises when we may no longer speak; `fresh`: the plan was made just now, from an audience that was just read."""
        self._store, self._mailchimp, self._reader, self._audience = store, mailchimp, reader, audience
        self._check, self._clock, self._tags = check, clock, tuple(tags)
        self._planned_on_the_mirror = fresh
        self._looked = clock() if fresh else float("-inf")
        self._looking = threading.Lock()

    def look(self, *, at_once: int) -> None:
        """See who has left until now, with nothing in flight; while this finds nobody, a fresh plan needs no second thoughts."""
        self._look(at_least_every=0, at_once=at_once)

    def deliver(self, batch: Batch) -> Delivery:
        """Send it and judge the answer. Raises `MailchimpError` when nothing is known of any contact in it."""
        going, stopped = self._still_right(batch)
        if not going:
            return Delivery(settled=stopped)
        self._check()
        answer = self._mailchimp.send(self._audience.id, [one.contact for one in going], batch.road, self._tags)
        verdicts = {one.place: self._judge(one, answer) for one in going}
        # An outage is nobody's fault; but one person whom Mailchimp never shows must not keep the run from its end.
        strike = self._look_again(going, verdicts, batch) or batch.tries > TRIES_MAX
        settled = [verdict for verdict in verdicts.values() if verdict]
        silent = [one for one in going if verdicts[one.place] is None]
        if strike and batch.strikes + 1 >= TRIES_MAX:
            settled += [refused(one, Cause.UNANSWERED, "", self._store.now()) for one in silent]
            silent = []
        return Delivery(settled=[*stopped, *settled], again=silent, strike=strike)

    def _still_right(self, batch: Batch) -> tuple[list[Planned], list[Settlement]]:
        """Those whose state in Mailchimp still calls for what was planned, as far as a look in time can tell.

        Mailchimp has no conditional update. Whoever is moved is looked at right before; whoever is added is looked at now and then,
        because people who appeared meanwhile are refused by Mailchimp itself, all but archived ones.
        """
        if batch.road is Road.UPDATE:
            return list(batch.planned), []
        self._look(at_least_every=0 if batch.road is Road.MOVE else LOOK_EVERY)
        if batch.road is Road.ADD and self._planned_on_the_mirror:
            return list(batch.planned), []
        known = self._known(batch, batch.planned)
        going = [one for one in batch.planned if is_expected(one, known[one.place].status)]
        stopped = [
            as_found(one, known[one.place], batch, self._store.now())
            for one in batch.planned
            if not is_expected(one, known[one.place].status)
        ]
        return going, stopped

    def _look(self, *, at_least_every: float, at_once: int = 1) -> None:
        """See who has left, unless someone did so lately."""
        asked = self._clock()
        with self._looking:
            # A look that began after we asked for one is ours as well: ten batches that come together need no ten looks.
            if self._looked > asked - at_least_every:
                return
            began = self._clock()
            if self._reader.leavers(self._audience, at_once=at_once):
                self._planned_on_the_mirror = False
            self._looked = began

    def _known(self, batch: Batch, planned: Sequence[Planned]) -> Mapping[int, Known]:
        found = self._store.mirror.known(batch.audience, [one.contact.address for one in planned])
        return {one.place: found.get(one.contact.address, Known()) for one in planned}

    def _judge(self, one: Planned, answer: Answer) -> Settlement | None:
        address = one.contact.address
        if address in answer.created:
            return accepted(one, Outcome.CREATED, answer.created[address], self._store.now())
        if address in answer.updated:
            return accepted(one, Outcome.UPDATED, answer.updated[address], self._store.now())
        refusal = answer.refused.get(address)
        return refused(one, judge_refusal(refusal.text), refusal.text, self._store.now()) if refusal else None

    def _look_again(self, going: Sequence[Planned], verdicts: dict[int, Settlement | None], batch: Batch) -> bool:
        """Those whom the answer calls present when we thought them absent, or the other way round: look at them and let Mailchimp win.

        False when Mailchimp would not show them: they are left without a verdict, for what it did say of the others must not be lost.
        """
        doubtful = [one for one in going if is_doubtful(verdicts[one.place], batch.road)]
        try:
            found = self._found(doubtful, batch)
        except MailchimpError:
            verdicts.update(dict.fromkeys((one.place for one in doubtful), None))
            return False
        verdicts.update({one.place: as_found(one, found[one.place], batch, self._store.now(), verdicts[one.place]) for one in doubtful})
        return True

    def _found(self, doubtful: Sequence[Planned], batch: Batch) -> Mapping[int, Known]:
        if len(doubtful) > ONE_BY_ONE_MAX:
            self._reader.changes(self._audience)
            known = self._known(batch, doubtful)
            doubtful = [one for one in doubtful if known[one.place].status is MemberStatus.ABSENT]
        else:
            known = {}
        for one in doubtful:
            self._reader.look(self._audience, one.contact.address)
        return {**known, **self._known(batch, doubtful)}
