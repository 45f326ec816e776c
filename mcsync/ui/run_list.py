"""Runs, each with a link: to its window while it may still be steered, or to the page that has all of it."""

import math
from collections.abc import Sequence

import streamlit as st

from mcsync.outcome import RunKind
from mcsync.service import RunView
from mcsync.ui.directory import Name, link
from mcsync.ui.frame import RUN
from mcsync.ui.language import _, day_and_time, number
from mcsync.ui.words import KINDS, state

#: Runs on one page of the list.
PAGE = 8


def show(runs: Sequence[RunView], key: str) -> None:
    """Newest first, a page at a time; each leads to its window."""
    if not runs:
        st.markdown(_("No run yet. The first one appears here as soon as it is started."))
        return
    page = st.session_state.get(key, 1)
    for run in runs[(page - 1) * PAGE : page * PAGE]:
        line(run, "export")
    if len(runs) > PAGE:
        st.pagination(math.ceil(len(runs) / PAGE), key=key)


def line(run: RunView, to: Name) -> None:
    """One run; `to`: the page that its link leads to."""
    title, standing = st.columns([5, 7], vertical_alignment="center")
    with title:
        link(to, f"{_(KINDS[run.kind])} {run.run}", icon=":material/open_in_new:", **{RUN: str(run.run)})
    with standing:
        # Small, because all of it should stand on one line; the year and the seconds are on the run's page.
        parts = [day_and_time(run.started or run.created), f"**{state(run)}**", _counts(run)]
        st.markdown(f":small[{' · '.join(filter(None, parts))}]")


def _counts(run: RunView) -> str:
    if run.kind is RunKind.DRY_RUN:
        return "" if run.live else _("would send {count}", count=number(run.to_send))
    if not run.batches:
        return ""
    accepted = _("accepted {sent} of {all}", sent=number(run.created_members + run.updated), all=number(run.to_send))
    return f"{accepted}, {_('refused {refused}', refused=number(run.refused))}" if run.refused else accepted
