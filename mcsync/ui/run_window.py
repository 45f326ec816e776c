"""The window of one run: which one is open stands in the address (`?run=…`), so it survives everything but the reader closing it."""

import time

import streamlit as st

from mcsync.errors import RunError
from mcsync.message import say
from mcsync.outcome import LIVE, RunKind, RunState
from mcsync.service import RunView
from mcsync.ui import run_figures, run_summary, steering
from mcsync.ui.backing import BY, service
from mcsync.ui.frame import ENDED, RUN
from mcsync.ui.language import _, moment
from mcsync.ui.notices import attempt, drop, notice, told
from mcsync.ui.words import KINDS, state

#: Seconds between two looks while the run is under way.
LOOK = 1
#: Seconds that a window stays open at least: nobody can read one that closes as it opens.
STAY = 3.0
#: In session state: (run, when its window was opened, by a clock that nobody puts back).
OPENED = "window_opened"
#: A run's number is no longer than this.
DIGITS = 9
#: Nothing more comes of a run in one of these.
OVER = frozenset({RunState.DONE, RunState.CANCELLED})


def is_asked() -> bool:
    """Whether a window will cover the page, so that it need not look at anything that takes a while."""
    return RUN in st.query_params


def show_if_asked() -> None:
    """The first or the last line of a page: opens the window that the address asks for."""
    asked = st.query_params.get(RUN)
    if not asked:
        return
    # A link to the page that is open already tells the server, but does not change the browser's address; this does.
    st.query_params[RUN] = asked
    with told(_("This run cannot be shown")):
        run = service().run(number_of(asked))
        _remember(run.run)
        st.dialog(_title(run), width="medium", on_dismiss=close)(_window)(run.run)


def close() -> None:
    """No window is asked for any longer."""
    st.query_params.pop(RUN, None)
    st.session_state.pop(OPENED, None)
    steering.forget()


def number_of(asked: str) -> int:
    """The number in an address. Raises `RunError`."""
    if not (asked.isascii() and asked.isdecimal() and len(asked) <= DIGITS):
        raise RunError(say("“{asked}” is not the number of a run.", asked=asked[:40]))
    return int(asked)


def _remember(run: int) -> None:
    if st.session_state.get(OPENED, (0, 0.0))[0] != run:
        st.session_state[OPENED] = (run, time.monotonic())


def _open_for(run: RunView) -> float:
    opened, since = st.session_state.get(OPENED, (0, 0.0))
    return time.monotonic() - float(since) if opened == run.run else STAY


def must_turn(state: RunState, *, watched: bool, open_for: float) -> bool:
    """Whether the window needs another clock, or none; at the end of a run it has none only when it could be read (`open_for` seconds)."""
    return (state in LIVE) != watched and not (state in OVER and open_for < STAY)


def _title(run: RunView) -> str:
    return f"{_(KINDS[run.kind])} {run.run}"


def _window(number_of_run: int) -> None:
    run = service().run(number_of_run)
    st.fragment(_body, run_every=LOOK if run.state in LIVE else None)(number_of_run, watched=run.state in LIVE)


def _body(number_of_run: int, *, watched: bool) -> None:
    with told(_("The run cannot be read")):
        run = service().run(number_of_run)
        if must_turn(run.state, watched=watched, open_for=_open_for(run)):
            _turn(run)
        _standing(run)
        notice("run")
        if run.kind is RunKind.DRY_RUN:
            run_summary.dry_run(run)
        else:
            run_figures.progress(run)
        if run.state in LIVE or run.state is RunState.FAILED:
            steering.steer(run)
        elif run.kind is not RunKind.DRY_RUN:
            run_summary.afterwards(run)


def _turn(run: RunView) -> None:
    """The clock of this fragment was set for the state before; at the end of the run the window closes, and a summary takes its place."""
    if run.state in OVER:
        close()
        drop("run")
        st.query_params[ENDED] = str(run.run)
    st.rerun()


def _standing(run: RunView) -> None:
    st.markdown(f"**{state(run)}** · " + _("started {time}", time=moment(run.started or run.created)))
    if st.session_state.get("joined") == run.run:
        st.info(_("This run was under way already, so your start joined it. There is only one."), title=_("Joined"))
    if run.problem is not None:
        st.error(_(run.problem), title=_("What happened, and what to do"))
    if run.live and service().worker_silent():
        st.warning(_("The run goes on by itself as soon as a worker is there."), title=_("No worker answers"))


def start(*, dry_run: bool) -> None:
    """In a callback: start an export, or join the one under way, and open its window."""
    attempt("export", lambda: _start(dry_run=dry_run))


def _start(*, dry_run: bool) -> None:
    run = service().export(BY, dry_run=dry_run, tags=str(st.session_state.get("run_tags") or ""))
    st.session_state["joined"] = run.run if run.joined else None
    st.query_params.pop(ENDED, None)
    st.query_params[RUN] = str(run.run)
