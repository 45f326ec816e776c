"""Where the people come from: the sample shop, a PrestaShop, or a file."""

from collections.abc import Mapping

import streamlit as st

from mcsync.message import Message, say
from mcsync.service import InForce
from mcsync.ui.backing import service
from mcsync.ui.language import _
from mcsync.ui.notices import notice
from mcsync.ui.saving import fixed_line, save, typed

SOURCES: Mapping[str, Message] = {
    "sample": say("Sample shop, for practice"),
    "prestashop": say("PrestaShop database"),
    "file": say("CSV or Excel file"),
}


def show(in_force: InForce) -> None:
    """One form, with the fields of the chosen source."""
    st.subheader(_("Shop"), anchor=False)
    notice("shop")
    fixed = fixed_line(in_force, "shop_url", "shop_file", "shop_prefix")
    texts = service().texts()
    stored = "file" if texts["shop_file"] else "prestashop" if texts["shop_url"] else "sample"
    source = st.segmented_control(
        _("People come from"), list(SOURCES), default=stored, required=True, format_func=lambda name: _(SOURCES[name]), key="source"
    )
    with st.form("shop_form"):
        if source == "prestashop":
            _prestashop(texts)
        elif source == "file":
            st.text_input(_("Path of the file on this computer"), texts["shop_file"], key="shop_file", placeholder="/home/ann/contacts.csv")
        else:
            st.markdown(_("Made-up people of a made-up shop, to try everything without any risk."))
        st.form_submit_button(_("Use this shop"), key="save_shop", on_click=_save, disabled=fixed)


def _prestashop(texts: Mapping[str, str]) -> None:
    st.text_input(
        _("Address of the shop's database"),
        key="shop_url",
        placeholder=texts["shop_url"] or "mysql://reader:password@shop.example:3306/prestashop",
        help=_("A MySQL or MariaDB user who may only read is enough. It is stored encrypted, and never shown with its password again."),
        autocomplete="off",
    )
    if texts["shop_url"]:
        st.caption(_("Stored: {url}. Leave the field empty to keep it.", url=texts["shop_url"]))
    st.text_input(_("Prefix of its tables"), texts["shop_prefix"], key="shop_prefix")


def _save() -> None:
    if save("shop", lambda: _texts(typed("source"))) and "shop_url" in st.session_state:
        st.session_state["shop_url"] = ""  # it holds a password


def _texts(source: str) -> dict[str, str]:
    if source == "file":
        return {"shop_file": typed("shop_file")}
    if source == "sample":
        return {"shop_url": "", "shop_file": ""}
    entered = {"shop_url": typed("shop_url")} if typed("shop_url").strip() else {}
    return {**entered, "shop_prefix": typed("shop_prefix"), "shop_file": ""}
