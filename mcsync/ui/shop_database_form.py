"""The shop's database, field by field; tried as far as it is filled in, a sentence a step."""

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from mcsync.message import Message, say
from mcsync.service import InForce, Probe, ShopAddress, Step, StepTried, Verdict
from mcsync.ui.backing import BY, service
from mcsync.ui.drafts import draft, forget
from mcsync.ui.language import _
from mcsync.ui.notices import attempt
from mcsync.ui.saving import typed

STEPS: Mapping[Step, Message] = {
    Step.SERVER: say("Server"),
    Step.USER: say("User"),
    Step.DATABASE: say("Database"),
    Step.TABLES: say("Tables"),
    Step.READ_ONLY: say("Rights"),
}
_ICONS: Mapping[Verdict, str] = {
    Verdict.OK: ":green[:material/check_circle:]",
    Verdict.WARNING: ":orange[:material/warning:]",
    Verdict.FAILED: ":red[:material/error:]",
}


def show(*, fixed: bool) -> None:
    """The fields, how far they lead, and the way to store them."""
    stored = service().shop_address()
    address = _fields(stored, fixed=fixed)
    found = _tried(address)
    for one in found.steps:
        _step(one)
    if len(found.prefixes) > 1:
        prefixes = list(found.prefixes)
        st.selectbox(
            _("Prefix of the tables"), prefixes, index=prefixes.index(found.prefix) if found.prefix in prefixes else 0, key="shop_prefix"
        )
    st.button(
        _("Use this shop"),
        key="save_shop",
        type="primary",
        on_click=_save,
        args=(address,),
        disabled=fixed or not found.ready,
        help=None if found.ready else _("First every step above must succeed."),
    )
    with st.expander(_("A user who can only read"), key="reader"):
        st.markdown(_("Whoever looks after the shop's database can run these lines. Then enter the user and the password here."))
        st.code(service().reader_sql(address, found.seen_from), language="sql")


def _fields(stored: ShopAddress, *, fixed: bool) -> ShopAddress:
    # A form, because a password that the reader leaves by the Tab key is not handed over otherwise.
    with st.form("shop_form"):
        with st.container(horizontal=True):
            host = st.text_input(_("Host"), stored.host, key="shop_host", placeholder="shop.example", autocomplete="off")
            port = st.text_input(_("Port"), stored.port, key="shop_port", placeholder="3306", autocomplete="off", width=120)
        with st.container(horizontal=True):
            user = st.text_input(_("User"), stored.user, key="shop_user", placeholder="mcsync", autocomplete="off")
            password = _password(stored)
        database = st.text_input(_("Database"), stored.database, key="shop_database", placeholder="prestashop", autocomplete="off")
        st.caption(_("Try it as often as you like, as far as it is filled in; nothing is stored by that."))
        st.form_submit_button(_("Try the connection"), key="try_shop", icon=":material/cable:", disabled=fixed)
    prefix = typed("shop_prefix") or stored.prefix
    return ShopAddress(host=host.strip(), port=port, user=user, password=password, database=database.strip(), prefix=prefix)


def _password(stored: ShopAddress) -> str:
    return st.text_input(
        _("Password"),
        key="shop_password",
        type="password",
        placeholder=_("Stored") if stored.user else "",
        autocomplete="off",
        help=_("It is stored encrypted, and never shown again. Leave the field empty to keep the stored one."),
    )


def _tried(address: ShopAddress) -> Probe:
    if st.session_state.get("probed") != address:
        forget("probe")
        st.session_state["probed"] = address
    return draft("probe", lambda: service().probe_shop(address), _("Trying the connection …")).answer


def _step(one: StepTried) -> None:
    st.markdown(f"{_ICONS[one.verdict]} **{_(STEPS[one.step])}** – {_(one.message)}")


def _save(address: ShopAddress) -> None:
    chosen = replace(address, prefix=typed("shop_prefix") or address.prefix)
    if attempt("shop", lambda: _connect(chosen), say("Saved. Your shop is connected.")):
        forget()
        # It is in the store now, encrypted; nothing else needs it.
        st.session_state["shop_password"] = ""
        st.session_state.pop("probed", None)


def _connect(address: ShopAddress) -> InForce:
    return service().connect_shop(address, BY)
