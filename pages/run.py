"""Run: one run, whole: who started it, what came of it, its causes, its batches, its people, and the settings that it went by."""

import streamlit as st

from mcsync.outcome import LIVE, RunKind, RunState
from mcsync.service import RunView
from mcsync.ui import retrying, run_record, run_summary
from mcsync.ui.backing import service
from mcsync.ui.directory import ONWARD, link
from mcsync.ui.frame import RUN
from mcsync.ui.language import _, duration, moment, number
from mcsync.ui.notices import told
from mcsync.ui.run_window import number_of
from mcsync.ui.words import KINDS, state


def standing(run: RunView) -> None:
    """What it is, where it stands, and who started it when."""
    st.header(f"{_(KINDS[run.kind])} {run.run}", anchor=False)
    parts = [
        f"**{state(run)}**",
        _("asked for by {by}", by=run.by),
        _("started {time}", time=moment(run.started or run.created)),
    ]
    if run.ended and run.started:
        parts += [_("ended {time}", time=moment(run.ended)), _("took {time}", time=duration(run.ended - run.started))]
    st.markdown(" · ".join(parts))
    if run.address and "@" in run.address:  # retention leaves a word in its place
        link("diagnostic", _("Look at {address}", address=run.address), icon=":material/person_search:", address=run.address)
    if run.problem is not None:
        st.error(_(run.problem), title=_("What happened, and what to do"))
    if run.state in LIVE or run.state is RunState.FAILED:
        label = _("Watch, pause or cancel it") if run.live else _("Resume or cancel it")
        link("export", label, icon=":material/visibility:", **{RUN: str(run.run)})


def figures(run: RunView) -> None:
    """Contacts = sent + unchanged + left alone."""
    with st.grid(4, min_column_width=150):
        st.metric(_("Contacts"), number(run.contacts), border=True)
        st.metric(_("To send"), number(run.to_send), border=True)
        st.metric(_("Created"), number(run.created_members), border=True)
        st.metric(_("Updated"), number(run.updated), border=True)
        st.metric(_("Refused"), number(run.refused), border=True)
        st.metric(_("Left alone"), number(run.left_alone + run.left_alone_late), border=True)
        st.metric(_("Unchanged"), number(run.unchanged), border=True)
        st.metric(_("Batches, of {all}", all=number(run.batches)), number(run.batches_done), border=True)


def whole(run: RunView) -> None:
    """Everything there is to see."""
    record = service().run_record(run.run)
    standing(run)
    retrying.told()
    figures(run)
    run_summary.download(run)
    if run.state is RunState.DONE and run.kind is RunKind.MANUAL:
        st.subheader(_("Proof"), anchor=False)
        run_summary.verify(run)
    if run.refused:
        st.subheader(_("Who was refused"), anchor=False)
        run_record.causes(run, record)
    if run.batches and run.kind is not RunKind.DRY_RUN:
        st.subheader(_("Batches"), anchor=False)
        run_record.batches(run)
    with st.expander(_("Settings in force when it was started")):
        run_record.settings(record)


asked = st.query_params.get(RUN, "")
if asked:
    # A link to the page that is open already tells the server, but does not change the browser's address; this does.
    st.query_params[RUN] = asked
    with told(_("This run cannot be shown")):
        whole(service().run(number_of(asked)))
else:
    st.info(_("Choose a run on the Status page to see all of it."))
    link("status", _("Go to the Status page"), icon=ONWARD)
