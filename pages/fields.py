"""Fields and tags: what of the shop goes into which field of the audience, said before anything is sent."""

import streamlit as st

from mcsync.ui import fields_form
from mcsync.ui.backing import service
from mcsync.ui.directory import ONWARD, link
from mcsync.ui.drafts import draft, forget
from mcsync.ui.language import _, clock
from mcsync.ui.notices import told
from mcsync.ui.recall import audience_is_there

if not audience_is_there(unfilled=True):
    st.stop()
with told(_("The fields could not be read")):
    found = draft("fields", service().fields, _("Asking Mailchimp for the fields …"))
    st.header(_("Fields of the audience"), anchor=False)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(_("Look again"), key="look_again", icon=":material/refresh:", on_click=forget, args=("fields",))
        st.caption(_("As of {time}.", time=clock(found.at)), width="content")
    fields_form.show(found.answer)
    fields_form.counts()
    st.header(_("Tags"), anchor=False)
    fields_form.tags(found.answer)
    link("preview", _("Go on to the preview"), icon=ONWARD)
