"""The languages that there are, each a link in its own words."""

from urllib.parse import quote, urlencode, urlsplit

import streamlit as st

from mcsync.language import NAMES
from mcsync.ui.language import language


def show() -> None:
    """One line; the language that is spoken is no link. The link leaves the page, so that its first tag changes as well."""
    here, back = language(), urlencode({"back": _here()})
    links = [
        f'<span lang="{code}" aria-current="true">**{name}**</span>'
        if code == here
        else f'<a href="language/{code}?{back}" target="_self" lang="{code}" hreflang="{code}">{name}</a>'
        for code, name in NAMES.items()
    ]
    with st.container(key="language"):
        # Not a caption, whose faded links cannot be read by everybody.
        st.markdown(f"<small>:material/translate: {' · '.join(links)}</small>", unsafe_allow_html=True)


def _here() -> str:
    """This page, as an address to come back to."""
    query = {name: value for name, value in st.query_params.items() if name != "lang"}
    path = quote(urlsplit(st.context.url or "/").path)
    return f"{path}?{urlencode(query)}" if query else path
