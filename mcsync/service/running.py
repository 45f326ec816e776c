"""Runs: started, joined, steered, looked at."""

import json
from collections.abc import Callable, Collection, Sequence
from typing import Any

from mcsync.batching import by_road, requests
from mcsync.engine.noticing import SILENT_AFTER
from mcsync.engine.worker import Worker
from mcsync.message import Message, say, say_many
from mcsync.outcome import ACTIVE, Effect, Request, RunKind, RunState
from mcsync.service.views import RunView
from mcsync.service.wiring import Wiring, refuse_made_up_people
from mcsync.store import Listed, RunRow
from mcsync.words import KINDS

#: Kinds of runs that people and schedules start for a whole audience.
WHOLE = (RunKind.MANUAL, RunKind.AUTOMATIC, RunKind.DRY_RUN)
#: Those of them that send.
SENDING = (RunKind.MANUAL, RunKind.AUTOMATIC)


def start(
    wiring: Wiring,
    by: str,
    *,
    kind: RunKind,
    batch_size: int | None = None,
    full: bool = False,
    address: str | None = None,
    tags: Sequence[str] = (),
) -> RunView:
    """Write down that this is to be done and wake a worker; joins the run that holds the audience, if there is one."""
    in_force = wiring.in_force()
    settings = in_force.settings
    refuse_made_up_people(in_force)
    audience = wiring.audience(settings)
    number, fresh = wiring.store.runs.start(
        kind,
        audience.number or 0,
        batch_size=batch_size or settings.batch_size,
        connections=settings.connections,
        full=full,
        by=by,
        address=address,
        settings=settings,
        tags=tags,
    )
    if fresh:
        wiring.store.preferences.note(by, "start", say("{kind} {run}", kind=KINDS[kind], run=number))
        wiring.queue.submit(number)
    return view(wiring, wiring.store.runs.get(number), joined=not fresh)


def start_for(wiring: Wiring, by: str, people: Collection[str]) -> RunView:
    """Write down that these people (canonical addresses) are to be sent again; joins a run for the very same ones that has not ended."""
    in_force = wiring.in_force()
    settings = in_force.settings
    refuse_made_up_people(in_force)
    audience = wiring.audience(settings)
    number, fresh = wiring.store.runs.start_for(
        people, audience.number or 0, batch_size=settings.batch_size, connections=settings.connections, by=by, settings=settings
    )
    if fresh:
        many = say_many("{n} person", "{n} people", len(people))
        wiring.store.preferences.note(by, "start", say("{kind} {run}: {people}", kind=KINDS[RunKind.RETRY], run=number, people=many))
        wiring.queue.submit(number)
    return view(wiring, wiring.store.runs.get(number), joined=not fresh)


def ask(wiring: Wiring, number: int, request: Request, by: str) -> RunView:
    """Ask for a pause or a cancellation. Raises `RunError`."""
    wiring.store.runs.ask(number, request)
    wiring.store.preferences.note(by, request.value, say("Run {run}", run=number))
    return get(wiring, number)


def resume(wiring: Wiring, number: int, by: str) -> RunView:
    """Let it go on. Raises `RunError`."""
    wiring.store.runs.resume(number)
    wiring.store.preferences.note(by, "resume", say("Run {run}", run=number))
    wiring.queue.submit(number)
    return get(wiring, number)


def get(wiring: Wiring, number: int) -> RunView:
    """One run. Raises `RunError`."""
    return view(wiring, wiring.store.runs.get(number))


def wait(wiring: Wiring, number: int, sleep: Callable[[float], None], *, seconds: float | None = None) -> RunView:
    """Until the run has ended or paused. Where no worker is alive, this process does the work itself."""
    deadline = None if seconds is None else wiring.store.now() + seconds
    while not _is_over(wiring, number, deadline):
        if worker_silent(wiring):
            Worker(wiring.store, wiring.doors).work_off(number)
        # Nobody waits for what was just done.
        if not _is_over(wiring, number, deadline):
            sleep(0.2)
    return get(wiring, number)


def _is_over(wiring: Wiring, number: int, deadline: float | None) -> bool:
    return wiring.store.runs.get(number).state not in ACTIVE or (deadline is not None and wiring.store.now() >= deadline)


def worker_silent(wiring: Wiring) -> bool:
    """Whether no worker has given a sign of life lately."""
    silent = wiring.store.leases.silent_for()
    return silent is None or silent > SILENT_AFTER


def view(wiring: Wiring, run: RunRow, *, joined: bool = False) -> RunView:
    """A run's row with its figures."""
    number = run.id or 0
    listed = Listed(run=run, progress=wiring.store.history.progress(number), tally=wiring.store.plans.tally(number))
    return view_of(listed, wiring.store.leases.silent_for(), joined=joined)


def view_of(listed: Listed, silent: float | None, *, joined: bool = False) -> RunView:
    """A run with its figures; `silent`: seconds since a worker was last heard of."""
    return RunView(**_standing(listed.run), **_figures(listed), joined=joined, worker_silent=silent)


def _standing(run: RunRow) -> dict[str, Any]:
    same = {name: getattr(run, name) for name in ("by", "address", "batch_size", "connections", "full")}
    return {
        "run": run.id,
        "kind": RunKind(run.kind),
        "state": RunState(run.state),
        "request": Request(run.request) if run.request else None,
        "created": run.created_at,
        "started": run.started_at,
        "ended": run.ended_at,
        "problem": _problem(run.problem),
        **same,
    }


def _figures(listed: Listed) -> dict[str, Any]:
    run, progress, tally = listed.run, listed.progress, listed.tally
    by_effect = {name: count for (part, name), count in tally.items() if part == "effect"}
    contacts = tally.get(("contacts", ""), 0)
    unchanged, left_alone = by_effect.get(Effect.KEEP, 0), by_effect.get(Effect.LEAVE, 0)
    return {
        "contacts": contacts,
        "to_send": contacts - unchanged - left_alone,
        "unchanged": unchanged,
        "left_alone": left_alone,
        "created_members": progress.created,
        "updated": progress.updated,
        "refused": progress.refused,
        "left_alone_late": progress.left_alone,
        "batches": requests(by_road(by_effect), run.batch_size) if run.kind == RunKind.DRY_RUN else progress.batches,
        "batches_done": progress.settled,
        # What was claimed beyond that stands ready to follow.
        "batches_in_flight": min(progress.sending, run.connections),
        "by_effect": by_effect,
        "recent": progress.recent,
        "recent_seconds": progress.recent_seconds,
    }


def last(wiring: Wiring, kinds: Sequence[RunKind] = WHOLE) -> RunView | None:
    """The newest run of these kinds for the chosen audience; None where there is none, or no audience."""
    chosen = wiring.in_force().settings.audience
    audience = wiring.store.mirror.find(chosen) if chosen else None
    row = wiring.store.runs.last(audience.number or 0, kinds) if audience else None
    return view(wiring, row) if row else None


def _problem(stored: str | None) -> Message | None:
    if not stored:
        return None
    return Message.from_json(json.loads(stored))
