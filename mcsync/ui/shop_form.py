"""Where the people come from: the sample shop, a PrestaShop, or a file."""

from collections.abc import Mapping

import streamlit as st

from mcsync.message import Message, say
from mcsync.service import InForce
from mcsync.ui import shop_database_form, shop_file_form
from mcsync.ui.backing import BY, service
from mcsync.ui.drafts import forget
from mcsync.ui.language import _
from mcsync.ui.notices import attempt, notice
from mcsync.ui.saving import fixed_line

SOURCES: Mapping[str, Message] = {
    "prestashop": say("PrestaShop database"),
    "file": say("CSV or Excel file"),
    "sample": say("Sample shop, for practice"),
}


def show(in_force: InForce) -> None:
    """The fields of the chosen source."""
    notice("shop")
    fixed = fixed_line(in_force, "shop_url", "shop_file", "shop_prefix")
    texts = service().texts()
    stored = "file" if texts["shop_file"] else "prestashop" if texts["shop_url"] else "sample"
    at = list(SOURCES).index(stored)
    # No segmented control: by night its chosen part is too dark to be read, and a telephone breaks it in pieces.
    source = st.radio(_("People come from"), list(SOURCES), at, format_func=lambda name: _(SOURCES[name]), key="source", horizontal=True)
    if source == "prestashop":
        shop_database_form.show(fixed=fixed)
    elif source == "file":
        shop_file_form.show(texts["shop_file"], fixed=fixed)
    else:
        _sample(in_force, fixed=fixed)


def _sample(in_force: InForce, *, fixed: bool) -> None:
    st.markdown(_("Made-up people of a made-up shop, to try everything without any risk."))
    if not in_force.practice_shop:
        st.button(_("Use the sample shop"), key="practise", on_click=_practise, disabled=fixed)


def _practise() -> None:
    if attempt("shop", lambda: service().practise(BY), say("Saved. The sample shop stands in again.")):
        forget()
