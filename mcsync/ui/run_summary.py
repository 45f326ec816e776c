"""What became of a run: who was refused and why, and the proof that the others arrived."""

from collections.abc import Iterator, Mapping

import streamlit as st

from mcsync.outcome import Effect, RunState
from mcsync.reports import to_csv
from mcsync.service import RunView
from mcsync.ui import proof
from mcsync.ui.backing import BY, service
from mcsync.ui.directory import link
from mcsync.ui.language import _, for_this_reader, number, plain
from mcsync.ui.notices import told
from mcsync.ui.tables import table
from mcsync.ui.words import EFFECTS, INTENTS, outcome
from mcsync.verdicts import VERDICTS, Cause

#: Seconds between two looks for a proof that is being made.
LOOK = 2


def refusals(run: RunView) -> None:
    """The causes so far, with their counts."""
    rows = [{"cause": plain(VERDICTS[Cause(cause)].sentence), "count": people} for cause, people in service().refusals(run.run).items()]
    columns = {"cause": plain("Refused because"), "count": plain("People")}
    table(rows, columns, alt=plain("Refusals of this run, by cause"))


def afterwards(run: RunView) -> None:
    """What can be done when it has ended."""
    left = run.left_alone + run.left_alone_late
    st.markdown(_("Unchanged: {unchanged} · Left alone: {left}", unchanged=number(run.unchanged), left=number(left)))
    with st.container(horizontal=True, vertical_alignment="center"):
        if run.refused:
            link("status", _("See who was refused"), icon=":material/bar_chart:")
        link("run", _("All of this run"), icon=":material/description:", run=str(run.run))
        link("diagnostic", _("Look at one address"), icon=":material/person_search:")
        download(run)
    if run.state is RunState.DONE:
        verify(run)


def dry_run(run: RunView) -> None:
    """What an export would do, and to whom."""
    st.caption(_("Nothing is sent in a dry run."))
    rows = [{"effect": plain(EFFECTS[Effect(effect)]), "count": people} for effect, people in run.by_effect.items()]
    if rows:
        columns = {"effect": plain("What an export would do"), "count": plain("People")}
        table(rows, columns, alt=plain("What an export would do, with how many people"))
        download(run)


def download(run: RunView) -> None:
    """Everyone in its plan, with what became of them."""
    headings = {
        "address": plain("Address"),
        "effect": plain("Intended"),
        "outcome": plain("What became of it"),
        "words": plain("Mailchimp's words"),
    }
    st.download_button(
        _("Download everyone as CSV"),
        for_this_reader(lambda: to_csv(headings, _people(run))),
        f"mcsync-run-{run.run}.csv",
        "text/csv",
        key="download_people",
        icon=":material/download:",
        on_click="ignore",
    )


def _people(run: RunView) -> Iterator[Mapping[str, object]]:
    for one in service().people(run.run):
        yield {**one, "effect": plain(INTENTS[Effect(one["effect"])]), "outcome": plain(outcome(run.kind, one["outcome"]))}


def verify(run: RunView) -> None:
    """Its proof, on its way or there; and the click that makes another."""
    if service().awaits_proof(run.run):
        st.fragment(_coming, run_every=LOOK)(run.run)
        return
    found = service().proof(run.run)
    label = _("Verify again") if found else _("Verify")
    help_ = _("Read the audience back and compare it, person by person.")
    if st.button(label, key="verify", icon=":material/fact_check:", help=help_):
        with told(_("The audience cannot be verified")), st.spinner(_("Reading the audience back …")):
            found = service().verify(BY)
    if found:
        proof.figures(found, "run")
        link("diagnostic", _("See who it is about"), icon=":material/fact_check:", show="proof")


def _coming(run: int) -> None:
    if not service().awaits_proof(run):
        st.rerun()
    st.markdown(
        f":gray[:material/fact_check:] {_('Now the audience is compared with the shop, person by person; the proof appears here.')}"
    )
