"""Send again: one click on a button, or on the chosen lines of a list, starts a run and says where it can be watched."""

from collections.abc import Sequence

import streamlit as st

from mcsync.errors import RunError
from mcsync.message import say
from mcsync.service import Figure, PersonBehind, RunView
from mcsync.ui.backing import BY, service
from mcsync.ui.directory import link
from mcsync.ui.frame import RUN
from mcsync.ui.language import _
from mcsync.ui.notices import attempt, notice

_PLACE = "retry"
#: In session state: the run that the last click started.
STARTED = "retried"
_NOBODY_CHOSEN = say("Nobody is chosen. Tick the boxes in front of the addresses first.")


def told() -> None:
    """Says once what became of the last click, and leads to its run."""
    notice(_PLACE)
    run = st.session_state.pop(STARTED, None)
    if run is not None:
        st.success(_("Run {run} sends them again, as soon as it is its turn.", run=run))
        link("run", _("Look at run {run}", run=run), icon=":material/visibility:", **{RUN: str(run)})


def button(figure: Figure, key: str) -> None:
    """For everybody behind a number."""
    label = _("Send these again")
    help_ = _("A run for these people alone. Whoever was sent since, or has left in Mailchimp, is left out; quarantine is not waited for.")
    st.button(label, key=f"{key}_retry", icon=":material/replay:", on_click=_start, args=(figure,), help=help_)


def chosen_button(people: Sequence[PersonBehind], key: str) -> None:
    """For those whose box is ticked; inside the form of the list."""
    label = _("Send the chosen ones again")
    st.form_submit_button(label, key=f"{key}_chosen", icon=":material/replay:", on_click=_start_chosen, args=(people, key))


def box(key: str, person: PersonBehind) -> str:
    """The name of the box in front of somebody, in the list of this name; they may be in it once for each run."""
    return f"{key}_{person.run}_{person.address}"


def _start(figure: Figure) -> None:
    attempt(_PLACE, lambda: _remember(service().retry(figure, BY)))


def _start_chosen(people: Sequence[PersonBehind], key: str) -> None:
    chosen = [person.address for person in people if st.session_state.get(box(key, person))]
    attempt(_PLACE, lambda: _remember(_retried(chosen)))


def _retried(chosen: Sequence[str]) -> RunView:
    if not chosen:
        raise RunError(_NOBODY_CHOSEN)
    return service().retry_people(chosen, BY)


def _remember(run: RunView) -> None:
    st.session_state[STARTED] = run.run
