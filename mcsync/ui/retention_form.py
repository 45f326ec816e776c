"""How long details of people are kept."""

import streamlit as st

from mcsync.parsing import DAYS_MAX
from mcsync.service import InForce
from mcsync.ui.language import _
from mcsync.ui.notices import notice
from mcsync.ui.saving import save, typed


def show(in_force: InForce) -> None:
    """One number."""
    st.subheader(_("Keep details for a time"), anchor=False)
    notice("retention")
    with st.form("retention_form"):
        label = _("Days after which details of people are removed (0: never)")
        st.number_input(label, 0, DAYS_MAX, in_force.settings.retention_days, step=30, key="retention_days", width=420)
        st.caption(
            _("Removed are who was in a run or a proof, with what became of each, and what came back from Mailchimp. All numbers stay.")
        )
        st.form_submit_button(_("Save the time"), key="save_retention", on_click=_save)


def _save() -> None:
    save("retention", lambda: {"retention_days": typed("retention_days") or "0"})
