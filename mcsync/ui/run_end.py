"""What a run leaves on the page when its window has closed by itself: what became of it, the proof, and what comes next."""

import streamlit as st

from mcsync.outcome import RunKind
from mcsync.service import RunView
from mcsync.ui import run_figures, run_summary
from mcsync.ui.backing import service
from mcsync.ui.connections import checks
from mcsync.ui.directory import ONWARD, link
from mcsync.ui.frame import ENDED
from mcsync.ui.language import _, moment
from mcsync.ui.next_step import next_step
from mcsync.ui.notices import told
from mcsync.ui.run_window import number_of
from mcsync.ui.words import KINDS, state


def show_if_asked() -> None:
    """The summary that the address asks for."""
    asked = st.query_params.get(ENDED)
    if asked:
        with told(_("This run cannot be shown")):
            _show(service().run(number_of(asked)))


def _show(run: RunView) -> None:
    with st.container(border=True, key="ended"):
        st.header(_("{kind} {run}: {state}", kind=KINDS[run.kind], run=run.run, state=state(run)), anchor=False)
        st.caption(_("Ended {time}.", time=moment(run.ended)) if run.ended else "")
        if run.kind is RunKind.DRY_RUN:
            run_summary.dry_run(run)
        else:
            run_figures.progress(run)
            run_summary.afterwards(run)
            _next(run)
        st.button(_("Close this summary"), key="close_summary", icon=":material/close:", on_click=_forget)


def _next(run: RunView) -> None:
    step = next_step(checks().answer, run, refused=service().refused_still(run.run) if run.refused else 0)
    st.markdown(_("**Next:** {sentence}", sentence=step.sentence))
    link(step.page, _(step.label), icon=ONWARD, **step.query)


def _forget() -> None:
    st.query_params.pop(ENDED, None)
