"""What every reader gets: the frame, and in it the page that they asked for. Run by `app.py`; a page never runs without it."""

import streamlit as st

from mcsync.ui import frame
from mcsync.ui.backing import service
from mcsync.ui.directory import ENTRIES, page
from mcsync.ui.language import _
from mcsync.ui.notices import told

st.set_page_config(page_title="mcsync", page_icon=frame.FAVICON, layout="wide", initial_sidebar_state=frame.WIDTH)
st.logo(frame.LOGO, size="large", icon_image=frame.ICON)

chosen = st.navigation([page(name) for name in ENTRIES])
st.title(chosen.title, anchor=False)
with told(_("This page could not be shown")):
    frame.show(service(), chosen.url_path)
    chosen.run()
