"""Audience: which one, what happens to people who did not ask, and who is exported."""

import streamlit as st

from mcsync.ui import audience_form, consent_form, following, rules_form, selection_form, webhook_form
from mcsync.ui.backing import service
from mcsync.ui.connections import audience_step
from mcsync.ui.language import _

in_force = service().in_force()
audience_step()

st.header(_("Choose the audience"), anchor=False)
audience_form.show(in_force)

st.header(_("By itself"), anchor=False)
following.controls(in_force)
webhook_form.show()

st.header(_("Consent"), anchor=False)
consent_form.show(in_force)

st.header(_("Who is exported"), anchor=False)
selection_form.show(in_force)
rules_form.show()
