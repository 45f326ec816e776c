"""Following the shop by itself: looks when it is time, at the shop and at Mailchimp, and lets an automatic run do what they call for."""

import hashlib
import logging
from collections.abc import Callable
from contextlib import closing

from mcsync.engine.doors import Doors
from mcsync.engine.holding import Holding
from mcsync.engine.job import Job
from mcsync.engine.memory import chosen
from mcsync.engine.reading import Reader, filling_of
from mcsync.engine.watch import watch
from mcsync.errors import LeaseLostError, McsyncError, SettingsError, StoreError
from mcsync.message import say
from mcsync.outcome import RunKind
from mcsync.settings import Settings
from mcsync.store import AudienceRow, ScheduleRow, Store

_log = logging.getLogger(__name__)

#: Seconds after which everybody is compared again, changed in the shop or not.
WHOLE_EVERY = 24 * 3600.0
#: More people than this are not read one by one, but with all that changed.
HEARD_BY_NAME_MAX = 20
#: Who started an automatic run.
BY = "automatic"


class Follower:
    """Follows the audience that is chosen at the moment."""

    def __init__(self, store: Store, settings: Callable[[], Settings], doors: Callable[[], Doors], owner: str) -> None:
        self._store, self._settings, self._doors, self._owner = store, settings, doors, owner

    def is_due(self) -> bool:
        """Whether a look is due now."""
        settings = self._settings()
        schedule = self._schedule(settings)
        return schedule is not None and settings.automatic and self._is_time(schedule.claimed_at, settings.automatic_every)

    def look_if_due(self) -> bool:
        """One look, when it is time and no other worker takes it."""
        return self.is_due() and self.look()

    def look(self) -> bool:
        """One look now, and all that follows from it; False when there was none: not exported yet, or another worker was quicker."""
        settings = self._settings()
        schedule = self._schedule(settings)
        if schedule is None or not self._store.schedules.claim(schedule):
            return False
        try:
            return self._look(schedule, settings)
        except LeaseLostError:
            _log.info("another worker speaks to Mailchimp; the next look is soon enough")
        except StoreError:
            raise
        except McsyncError as error:
            self._trouble(schedule.audience, error)
        except Exception:  # noqa: BLE001  # a surprise is a bug: recorded, and never the end of the worker
            _log.exception("a look met a bug")
            self._trouble(schedule.audience, McsyncError())
        return False

    def _look(self, schedule: ScheduleRow, settings: Settings) -> bool:
        self._refuse_another_shop(schedule, settings)
        doors = self._doors()
        audience = self._store.mirror.numbered(schedule.audience)
        try:
            with Holding(self._store.leases, doors.lease, self._owner) as held:
                well = self._tried(audience, lambda: self._watch(schedule, doors, held))
                well &= self._tried(audience, lambda: self._read_back(schedule, audience, doors, held))
                well &= self._tried(audience, lambda: self._read_heard(audience, doors, held))
            well &= self._tried(audience, lambda: self._catch_up(audience, settings, doors))
        finally:
            doors.mailchimp.close()
        if well and not self._has_work(schedule.audience):
            self._store.schedules.note(schedule.audience, succeeded_at=self._store.schedules.now())
            self._store.troubles.end(schedule.audience)
        return well

    def _refuse_another_shop(self, schedule: ScheduleRow, settings: Settings) -> None:
        """Nobody has seen in a preview what another shop would send: it is followed once it was exported, too. Raises `SettingsError`."""
        source, number = _source(settings), schedule.audience
        if source == schedule.source:
            return
        if not schedule.source or (schedule.moved_at is not None and self._store.schedules.was_exported(number, schedule.moved_at)):
            self._store.schedules.note(number, source=source, moved_at=None)
            return
        if schedule.moved_at is None:
            self._store.schedules.note(number, moved_at=self._store.now())
        raise SettingsError(
            say("People are read from another shop now. Look at the preview and export once; then it is followed by itself again.")
        )

    def _watch(self, schedule: ScheduleRow, doors: Doors, held: Holding) -> None:
        last = schedule.whole_at or schedule.whole_asked_at or 0.0
        now, mark = self._store.now(), self._chosen(schedule.audience, doors.settings)
        # What held people back may have been the very setting that was changed.
        fresh = {"held": 0} if schedule.chosen != mark else {}
        everybody = schedule.whole_asked_at is not None or now - last > WHOLE_EVERY or bool(fresh)
        if everybody:
            self._store.schedules.note(schedule.audience, whole_asked_at=now, chosen=mark, **fresh)
        with closing(doors.shop()) as shop:
            found = watch(shop, self._store, schedule.audience, everybody=everybody, between=held.check)
        # What was held back is judged anew once the shop has changed: somebody may have put it right.
        fresh = {"held": 0} if found else {}
        self._store.schedules.note(schedule.audience, looked_at=self._store.schedules.now(), **fresh)

    def _chosen(self, audience: int, settings: Settings) -> str:
        """A name for all that the operator chose about who is sent, and with what."""
        return hashlib.sha256(repr([chosen(settings), sorted(self._store.mappings.of(audience).items())]).encode()).hexdigest()[:16]

    def _read_back(self, schedule: ScheduleRow, audience: AudienceRow, doors: Doors, held: Holding) -> None:
        """Who left there, bounced, was deleted or came back; the mirror notes it."""
        if not self._is_time(schedule.read_back_at or 0.0, doors.settings.read_back_every):
            return
        self._reader(audience, doors, held).refresh(audience)
        self._store.schedules.note(schedule.audience, read_back_at=self._store.schedules.now())

    def _read_heard(self, audience: AudienceRow, doors: Doors, held: Holding) -> None:
        """Whoever a post of Mailchimp's webhook named, as Mailchimp has them now: the post is a hint, and is believed nothing else."""
        heard = self._store.webhooks.waiting(audience.number or 0)
        if not heard:
            return
        reader = self._reader(audience, doors, held)
        if len(heard) > HEARD_BY_NAME_MAX:
            reader.refresh(audience)
        else:
            for address in heard:
                held.check()
                reader.look(audience, address)
        self._store.webhooks.read(audience.number or 0, heard)

    def _reader(self, audience: AudienceRow, doors: Doors, held: Holding) -> Reader:
        tags = filling_of(self._store, doors.mailchimp, audience).tags
        return Reader(self._store, doors.mailchimp, tags, at_once=doors.settings.connections, between=held.check)

    def _catch_up(self, audience: AudienceRow, settings: Settings, doors: Doors) -> None:
        """One automatic run for everybody who waits; where another run holds the audience, they go on waiting."""
        schedule = self._store.schedules.find(audience.number or 0)
        if schedule is None or schedule.held > schedule.allowed or not self._has_work(schedule.audience):
            return
        # Asked first, so that no run is made, and fails, every half minute of an outage.
        doors.mailchimp.audience(audience.id)
        number, fresh = self._store.runs.start(
            RunKind.AUTOMATIC,
            audience.number or 0,
            batch_size=settings.batch_size,
            connections=settings.connections,
            full=False,
            by=BY,
            settings=settings,
        )
        if fresh:
            Job(self._store, doors, self._owner).do(self._store.runs.get(number))

    def _tried(self, audience: AudienceRow, step: Callable[[], None]) -> bool:
        """One step of a look: the shop's trouble must not keep us from hearing Mailchimp, nor the other way round."""
        try:
            step()
        except (LeaseLostError, StoreError):
            raise
        except McsyncError as error:
            self._trouble(audience.number or 0, error)
            return False
        return True

    def _trouble(self, audience: int, error: McsyncError) -> None:
        _log.warning("following has trouble: %s", type(error).__name__)
        self._store.troubles.note(audience, type(error).__name__, error.message)

    def _has_work(self, audience: int) -> bool:
        schedule = self._store.schedules.find(audience)
        return bool(schedule and schedule.whole_asked_at is not None) or self._store.pending.count(audience) > 0

    def _schedule(self, settings: Settings) -> ScheduleRow | None:
        audience = self._store.mirror.find(settings.audience) if settings.audience else None
        return self._store.schedules.find(audience.number or 0) if audience else None

    def _is_time(self, last: float, every: float) -> bool:
        """Also when the clock was put back, to before the last time."""
        return not 0 <= self._store.schedules.now() - last < every


def _source(settings: Settings) -> str:
    """A name for the shop that its password does not change, and that does not tell it."""
    shop = settings.shop_url.rpartition("@")[2] or settings.shop_url
    # Whose consent is read from another column of the same file are other people; where none was chosen, names stay as they were.
    columns = repr(sorted(settings.shop_columns.items())) if settings.shop_columns else ""
    return hashlib.sha256(f"{shop}|{settings.shop_prefix}|{settings.shop_file}{columns}".encode(errors="surrogatepass")).hexdigest()[:16]
