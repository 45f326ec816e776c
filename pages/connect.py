"""Connections: the shop and Mailchimp, each step tried as far as it is filled in."""

import streamlit as st

from mcsync.ui import mailchimp_form, shop_form
from mcsync.ui.backing import service
from mcsync.ui.connections import connections
from mcsync.ui.directory import ONWARD, link
from mcsync.ui.language import _

in_force = service().in_force()
# Its place stays when it is gone: a field that moves up keeps the password that was just stored.
place = st.empty()
if in_force.practice_shop and in_force.practice_mailchimp:
    place.info(
        _(
            "Try everything first if you like: export, status, diagnostic. When you are ready, connect your shop, then your Mailchimp account."
        ),
        title=_("This is practice mode: nothing leaves this computer"),
        icon=":material/school:",
    )
connections()

st.header(_("1. Your shop"), anchor=False)
shop_form.show(in_force)

st.header(_("2. Your Mailchimp account"), anchor=False)
mailchimp_form.show(in_force)

st.header(_("3. The audience"), anchor=False)
link("audience", _("Go on to choose the audience"), icon=ONWARD)
