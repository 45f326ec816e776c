"""Home: what comes next, whether all is well, what was done last."""

from collections.abc import Sequence

import streamlit as st

from mcsync.message import Message, say
from mcsync.service import AlertState, Checked, Checks, RunView
from mcsync.ui import alert_state, checklist, following
from mcsync.ui.backing import service
from mcsync.ui.connections import CHECKS, checks
from mcsync.ui.directory import ONWARD, link
from mcsync.ui.drafts import Draft, forget_before, is_kept
from mcsync.ui.language import _, clock, moment, number
from mcsync.ui.next_step import next_step
from mcsync.ui.words import KINDS, state

#: Days of errors that are counted.
DAYS = 7
#: In place of a sentence that stands further up.
ABOVE = say("Not connected: what to do stands above.")


def first_steps(checks: Checks, run: RunView | None) -> None:
    """Until something was exported: one step after the other."""
    st.header(_("First steps"), anchor=False)
    in_force = service().in_force()
    checklist.show(checklist.tasks(checks, in_force, run, looked=is_kept("preview")))


def what_next(checks: Checks, run: RunView) -> None:
    """The one thing to do now."""
    st.header(_("Next"), anchor=False)
    step = next_step(checks, service().stuck() or run, refused=service().refused_still(run.run) if run.refused else 0)
    with st.container(border=True, key="next"):
        st.markdown(_(step.sentence))
        link(step.page, _(step.label), icon=ONWARD, **step.query)


def troubles(found: AlertState) -> None:
    """What is wrong now, whoever was told; nothing where all is well."""
    if alert_state.to_tell(found):
        st.header(_("Needs attention"), anchor=False)
        alert_state.troubles(found)


def check_line(name: str, found: Checked, said: Sequence[Message]) -> None:
    """One step of the connection; what was `said` above is not said again."""
    icon = ":green[:material/check_circle:]" if found.ok else ":orange[:material/error:]"
    st.markdown(f"{icon} **{name}** – {_(ABOVE if found.message in said else found.message)}")


def connected(found: Draft[Checks], said: Sequence[Message]) -> None:
    """Three lines, and when they were true."""
    st.header(_("Connections"), anchor=False)
    check_line(_("Shop"), found.answer.shop, said)
    check_line(_("Mailchimp"), found.answer.mailchimp, said)
    check_line(_("Audience"), found.answer.audience, said)
    st.caption(_("As of {time}.", time=clock(found.at)))


def last_export(run: RunView) -> None:
    """The newest export and its figures."""
    st.header(_("Last export"), anchor=False)
    when = moment(run.ended or run.started or run.created)
    st.markdown(_("{kind} {run}, {time}: **{state}**", kind=KINDS[run.kind], run=run.run, time=when, state=state(run)))
    with st.grid(4, min_column_width=150):
        st.metric(_("Created"), number(run.created_members), border=True)
        st.metric(_("Updated"), number(run.updated), border=True)
        st.metric(_("Left alone"), number(run.left_alone + run.left_alone_late), border=True)
        st.metric(_("Refused"), number(run.refused), border=True)
    proof(run)


def proof(run: RunView) -> None:
    """What the last reading back of the audience found."""
    found = service().last_proof()
    if found is None:
        _unproved(run)
        return
    values = {"time": moment(found.at), "n": number(found.in_place), "different": number(found.different), "missing": number(found.missing)}
    wrong = found.different or found.missing
    icon = ":orange[:material/fact_check:]" if wrong else ":green[:material/fact_check:]"
    if found.run in {None, run.run}:
        sentence = _("Verified {time}: {n} in place, {different} different, {missing} missing.", **values)
    else:
        sentence = _("Verified {time}, after run {run}: {n} in place, {different} different, {missing} missing.", run=found.run, **values)
    st.markdown(f"{icon} {sentence}")
    link("diagnostic", _("See who it is about") if wrong else _("Look at the proof"), icon=":material/fact_check:", show="proof")


def _unproved(run: RunView) -> None:
    if service().awaits_proof(run.run):
        sentence = _("The audience is being compared with the shop just now.")
    else:
        sentence = _("Not verified yet: nobody has read the audience back since.")
    st.markdown(f":gray[:material/fact_check:] {sentence}")
    link("diagnostic", _("Verify"), icon=":material/fact_check:", show="proof")


def lately() -> None:
    """Sent and refused over the last days, the way to the people behind it."""
    found = service().sent_lately(DAYS)
    st.header(_("Last {days} days", days=DAYS), anchor=False)
    with st.grid(2, min_column_width=150):
        st.metric(_("Contacts sent"), number(found.sent), border=True)
        st.metric(_("Errors"), number(found.refused), border=True)
    link("status", _("See them day by day"), icon=":material/bar_chart:", days=str(DAYS))


last = service().last_export()
forget_before(last.ended or 0.0 if last else 0.0, CHECKS)
found, alerts = checks(), service().alerts()
exported = last is not None and service().was_exported()
troubles(alerts)
if last is None or not exported:
    first_steps(found.answer, last)
else:
    what_next(found.answer, last)
    last_export(last)
    lately()
connected(found, alert_state.said(alerts))
following.line(said=alert_state.said(alerts))
