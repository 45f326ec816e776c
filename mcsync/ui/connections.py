"""The connection, step by step, as the Connections page shows it."""

import streamlit as st

from mcsync.service import Checked
from mcsync.ui.backing import service
from mcsync.ui.directory import link
from mcsync.ui.drafts import draft, forget
from mcsync.ui.language import _, clock


def audience_step() -> None:
    """The audience that is chosen, and the way to the Connections page where something before it fails."""
    found = draft("checks", service().check, _("Testing the connections …")).answer
    if not (found.shop.ok and found.mailchimp.ok):
        st.warning(_("The shop or Mailchimp is not connected."), icon=":material/error:")
        link("connect", _("See the connections"), icon=":material/arrow_forward:")
    if service().in_force().settings.audience:
        _step(_("Audience"), found.audience)


def connections() -> None:
    """Shop, Mailchimp, audience: each tested, with a sentence."""
    st.header(_("Where it stands"), anchor=False)
    found = draft("checks", service().check, _("Testing the connections …"))
    _step(_("Shop"), found.answer.shop)
    _step(_("Mailchimp"), found.answer.mailchimp)
    _step(_("Audience"), found.answer.audience)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(_("Test again"), key="check", icon=":material/refresh:", on_click=forget)
        st.caption(_("As of {time}.", time=clock(found.at)), width="content")


def _step(name: str, found: Checked) -> None:
    if found.ok:
        st.success(_(found.message), title=name, icon=":material/check_circle:")
    else:
        st.warning(_(found.message), title=name, icon=":material/error:")
