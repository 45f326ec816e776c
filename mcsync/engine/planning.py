"""The plan of one run: the audience is read, the shop weighed, and what is to be sent written down."""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import replace

from mcsync.contact import Consent
from mcsync.engine.catching_up import CatchingUp
from mcsync.engine.doors import Doors
from mcsync.engine.memory import Memory
from mcsync.engine.plan import Planner
from mcsync.engine.proving import Prover
from mcsync.engine.reading import Reader, filling, refuse_unfilled, standing_of
from mcsync.engine.survey import Count, Terms, Weighed, survey, terms_of
from mcsync.engine.vanished import everyone, refuse_mass_departure
from mcsync.errors import MailchimpError, McsyncError
from mcsync.outcome import Effect, RunKind
from mcsync.shop import Shop
from mcsync.store import RunRow, ScheduleRow, Store
from mcsync.store.bulk import chunks

_log = logging.getLogger(__name__)

#: People of a plan between two looks at what someone asked.
_LOOK_EVERY = 1000
#: Somebody named the people: refusals of the past do not hold them back.
_ASKED = frozenset({RunKind.ADDRESS, RunKind.RETRY})


class Planning:
    """Plans one run."""

    def __init__(self, store: Store, doors: Doors, run: RunRow, *, obey: Callable[[], None], at_once: int) -> None:
        """Asks Mailchimp, with `at_once` requests in flight, for the audience as it is now.

        `obey` is called now and then, and may raise. Raises `MailchimpError`.
        """
        self._store, self._doors, self._run, self._obey = store, doors, run, obey
        now = standing_of(doors.mailchimp, store.mirror.numbered(run.audience).id, at_once=at_once)
        #: Our row for it, with its settings as they are now.
        self.audience = store.mirror.audience(now.audience.id, name=now.audience.name, double_optin=now.audience.double_optin)
        self._filling = filling(now.fields, store.mappings.of(run.audience))
        self._listed = now.listed
        self.reader = Reader(store, doors.mailchimp, self._filling.tags, at_once=at_once, between=obey)

    def plan(self) -> None:
        """Write the plan, and freeze it. Raises `McsyncError`, and what `obey` raises."""
        number, count, kind = self._run.id or 0, Count(), RunKind(self._run.kind)
        if kind not in _ASKED:
            refuse_unfilled(self._filling)
        if self._run.address:
            self.reader.look(self.audience, self._run.address)
        else:
            self.reader.refresh(self.audience, whole=self._run.full, listed=self._listed)
        terms = self._terms()
        with closing(self._doors.shop()) as shop:
            memory = None if terms.asked or terms.alone else Memory(self._store, shop, self._doors.settings, terms)
            known = memory.recall() if memory and kind is not RunKind.DRY_RUN else None
            if known and not known.to_send:
                count = known
                self._store.plans.clear(number)
            else:
                planner = Planner(self._store, number, self._run.batch_size)
                weighed = self._obedient(self._weighed(shop, terms, count))
                planner.list_all(weighed) if kind is RunKind.DRY_RUN else planner.plan(self._witnessed(weighed))
                if memory:
                    memory.keep(count)
        self._refuse_mass_departure(count)
        self._store.plans.freeze(number, dict(count.tally) or {("rows", ""): 0})

    def read_back(self, *, at_once: int, whole: bool) -> bool:
        """What Mailchimp made of it all, so that the next look need not begin by reading our own writing. Whether it was read to its end.

        `at_once`: pages in flight; with none, that look does it. `whole`: nobody may be missed, because the run is to be proved.
        """
        audience = self._store.mirror.numbered(self._run.audience)
        read = self.reader.agree if whole else self.reader.changes
        try:
            if at_once:
                read(audience, at_once=at_once)
        except MailchimpError as error:
            _log.warning("the audience could not be read back: %s", type(error).__name__)
            return False
        return at_once > 0

    def survey_again(self, *, prove: bool) -> None:
        """Once the run is over, see what it left to do: the next preview, and the next export, then begin by knowing it.

        `prove`: the audience was just read back, so the same look at everybody is the run's proof, too.
        Unless something waits that is more urgent.
        """
        count, terms = Count(), replace(self._terms(), full=False)
        prover = Prover(self._store, self._run.audience)
        try:
            with closing(self._doors.shop()) as shop:
                memory = Memory(self._store, shop, self._doors.settings, terms)
                for place, one in enumerate(everyone(shop, self._store, terms, count)):
                    if place % _LOOK_EVERY == 0 and self._store.runs.to_do():
                        return
                    if prove:
                        prover.see(one)
                memory.keep(count)
                if prove:
                    self._store.proofs.keep(prover.proof(self._run.id, self._run.by))
        except McsyncError as error:
            _log.info("nothing is known yet of what run %s left to do: %s", self._run.id, type(error).__name__)

    def _terms(self) -> Terms:
        kind, now = RunKind(self._run.kind), self._store.now()
        asked, alone = kind in _ASKED, kind is RunKind.AUTOMATIC
        return terms_of(self._doors.settings, self.audience, self._filling, now=now, full=self._run.full, asked=asked, alone=alone)

    def _weighed(self, shop: Shop, terms: Terms, count: Count) -> Iterator[Weighed]:
        run = self._run
        if run.kind == RunKind.AUTOMATIC:
            schedule = self._store.schedules.find(run.audience) or ScheduleRow(audience=run.audience)
            return CatchingUp(self._store, schedule, terms, count).weighed(shop)
        if run.kind == RunKind.RETRY:
            return survey(shop.find_all(self._store.runs.people(run.id or 0)), self._store, terms, count)
        return survey(shop.find(run.address), self._store, terms, count) if run.address else everyone(shop, self._store, terms, count)

    def _witnessed(self, weighed: Iterable[Weighed]) -> Iterator[Weighed]:
        """The same. Who consents and is in the audience just so is sent nothing, but when the shop no longer has them, they have left."""
        for some in chunks(weighed):
            kept = [one for one in some if one.effect is Effect.KEEP and one.person.consent is Consent.YES]
            if new := [one.contact.address for one in kept if not one.known.consented]:
                self._store.mirror.saw_consent(self._run.audience, new)
            yield from some

    def _refuse_mass_departure(self, count: Count) -> None:
        """By itself, any; in an export that somebody has looked at before, those whom the shop no longer has."""
        audience = self._run.audience
        if self._run.kind == RunKind.AUTOMATIC:
            refuse_mass_departure(self._store, audience, count.tally["effect", Effect.UNSUBSCRIBE])
        elif self._run.kind == RunKind.MANUAL:
            refuse_mass_departure(self._store, audience, count.tally["rows", "gone"])
            self._store.schedules.note(audience, held=0, allowed=0)

    def _obedient(self, weighed: Iterable[Weighed]) -> Iterator[Weighed]:
        """The same, stopping when someone asks or the lease is gone."""
        for place, one in enumerate(weighed):
            if place % _LOOK_EVERY == 0:
                self._obey()
            yield one
