"""The account: a key, shown by its last four characters once it is stored."""

import streamlit as st

from mcsync.message import say
from mcsync.service import InForce
from mcsync.ui.backing import service
from mcsync.ui.language import _
from mcsync.ui.notices import notice
from mcsync.ui.saving import fixed_line, save, typed


def show(in_force: InForce) -> None:
    """The field is always empty; an empty one keeps the key."""
    notice("mailchimp")
    fixed = fixed_line(in_force, "mailchimp_key")
    stored = service().texts()["mailchimp_key"]
    with st.form("mailchimp_form"):
        st.text_input(
            _("Mailchimp API key"),
            key="mailchimp_key",
            type="password",
            placeholder=stored or _("32 digits and letters, then -us and a number"),
            autocomplete="off",
            help=_("In Mailchimp: Account and billing, Extras, API keys. It is stored encrypted."),
            disabled=fixed,
        )
        if stored:
            st.caption(_("Stored: {key}. Leave the field empty to keep it.", key=stored))
        st.form_submit_button(_("Use this key"), key="save_key", on_click=_save, disabled=fixed)
    if stored and not fixed:
        st.button(_("Forget the key, and practise"), key="forget_key", type="tertiary", on_click=_forget)


def _save() -> None:
    if typed("mailchimp_key").strip() and save("mailchimp", lambda: {"mailchimp_key": typed("mailchimp_key")}):
        st.session_state["mailchimp_key"] = ""


def _forget() -> None:
    save("mailchimp", lambda: {"mailchimp_key": ""}, say("The key was forgotten. The Mailchimp sandbox stands in again."))
