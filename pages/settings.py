"""Settings: who is told of troubles, what is kept of people, and the settings themselves."""

import streamlit as st

from mcsync.ui import alert_state, alerts_form, erase_form, journal, retention_form, settings_file
from mcsync.ui.backing import service
from mcsync.ui.language import _

in_force = service().in_force()
st.header(_("Alerts"), anchor=False)
alert_state.show()
alerts_form.show(in_force)

st.header(_("People's data"), anchor=False)
retention_form.show(in_force)
erase_form.show()

st.header(_("All settings as a file"), anchor=False)
settings_file.show()

st.header(_("Journal"), anchor=False)
journal.show()
