"""Home: what is connected, what was done last, what comes next."""

import streamlit as st

from mcsync.service import Checked, Checks, RunView
from mcsync.ui import following
from mcsync.ui.backing import service
from mcsync.ui.directory import link
from mcsync.ui.drafts import draft
from mcsync.ui.language import _, clock, moment, number
from mcsync.ui.next_step import next_step
from mcsync.ui.words import KINDS, state


def check_line(name: str, found: Checked) -> None:
    """One step of the connection."""
    icon = ":green[:material/check_circle:]" if found.ok else ":orange[:material/error:]"
    st.markdown(f"{icon} **{name}** – {_(found.message)}")


def connected(checks: Checks, at: float) -> None:
    """Three lines, and when they were true."""
    st.header(_("Connected"), anchor=False)
    check_line(_("Shop"), checks.shop)
    check_line(_("Mailchimp"), checks.mailchimp)
    check_line(_("Audience"), checks.audience)
    st.caption(_("As of {time}.", time=clock(at)))


def last_export(run: RunView | None) -> None:
    """The newest export and its figures."""
    st.header(_("Last export"), anchor=False)
    if run is None:
        st.markdown(_("Nothing was exported to this audience yet."))
        return
    when = moment(run.ended or run.started or run.created)
    st.markdown(_("{kind} {run}, {time}: **{state}**", kind=KINDS[run.kind], run=run.run, time=when, state=state(run)))
    with st.grid(4, min_column_width=150):
        st.metric(_("Created"), number(run.created_members), border=True)
        st.metric(_("Updated"), number(run.updated), border=True)
        st.metric(_("Left alone"), number(run.left_alone + run.left_alone_late), border=True)
        st.metric(_("Refused"), number(run.refused), border=True)


def what_next(checks: Checks, run: RunView | None) -> None:
    """The one thing to do now."""
    st.header(_("Next"), anchor=False)
    step = next_step(checks, run)
    with st.container(border=True, key="next"):
        st.markdown(_(step.sentence))
        link(step.page, _(step.label), icon=":material/arrow_forward:", **step.query)


checks = draft("checks", service().check, _("Looking at the connections …"))
last = service().last_export()
what_next(checks.answer, last)
connected(checks.answer, checks.at)
following.line()
last_export(last)
