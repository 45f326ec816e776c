"""The runs of a period: all, or those of some kinds and states, or with errors; a page at a time."""

import math
from datetime import date

import streamlit as st

from mcsync.outcome import RunKind, RunState
from mcsync.service import RunFilter
from mcsync.ui import run_list
from mcsync.ui.backing import service
from mcsync.ui.language import _, number, plain
from mcsync.ui.words import KINDS, STATES


def show(days: int, day: date | None) -> None:
    """Newest first, each with a link to its page."""
    page = int(st.session_state.get("status_runs", 1))
    found = service().runs_page(days, _chosen(day), first=(page - 1) * run_list.PAGE, size=run_list.PAGE)
    if not found.total:
        st.markdown(_("No run of the period is like this."))
    for run in found.runs:
        run_list.line(run, "run")
    with st.container(horizontal=True, vertical_alignment="center"):
        if found.total > run_list.PAGE:
            st.pagination(math.ceil(found.total / run_list.PAGE), key="status_runs")
        st.caption(_("Runs: {count}", count=number(found.total)), width="content")


def _chosen(day: date | None) -> RunFilter:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kinds = st.multiselect(
            _("Kinds"), list(RunKind), format_func=lambda kind: plain(KINDS[kind]), key="run_kinds", on_change=_first, placeholder=_("All")
        )
        states = st.multiselect(
            _("States"),
            list(RunState),
            format_func=lambda state: plain(STATES[state]),
            key="run_states",
            on_change=_first,
            placeholder=_("All"),
        )
        with_errors = st.toggle(_("With errors only"), key="run_errors", on_change=_first)
    return RunFilter(day=day, kinds=kinds, states=states, with_errors=with_errors)


def _first() -> None:
    """Back to the first page: there may be fewer."""
    st.session_state.pop("status_runs", None)
