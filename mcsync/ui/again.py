"""“Re-sync the selected ones”: one click, one run for these people, and its window."""

from collections.abc import Sequence

import streamlit as st

from mcsync.service import RunView
from mcsync.ui.backing import BY, service
from mcsync.ui.directory import link
from mcsync.ui.frame import ENDED, RUN
from mcsync.ui.language import _, number
from mcsync.ui.notices import attempt
from mcsync.ui.words import KINDS, state

#: In session state: the number of the run that this reader started here last.
_STARTED = "again_run"


def button(addresses: Sequence[str], *, key: str) -> None:
    """The button for these people; what became of it is told by `notice("again")`."""
    label = _("Re-sync the selected ones ({count})", count=number(len(addresses)))
    st.button(label, key=key, icon=":material/sync:", disabled=not addresses, on_click=_start, args=(list(addresses),))


def fresh(name: str) -> str:
    """A key for a table to choose rows of: another one after each start, so that nobody stays chosen."""
    return f"{name}_{st.session_state.get(_STARTED, 0)}"


def result() -> None:
    """What became of the last one, once it has ended."""
    run = last_run()
    if run is None or run.live:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="again_result"):
        st.markdown(_("{kind} {run}: {state}", kind=KINDS[run.kind], run=run.run, state=state(run)), width="content")
        link("run", _("All of this run"), icon=":material/description:", run=str(run.run))


def last_run() -> RunView | None:
    """The run that this reader started here last, as it is now."""
    started = st.session_state.get(_STARTED)
    return service().run(started) if started else None


def _start(addresses: list[str]) -> None:
    attempt("again", lambda: _begin(addresses))


def _begin(addresses: list[str]) -> None:
    run = service().retry_people(addresses, BY)
    st.session_state[_STARTED] = run.run
    st.session_state["joined"] = run.run if run.joined else None
    st.query_params.pop(ENDED, None)
    st.query_params[RUN] = str(run.run)
