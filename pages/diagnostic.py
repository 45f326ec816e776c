"""Diagnostic: one address, what happened to it, and one click to put it right."""

import streamlit as st

from mcsync.ui import diagnosis
from mcsync.ui.language import _
from mcsync.ui.notices import told


def ask() -> str:
    """The address that the reader typed, or that a link brought; it stands in the address of the page."""
    given = st.query_params.get("address", "")
    with st.form("address_form", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(_("E-mail address"), given, key=f"address_{given}", placeholder="ann@example.com", autocomplete="off", max_chars=400)
        st.form_submit_button(_("Look it up"), key="look_up", icon=":material/search:", on_click=remember, args=(f"address_{given}",))
    return given


def remember(key: str) -> None:
    """What was typed, into the address of the page."""
    st.query_params["address"] = str(st.session_state[key]).strip()
    diagnosis.forget()


address = ask()
if address:
    with told(_("This address cannot be looked up")):
        diagnosis.show(address)
else:
    st.info(_("Type an address to see what the shop says, what was sent last, and what Mailchimp says now."))
