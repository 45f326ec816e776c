"""The proof: the audience read back whole, compared with the shop person by person, and kept with the run that it proves."""

from collections.abc import Callable

from mcsync.engine.holding import Holding
from mcsync.engine.proving import Prover
from mcsync.engine.reading import Reader, filling_of
from mcsync.engine.survey import Count, terms_of
from mcsync.engine.vanished import everyone
from mcsync.engine.worker import new_owner
from mcsync.errors import LeaseLostError, RunError
from mcsync.mapping import Filling
from mcsync.message import say
from mcsync.outcome import RunKind, RunState
from mcsync.service.diagnostic_views import Verification
from mcsync.service.running import SENDING, worker_silent
from mcsync.service.wiring import Wiring
from mcsync.settings import Settings
from mcsync.store import AudienceRow, Proof

#: Seconds to wait for the connections, and between two tries to have them.
PATIENCE, TURN = 20.0, 0.5
#: Seconds after the end of an export in which its proof may still be on its way: comparing a million people takes one minute.
ON_ITS_WAY = 120.0

#: Kinds of runs that a verification proves.
_PROVEN = (*SENDING, RunKind.RETRY)


def verify(wiring: Wiring, by: str, sleep: Callable[[float], None]) -> Verification:
    """Read the audience (not its cached statistics), compare, and keep what was found.

    Raises `RunError` while a run has the connections, and as `preview` does.
    """
    settings = wiring.in_force().settings
    audience = wiring.fresh_audience(settings)
    filling = _read_whole(wiring, settings, audience, sleep)
    number = audience.number or 0
    prover = Prover(wiring.store, number)
    with wiring.shop(settings) as shop:
        for one in everyone(shop, wiring.store, terms_of(settings, audience, filling, now=wiring.store.now()), Count()):
            prover.see(one)
    proof = prover.proof(_proven(wiring, number), by)
    wiring.store.proofs.keep(proof)
    return view(wiring, proof)


def last(wiring: Wiring) -> Verification | None:
    """The newest verification of the chosen audience; None where there is none, or no audience."""
    chosen = wiring.in_force().settings.audience
    audience = wiring.store.mirror.find(chosen) if chosen else None
    proof = wiring.store.proofs.last(audience.number or 0) if audience else None
    return view(wiring, proof) if proof else None


def of_run(wiring: Wiring, run: int) -> Verification | None:
    """The newest verification that proves this run."""
    proof = wiring.store.proofs.of_run(run)
    return view(wiring, proof) if proof else None


def is_on_its_way(wiring: Wiring, number: int) -> bool:
    """Whether a worker is, or should be, making the proof of this run just now. Raises `RunError`."""
    run = wiring.store.runs.get(number)
    if run.kind != RunKind.MANUAL or run.state != RunState.DONE or not wiring.in_force().settings.verify_by_itself:
        return False
    young = run.ended_at is not None and 0 <= wiring.store.now() - run.ended_at < ON_ITS_WAY
    return young and not worker_silent(wiring) and wiring.store.history.progress(number).settled > 0 and of_run(wiring, number) is None


def view(wiring: Wiring, proof: Proof) -> Verification:
    """As it is shown."""
    figures = {name: getattr(proof, name) for name in ("in_place", "different", "missing", "left_alone", "not_ours", "at", "by")}
    return Verification(**figures, run=proof.run_id, audience=wiring.store.mirror.numbered(proof.audience).name, examples=proof.people)


def _proven(wiring: Wiring, audience: int) -> int | None:
    """The last run that sent, if it came to its end."""
    run = wiring.store.runs.last(audience, _PROVEN)
    return run.id if run and run.state == RunState.DONE else None


def _read_whole(wiring: Wiring, settings: Settings, audience: AudienceRow, sleep: Callable[[float], None]) -> Filling:
    """Waits for its turn: a look by itself has the connections for some seconds now and then."""
    until = wiring.store.now() + PATIENCE
    while True:
        try:
            with wiring.mailchimp(settings) as mailchimp, Holding(wiring.store.leases, wiring.lease(settings), new_owner()):
                filling = filling_of(wiring.store, mailchimp, audience)
                Reader(wiring.store, mailchimp, filling.tags, at_once=settings.connections).refresh(audience, whole=True)
                return filling
        except LeaseLostError as error:
            if wiring.store.now() >= until:
                raise RunError(say("An export is using the connections to Mailchimp. Verify when it has ended.")) from error
        sleep(TURN)
