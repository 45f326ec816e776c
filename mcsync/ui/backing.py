"""The one service behind all pages of this server."""

import os

import streamlit as st

from mcsync.service import Service, open_service

#: Who the journal says it was, until people sign in.
BY = "page"


@st.cache_resource(show_spinner=False)
def service() -> Service:
    """Opened once a process, as its environment says. Raises `SettingsError` or `StoreError`."""
    return open_service(os.environ)
