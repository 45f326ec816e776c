"""Diagnostic: what happened to one address, to many, to the whole audience; and one click to put it right."""

from collections.abc import Mapping

import streamlit as st

from mcsync.message import Message, say
from mcsync.ui import diagnosis, listing, proof, run_window
from mcsync.ui.language import _
from mcsync.ui.notices import told
from mcsync.ui.recall import audience_is_chosen

#: In the address of the page, as `?show=…` → what can be chosen.
VIEWS: Mapping[str, Message] = {"one": say("One address"), "list": say("A list"), "proof": say("The whole audience")}


def choose() -> str:
    """Which view is open; it stands in the address of the page."""
    asked = st.query_params.get("show", "one")
    now = asked if asked in VIEWS else "one"
    label, key = _("What to look at"), f"show_{now}"
    st.radio(
        label,
        list(VIEWS),
        index=list(VIEWS).index(now),
        key=key,
        format_func=lambda view: _(VIEWS[view]),
        horizontal=True,
        on_change=switch,
        args=(key,),
    )
    return now


def switch(key: str) -> None:
    """What was chosen, into the address of the page."""
    st.query_params["show"] = st.session_state[key]


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


def one() -> None:
    """One address."""
    address = ask()
    if address:
        with told(_("This address cannot be looked up")):
            diagnosis.show(address)
    else:
        st.info(_("Type an address to see what the shop says, what was sent last, and what Mailchimp says now."))


def many() -> None:
    """A list of addresses."""
    with told(_("This list cannot be looked up")):
        listing.section()


def everybody() -> None:
    """The whole audience."""
    with told(_("The audience cannot be verified")):
        proof.section()


view = choose()
if audience_is_chosen():
    {"one": one, "list": many, "proof": everybody}[view]()
run_window.show_if_asked()
