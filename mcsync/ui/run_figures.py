"""How far a run is: its batches, its contacts, its refusals so far, and how long it will take."""

import streamlit as st

from mcsync.outcome import RunState
from mcsync.service import RunView
from mcsync.ui import run_summary, strip
from mcsync.ui.backing import service
from mcsync.ui.language import _, duration, number
from mcsync.ui.words import share_done


def progress(run: RunView) -> None:
    """Everything about the sending, or why there is nothing to say of it yet."""
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
