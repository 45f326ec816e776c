"""What somebody should know although they are not looking: the troubles that there are now, from what is stored."""

import json
from collections.abc import Iterator

from mcsync.alerting import PATIENCE, Cause, Trouble
from mcsync.message import Message, say
from mcsync.outcome import ACTIVE, RunKind, RunState
from mcsync.settings import Settings
from mcsync.store import AudienceRow, RunRow, ScheduleRow, Store

#: Seconds of the past in which errors are counted.
ERRORS_WITHIN = 24 * 3600.0
#: Contacts; of fewer, one refusal would be a large share.
SHARE_OF_AT_LEAST = 20
#: Seconds without a sign of life after which workers count as silent.
SILENT_AFTER = 15.0

_WHOLE = (RunKind.MANUAL, RunKind.AUTOMATIC)


def troubles(store: Store, settings: Settings) -> list[Trouble]:
    """Of the chosen audience, and of the workers."""
    audience = store.mirror.find(settings.audience) if settings.audience else None
    return [*_of_audience(store, settings, audience)] if audience else [*_of_worker(store, wanted=bool(store.runs.to_do()))]


def _of_audience(store: Store, settings: Settings, audience: AudienceRow) -> Iterator[Trouble]:
    number = audience.number or 0
    run = store.runs.last(number, _WHOLE)
    schedule = store.schedules.find(number)
    followed = schedule is not None and settings.automatic
    yield from _of_run(run)
    yield from _of_worker(store, wanted=followed or bool(store.runs.to_do()))
    # Of an automatic run that failed, the run is told already.
    if schedule and followed and not (run and run.state == RunState.FAILED):
        yield from _of_following(store, schedule, run)
    yield from _of_errors(store, number, settings.alert_error_share)


def _of_run(run: RunRow | None) -> Iterator[Trouble]:
    if run is None:
        return
    if run.state == RunState.FAILED:
        why = _problem(run.problem)
        yield Trouble(
            cause=Cause.RUN_FAILED,
            message=say("Run {run} stopped by a problem. {why}", run=run.id, why=why),
            since=run.ended_at or run.created_at,
        )
    if run.state == RunState.PAUSED:
        message = say(
            "Run {run} is paused, and nothing else is sent to its audience meanwhile. Resume or cancel it on the Export page.", run=run.id
        )
        yield Trouble(cause=Cause.RUN_PAUSED, message=message)


def _of_worker(store: Store, *, wanted: bool) -> Iterator[Trouble]:
    silent = store.leases.silent_for()
    if wanted and (silent is None or silent > SILENT_AFTER):
        since = None if silent is None else store.now() - silent
        yield Trouble(cause=Cause.WORKER_SILENT, message=_SILENT, since=since)


_SILENT = say("No worker is running, so nothing is sent and nothing follows the shop. Ask whoever installed mcsync to start it again.")


def _of_following(store: Store, schedule: ScheduleRow, run: RunRow | None) -> Iterator[Trouble]:
    present = store.troubles.present(schedule.audience)
    if present:
        message = say("Automatic synchronisation cannot go on. {why}", why=present[0]["message"])
        yield Trouble(cause=Cause.FOLLOWING, message=message, since=min(one["since"] for one in present))
        return
    last = schedule.succeeded_at
    late = last is not None and store.now() - last > PATIENCE[Cause.FOLLOWING_LATE]
    # A long export holds the audience, and whoever has paused one has been told so.
    if late and not (run and run.state in {*ACTIVE, RunState.PAUSED}):
        yield Trouble(cause=Cause.FOLLOWING_LATE, message=_LATE, since=last)


_LATE = say("Automatic synchronisation has not come to its end for more than an hour. Look at the worker's log; export once to catch up.")


def _of_errors(store: Store, audience: int, most: int) -> Iterator[Trouble]:
    sent, refused = store.alerts.sent_since(audience, store.now() - ERRORS_WITHIN)
    if sent >= SHARE_OF_AT_LEAST and refused * 100 > sent * most:
        message = say(
            "Mailchimp refused {refused} of the {sent} contacts sent within a day: more than {most} per cent. See who, and why, on the Status page.",
            refused=refused,
            sent=sent,
            most=most,
        )
        yield Trouble(cause=Cause.ERRORS, message=message)


def _problem(stored: str | None) -> Message:
    return Message.from_json(json.loads(stored)) if stored else say("See the Export page.")
