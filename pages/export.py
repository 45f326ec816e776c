"""Export: what will happen, one click to let it happen, and a window to watch it."""

from typing import Literal

import streamlit as st

from mcsync.message import say_many
from mcsync.service import Preview, RunView
from mcsync.ui import following, recall, run_end, run_list, run_window
from mcsync.ui.backing import service
from mcsync.ui.batch_size import time_it_takes
from mcsync.ui.directory import link
from mcsync.ui.frame import RUN
from mcsync.ui.language import _, clock, number
from mcsync.ui.notices import notice, told
from mcsync.ui.words import CONSENTS_AT_LENGTH

#: Days of runs in the list below.
DAYS = 7


def figures(preview: Preview, at: float) -> None:
    """What is about to happen, before anyone agrees to it."""
    with st.grid(4, min_column_width=150):
        st.metric(_("Contacts"), number(preview.contacts), border=True)
        st.metric(_("To send"), number(preview.to_send), border=True)
        st.metric(_("Batch size"), number(preview.batch_size), border=True)
        st.metric(_("Requests"), number(preview.batches), border=True)
    st.markdown(_(CONSENTS_AT_LENGTH[service().in_force().settings.consent]))
    takes = _("It takes {minutes}.", minutes=time_it_takes(preview)) + " " if preview.to_send else ""
    st.caption(takes + _("Counted at {time}; what has changed since is looked at again.", time=clock(at)))


def begin(preview: Preview) -> None:
    """One click; where there is nothing to send, it is not the one thing to do."""
    if not preview.to_send:
        nobody = _("There is nobody to export. The preview says why.")
        st.info(
            _("Everybody is in the audience already, or is left alone; the preview says why.") if preview.contacts else nobody,
            title=_("Nothing to send"),
        )
    with st.expander(_("Tag the people of this export")):
        st.text_input(
            _("Tags, between commas"), key="run_tags", help=_("Only for who is sent by it. Tags for every export are on the Fields page.")
        )
    some = preview.to_send > 0
    label = _(say_many("Export {n} contact", "Export {n} contacts", preview.to_send)) if some else _("Export all the same")
    with st.container(horizontal=True, vertical_alignment="center"):
        kind: Literal["primary", "secondary"] = "primary" if some else "secondary"
        st.button(label, key="start", type=kind, icon=":material/send:", on_click=run_window.start, kwargs={"dry_run": False})
        st.button(_("Dry run"), key="dry_run", on_click=run_window.start, kwargs={"dry_run": True}, help=_("Everything but the sending."))
        link("preview", _("Look at the preview"))


def prepare() -> None:
    """What would happen, and the click that lets it happen."""
    last = service().last_run()
    if last and last.live:
        watch(last)
        return
    found = recall.preview()
    if found:
        figures(service().resized(found.answer), found.at)
        begin(found.answer)


def watch(run: RunView) -> None:
    """Instead of a start, while a run holds the audience."""
    st.info(
        _("Run {run} has not ended. There is only one at a time; a second start would join it.", run=run.run),
        title=_("A run is under way already"),
    )
    link("export", _("Open its window"), icon=":material/visibility:", **{RUN: str(run.run)})


notice("export")
run_end.show_if_asked()
with told(_("The export cannot be prepared")):
    if not run_window.is_asked() and recall.audience_is_there():
        prepare()
following.line()
st.header(_("Runs of the last {days} days", days=DAYS), anchor=False)
run_list.show(service().runs(DAYS), "export_runs")
run_window.show_if_asked()
