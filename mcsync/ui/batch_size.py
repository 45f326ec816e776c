"""The batch size: what is typed is answered at once, with what it means and what we would choose."""

import math

import streamlit as st

from mcsync.message import say, say_many
from mcsync.service import Preview
from mcsync.ui.backing import BY, service
from mcsync.ui.language import _, number
from mcsync.ui.notices import attempt, notice
from mcsync.ui.saving import fixed_line

#: After this pause in typing the page answers.
PAUSE = "500ms"


def show(preview: Preview) -> None:
    """A part of its own, so that the rest of the page stands still meanwhile."""
    st.header(_("Batch size"), anchor=False)
    st.fragment(_control)(preview)


def time_it_takes(preview: Preview) -> str:
    """In minutes, roughly."""
    if preview.minutes < 1:
        return _("less than a minute")
    return _(say_many("about {n} minute", "about {n} minutes", math.ceil(preview.minutes)))


def _control(preview: Preview) -> None:
    shown, in_force = service().resized(preview), service().in_force()
    fixed, connections = fixed_line(in_force, "batch_size"), in_force.settings.connections
    label = _("Contacts in one request, 1 to 500")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(label, str(shown.batch_size), key="batch_size", on_change=_resize, disabled=fixed, width=280, live=PAUSE)
        _propose(shown, fixed=fixed)
    notice("batch_size")
    with st.grid(3, min_column_width=150):
        st.metric(_("Contacts to send"), number(shown.to_send), border=True)
        st.metric(
            _("Requests"),
            number(shown.batches),
            border=True,
            help=_("New people, and those in the audience already, go in requests of their own."),
        )
        st.metric(
            _("Time"),
            _minutes(shown),
            border=True,
            help=_(
                say_many("With {n} request at a time, as fast as lately.", "With {n} requests at a time, as fast as lately.", connections)
            ),
        )
    if shown.proposal:
        st.caption(_("Proposed: {size}. {why}", size=number(shown.proposal.batch_size), why=shown.proposal.why))


def _minutes(preview: Preview) -> str:
    """Short, for a figure."""
    return _("< 1 min") if preview.batches and preview.minutes < 1 else _("{minutes} min", minutes=number(math.ceil(preview.minutes)))


def _propose(shown: Preview, *, fixed: bool) -> None:
    if shown.proposal and shown.proposal.batch_size != shown.batch_size and not fixed:
        size = shown.proposal.batch_size
        st.button(_("Use {size}", size=number(size)), key="use_proposal", on_click=_choose, args=(str(size),))


def _resize() -> None:
    _choose(str(st.session_state["batch_size"]))


def _choose(typed: str) -> None:
    """Store it, or say why not."""
    if attempt("batch_size", lambda: service().choose_batch_size(typed, BY), say("Saved.")):
        st.session_state["batch_size"] = typed
