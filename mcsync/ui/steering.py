"""Pause, resume and cancel: what stops a run asks before it acts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import streamlit as st

from mcsync.message import Message, say
from mcsync.outcome import ACTIVE, Request, RunState
from mcsync.service import RunView, Service
from mcsync.ui.backing import BY, service
from mcsync.ui.directory import link
from mcsync.ui.language import _
from mcsync.ui.notices import attempt

#: In session state: (run, what somebody is about to ask of it).
ASKING = "asking"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A way to stop a run, and how it is asked."""

    label: Message
    icon: str
    question: Message
    yes: Message
    no: Message
    done: Message
    verb: Callable[[Service, int], object]
    #: The states in which it makes sense.
    when: frozenset[RunState]


STOPS: Mapping[Request, Stop] = {
    Request.PAUSE: Stop(
        label=say("Pause"),
        icon=":material/pause:",
        question=say("Pause it? The batches in flight arrive; the others wait until somebody resumes."),
        yes=say("Pause the run"),
        no=say("Go on"),
        done=say("It pauses after the batches in flight."),
        verb=lambda behind, run: behind.pause(run, BY),
        when=ACTIVE,
    ),
    Request.CANCEL: Stop(
        label=say("Cancel"),
        icon=":material/close:",
        question=say("Cancel for good? What was sent stays; what was not sent stays unsent."),
        yes=say("Cancel the run"),
        no=say("Keep it"),
        done=say("It stops after the batches in flight."),
        verb=lambda behind, run: behind.cancel(run, BY),
        when=ACTIVE | {RunState.PAUSED, RunState.FAILED},
    ),
}


def steer(run: RunView) -> None:
    """The buttons that fit the state of the run, or the question that one of them asked."""
    asking = st.session_state.get(ASKING)
    if asking and asking[0] == run.run and run.state in STOPS[asking[1]].when:
        _question(run, asking[1])
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        if run.state in {RunState.PAUSED, RunState.FAILED} or run.request is not None:
            st.button(_("Resume"), key="resume", icon=":material/play_arrow:", type="primary", on_click=_resume, args=(run.run,))
        for request, stop in STOPS.items():
            if run.state in stop.when and run.request is not request:
                st.button(_(stop.label), key=request.value, icon=stop.icon, on_click=_ask, args=(run.run, request))
        if run.state is RunState.FAILED:
            link("connect", _("See the connections"), icon=":material/cable:")


def forget() -> None:
    """Nothing is being asked any longer."""
    st.session_state.pop(ASKING, None)


def _question(run: RunView, request: Request) -> None:
    stop = STOPS[request]
    with st.container(border=True, key="question"):
        st.markdown(_(stop.question))
        with st.container(horizontal=True):
            st.button(_(stop.yes), key=f"{request.value}_really", type="primary", on_click=_stop, args=(run.run, request))
            st.button(_(stop.no), key=f"{request.value}_not", on_click=forget)


def _ask(run: int, request: Request) -> None:
    st.session_state[ASKING] = (run, request)


def _stop(run: int, request: Request) -> None:
    forget()
    attempt("run", lambda: STOPS[request].verb(service(), run), STOPS[request].done)


def _resume(run: int) -> None:
    attempt("run", lambda: service().resume(run, BY), say("It goes on."))
