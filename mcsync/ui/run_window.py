"""The window of one run: which one is open stands in the address (`?run=…`), so it survives everything but the reader closing it."""

import streamlit as st

from mcsync.errors import RunError
from mcsync.message import say
from mcsync.outcome import ACTIVE, LIVE, Request, RunKind, RunState
from mcsync.service import RunView
from mcsync.ui import run_summary, strip
from mcsync.ui.backing import BY, service
from mcsync.ui.frame import RUN
from mcsync.ui.language import _, duration, moment, number
from mcsync.ui.notices import attempt, notice, told
from mcsync.ui.words import KINDS, share_done, state

#: Seconds between two looks while the run is under way.
LOOK = 1
#: A run's number is no longer than this.
DIGITS = 9


def is_asked() -> bool:
    """Whether a window will cover the page, so that it need not look at anything that takes a while."""
    return RUN in st.query_params


def show_if_asked() -> None:
    """The last line of a page: opens the window that the address asks for."""
    asked = st.query_params.get(RUN)
    if not asked:
        return
    # A link to the page that is open already tells the server, but does not change the browser's address; this does.
    st.query_params[RUN] = asked
    with told(_("This run cannot be shown")):
        run = service().run(number_of(asked))
        st.dialog(_title(run), width="medium", on_dismiss=close)(_window)(run.run)


def close() -> None:
    """In a callback: no window is asked for any longer."""
    st.query_params.pop(RUN, None)
    st.session_state.pop("cancelling", None)


def number_of(asked: str) -> int:
    """The number in an address. Raises `RunError`."""
    if not (asked.isascii() and asked.isdecimal() and len(asked) <= DIGITS):
        raise RunError(say("“{asked}” is not the number of a run.", asked=asked[:40]))
    return int(asked)


def _title(run: RunView) -> str:
    return f"{_(KINDS[run.kind])} {run.run}"


def _window(number_of_run: int) -> None:
    run = service().run(number_of_run)
    st.fragment(_body, run_every=LOOK if run.live else None)(number_of_run, live=run.live)


def _body(number_of_run: int, *, live: bool) -> None:
    with told(_("The run cannot be read")):
        run = service().run(number_of_run)
        if run.live != live:
            # The clock of this fragment was set for the state before.
            st.rerun()
        _standing(run)
        notice("run")
        if run.kind is RunKind.DRY_RUN:
            run_summary.dry_run(run)
        else:
            _progress(run)
        if run.state in LIVE or run.state is RunState.FAILED:
            _steer(run)
        elif run.kind is not RunKind.DRY_RUN:
            run_summary.afterwards(run)


def _standing(run: RunView) -> None:
    st.markdown(f"**{state(run)}** · " + _("started {time}", time=moment(run.started or run.created)))
    if st.session_state.get("joined") == run.run:
        st.info(_("This run was under way already, so your start joined it. There is only one."), title=_("Joined"))
    if run.problem is not None:
        st.error(_(run.problem), title=_("What happened, and what to do"))
    if run.live and service().worker_silent():
        st.warning(
            _("No worker answers. The run goes on as soon as one is there: start mcsync with `make run`."), title=_("Nobody is working")
        )


def _progress(run: RunView) -> None:
    if run.state in {RunState.WAITING, RunState.PLANNING} and not run.batches:
        st.progress(0.0, text=_("Before the first batch, the audience and the shop are read."))
    elif not run.batches:
        st.markdown(_("Nothing was sent."))
    else:
        _figures(run)


def _figures(run: RunView) -> None:
    st.progress(share_done(run), text=_("{done} of {all} contacts", done=number(run.settled), all=number(run.to_send)))
    strip.show(service().strip(run.run))
    with st.grid(3, min_column_width=130):
        st.metric(_("Batches done"), number(run.batches_done), border=True)
        st.metric(_("In flight"), number(run.batches_in_flight), border=True)
        st.metric(_("Waiting"), number(run.batches - run.batches_done - run.batches_in_flight), border=True)
        st.metric(_("Created"), number(run.created_members), border=True)
        st.metric(_("Updated"), number(run.updated), border=True)
        st.metric(_("Refused"), number(run.refused), border=True)
    if run.live:
        _pace(run)
    if run.refused:
        run_summary.refusals(run)


def _pace(run: RunView) -> None:
    if run.seconds_left is not None:
        st.caption(_("{rate} contacts a second · about {time} left", rate=number(round(run.rate)), time=duration(run.seconds_left)))


def _steer(run: RunView) -> None:
    with st.container(horizontal=True):
        if run.state in ACTIVE:
            asked = run.request is Request.PAUSE
            st.button(_("Pause"), key="pause", icon=":material/pause:", on_click=_pause, args=(run.run,), disabled=asked)
        if run.state in {RunState.PAUSED, RunState.FAILED} or run.request is not None:
            st.button(_("Resume"), key="resume", icon=":material/play_arrow:", type="primary", on_click=_resume, args=(run.run,))
        if st.session_state.get("cancelling") != run.run:
            st.button(_("Cancel"), key="cancel", icon=":material/close:", on_click=_ask_to_cancel, args=(run.run,))
    if st.session_state.get("cancelling") == run.run:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(_("Cancel for good? What was sent stays; what was not sent stays unsent."))
            st.button(_("Cancel the run"), key="cancel_really", on_click=_cancel, args=(run.run,))
            st.button(_("Keep it"), key="cancel_not", on_click=_ask_to_cancel, args=(None,))


def _ask_to_cancel(run: int | None) -> None:
    st.session_state["cancelling"] = run


def _pause(run: int) -> None:
    attempt("run", lambda: service().pause(run, BY), say("It pauses after the batches in flight."))


def _resume(run: int) -> None:
    attempt("run", lambda: service().resume(run, BY), say("It goes on."))


def _cancel(run: int) -> None:
    st.session_state["cancelling"] = None
    attempt("run", lambda: service().cancel(run, BY), say("It stops after the batches in flight."))


def start(*, dry_run: bool) -> None:
    """In a callback: start an export, or join the one under way, and open its window."""
    attempt("export", lambda: _start(dry_run=dry_run))


def _start(*, dry_run: bool) -> None:
    run = service().export(BY, dry_run=dry_run)
    st.session_state["joined"] = run.run if run.joined else None
    st.query_params[RUN] = str(run.run)
