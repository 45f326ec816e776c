"""One run from waiting to its end, by one worker that holds the key's lease. Begun anew or taken over, it is the same path."""

import logging

from mcsync.batching import Pace
from mcsync.engine.catching_up import STALE_AFTER
from mcsync.engine.deliver import Courier
from mcsync.engine.doors import Doors
from mcsync.engine.holding import Holding
from mcsync.engine.planning import Planning
from mcsync.engine.send import Ending, Sender, Waiting
from mcsync.errors import LeaseLostError, MailchimpError, McsyncError, RunError, StoreError
from mcsync.message import Message, say
from mcsync.outcome import Request, RunKind, RunState
from mcsync.store import RunRow, Store

_log = logging.getLogger(__name__)

_AWAY = say("Mailchimp has not answered for a while, so the run stopped. Wait until it answers again, then resume.")
_AFTER: dict[Ending, RunState] = {Ending.DONE: RunState.DONE, Ending.PAUSE: RunState.PAUSED, Ending.CANCEL: RunState.CANCELLED}


class AskedToStopError(Exception):
    """Someone asked for a pause or a cancellation while the plan was being made."""

    def __init__(self, request: Request) -> None:
        super().__init__(request.value)
        self.request = request


def _problem(error: McsyncError) -> Message:
    """What to say of a run that failed; an error that passes by itself says “tries again by itself”, and a failed run does not."""
    return _AWAY if isinstance(error, MailchimpError) and not error.permanent else error.message


class Job:
    """Does the runs of one account."""

    def __init__(self, store: Store, doors: Doors, owner: str, waiting: Waiting | None = None) -> None:
        self._store, self._doors, self._owner, self._waiting = store, doors, owner, waiting or Waiting()

    def do(self, run: RunRow) -> None:
        """Take the lease and bring the run as far as it goes. What belongs to the run is written to it, not raised.

        Raises `StoreError` when it could not be written; the run then stays as it is, and goes on at the next look.
        """
        try:
            with Holding(self._store.leases, self._doors.lease, self._owner) as held:
                self._recorded(run.id or 0, held)
        except LeaseLostError:
            _log.info("run %s: another worker has it", run.id)

    def _recorded(self, number: int, held: Holding) -> None:
        try:
            self._go_on(number, held)
        except (LeaseLostError, StoreError):
            raise
        except RunError:
            _log.info("run %s was moved on by somebody else meanwhile", number)
        except AskedToStopError as error:
            self._end(number, Ending(error.request.value))
        except McsyncError as error:
            _log.warning("run %s stopped: %s", number, type(error).__name__)
            self._failed(number, error)
        except Exception:  # noqa: BLE001  # a surprise is a bug: caught here once, recorded, and never the end of the worker
            _log.exception("run %s met a bug", number)
            self._failed(number, McsyncError())

    def _failed(self, number: int, error: McsyncError) -> None:
        """Of an automatic run only the trouble is kept, unless it has sent something: its people are still pending."""
        run = self._store.runs.get(number)
        if run.kind == RunKind.AUTOMATIC:
            self._store.troubles.note(run.audience, type(error).__name__, error.message)
            if not self._store.plans.tally(number):
                self._store.plans.clear(number)
                self._store.runs.drop(number)
                return
        self._store.runs.become(number, RunState.FAILED, problem=_problem(error))

    def _go_on(self, number: int, held: Holding) -> None:
        # As it is now that the lease is ours: since it was found, another worker may have ended it, or somebody paused it,
        # and then it cannot be taken up.
        run = self._store.runs.get(number)
        planned = bool(self._store.plans.tally(number))
        self._take_up(run, planned=planned)
        # After a take-over the old worker's calls may still be running at Mailchimp, so we start with one; and a run for one
        # address may be an interlude of a long one, which leaves it one slot.
        at_once = 1 if run.address or self._store.history.progress(number).sending else run.connections
        planning = Planning(self._store, self._doors, run, obey=lambda: self._stop_if_asked(number, held), at_once=at_once)
        if not planned:
            planning.plan()
        if run.kind == RunKind.AUTOMATIC and not self._store.history.progress(number).batches:
            self._caught_up(number)
            self._store.runs.drop(number)
            return
        pace = Pace(ceiling=run.connections, allowed=1 if self._store.batches.adopt(number) else 0)
        ending = self._send(run, planning, held, pace, fresh=not planned)
        settled = ending is Ending.DONE and not run.address and self._store.history.progress(number).settled
        prove = run.kind == RunKind.MANUAL and self._doors.settings.verify_by_itself
        was_read = bool(settled) and planning.read_back(at_once=pace.free(self._waiting.clock()), whole=prove)
        self._end(number, ending)
        if run.kind == RunKind.AUTOMATIC and ending is Ending.DONE:
            self._caught_up(number)
        if run.kind == RunKind.MANUAL and settled:
            planning.survey_again(prove=was_read and prove)

    def _caught_up(self, number: int) -> None:
        """Whatever was pending when this run was planned is carried out."""
        run = self._store.runs.get(number)
        self._store.pending.done(run.audience, run.started_at or run.created_at)

    def _take_up(self, run: RunRow, *, planned: bool) -> None:
        state = RunState.SENDING if planned else RunState.PLANNING
        if run.state != state:
            self._store.runs.become(run.id or 0, state)

    def _stop_if_asked(self, number: int, held: Holding) -> None:
        held.check()
        if asked := self._store.runs.request(number):
            raise AskedToStopError(asked)

    def _send(self, run: RunRow, planning: Planning, held: Holding, pace: Pace, *, fresh: bool) -> Ending:
        number = run.id or 0
        reader = planning.reader.in_one_slot(held.check)
        tags = self._store.mappings.tags_of_run(run.audience, number)
        courier = Courier(self._store, self._doors.mailchimp, reader, planning.audience, tags=tags, check=held.check, fresh=fresh)
        if not run.address and self._store.batches.open_count(number):
            # Reading the shop took its time; and nothing is in flight yet.
            courier.look(at_once=pace.allowed)
        meanwhile = None if run.kind == RunKind.ADDRESS else _Addresses(self, self._store.runs.get(number), held)
        return Sender(
            self._store,
            self._doors.mailchimp,
            courier,
            held,
            run=number,
            owner=self._owner,
            pace=pace,
            meanwhile=meanwhile,
            waiting=self._waiting,
        ).send()

    def stop_if_stale(self, run: RunRow) -> None:
        """After a day without Mailchimp, a plan of yesterday must not be carried out: its people are pending, and planned anew."""
        began = run.started_at or run.created_at
        if run.kind == RunKind.AUTOMATIC and self._store.now() - max(self._store.batches.last_settled(run.id or 0), began) > STALE_AFTER:
            raise AskedToStopError(Request.CANCEL)

    def addresses(self) -> list[RunRow]:
        """Runs for one address that wait."""
        return [run for run in self._store.runs.to_do() if run.kind == RunKind.ADDRESS]

    def do_addresses(self, held: Holding) -> None:
        """Bring them to their end."""
        for run in self.addresses():
            self._recorded(run.id or 0, held)

    def _end(self, number: int, ending: Ending) -> None:
        self._store.runs.become(number, _AFTER[ending])


class _Addresses:
    """Runs for one address do not wait for the end of a long one."""

    def __init__(self, job: Job, run: RunRow, held: Holding) -> None:
        self._job, self._run, self._held = job, run, held

    def is_wanted(self) -> bool:
        self._job.stop_if_stale(self._run)
        return bool(self._job.addresses())

    def do(self) -> None:
        self._job.do_addresses(self._held)
