"""Where alerts go, and how many of them."""

from collections.abc import Mapping

import streamlit as st

from mcsync.channels import MailSecurity
from mcsync.language import NAMES
from mcsync.message import Message, say
from mcsync.service import InForce
from mcsync.settings import Settings
from mcsync.ui.backing import service
from mcsync.ui.language import _, language
from mcsync.ui.notices import notice
from mcsync.ui.saving import save, typed

SECURITIES: Mapping[MailSecurity, Message] = {
    MailSecurity.STARTTLS: say("STARTTLS, usually port 587"),
    MailSecurity.TLS: say("TLS, usually port 465"),
    MailSecurity.NONE: say("none: only for a server on this computer"),
}
#: Typed fields, as they are stored.
_TYPED = (
    "alert_mail_to",
    "alert_mail_from",
    "smtp_host",
    "smtp_port",
    "smtp_security",
    "smtp_user",
    "alert_language",
    "alert_error_share",
    "alert_hours",
)
#: An empty field keeps what is stored.
_SECRET = ("smtp_password", "alert_webhook")


def show(in_force: InForce) -> None:
    """One form; secrets are never shown again."""
    notice("alerts")
    settings, texts = in_force.settings, service().texts()
    with st.form("alerts_form"):
        st.subheader(_("By mail"), anchor=False)
        _mail(settings, texts)
        st.subheader(_("By webhook"), anchor=False)
        _hook(texts)
        st.subheader(_("When"), anchor=False)
        _when(in_force)
        st.form_submit_button(_("Save the alerts"), key="save_alerts", type="primary", on_click=_save)
    if texts["alert_webhook"] or texts["smtp_password"]:
        st.button(_("Forget the webhook and the mail password"), key="forget_alert_secrets", type="tertiary", on_click=_forget)


def _mail(settings: Settings, texts: Mapping[str, str]) -> None:
    st.text_input(
        _("Recipients, between commas"),
        texts["alert_mail_to"],
        key="alert_mail_to",
        placeholder="ann@example.com, bob@example.com",
        max_chars=2000,
    )
    # A row each: a telephone shows one column after the other, and so does whoever goes on by the Tab key.
    left, right = st.columns(2)
    with left:
        st.text_input(_("Mail server (SMTP)"), settings.smtp_host, key="smtp_host", placeholder="smtp.example.com", max_chars=255)
    with right:
        st.number_input(_("Port"), 1, 65_535, settings.smtp_port, key="smtp_port")
    left, right = st.columns(2)
    with left:
        st.text_input(_("User, if it asks for one"), settings.smtp_user, key="smtp_user", autocomplete="off", max_chars=255)
    with right:
        st.text_input(
            _("Password"), key="smtp_password", type="password", placeholder=texts["smtp_password"], autocomplete="new-password", max_chars=255,
            help=_("It is stored encrypted. Leave the field empty to keep the stored one."),
        )  # fmt: skip
    left, right = st.columns(2)
    with left:
        st.text_input(_("Sender (empty: the first recipient)"), settings.alert_mail_from, key="alert_mail_from", max_chars=255)
    with right:
        ways = list(SECURITIES)
        index = ways.index(settings.smtp_security)
        st.selectbox(_("Security"), ways, index, format_func=lambda way: _(SECURITIES[way]), key="smtp_security")


def _hook(texts: Mapping[str, str]) -> None:
    st.text_input(
        _("Address that a JSON object is posted to"),
        key="alert_webhook",
        type="password",
        placeholder=texts["alert_webhook"] or "https://hooks.example.com/…",
        autocomplete="off",
        max_chars=2000,
        help=_("It begins with https://. Whoever knows it may write there, so it is stored encrypted. Leave the field empty to keep it."),
    )


def _when(in_force: InForce) -> None:
    settings = in_force.settings
    left, middle, right = st.columns(3)
    with left:
        st.number_input(_("Too many errors, in %"), 1, 100, settings.alert_error_share, key="alert_error_share")
    with middle:
        st.number_input(_("Hours until the same is told again"), 1, 720, settings.alert_hours, key="alert_hours")
    with right:
        codes = list(NAMES)
        # Whoever sets alerts up first reads them, so they begin in that reader's language.
        now = settings.alert_language if "alert_language" in in_force.stored else language()
        index = codes.index(now) if now in codes else 0
        st.selectbox(_("Language of alerts"), codes, index, format_func=lambda code: NAMES[code], key="alert_language")


def _save() -> None:
    entered = {name: typed(name) for name in _SECRET if typed(name).strip()}
    if save("alerts", lambda: {**{name: typed(name) for name in _TYPED}, **entered}, say("Saved. Send a test to see that it arrives.")):
        for name in _SECRET:
            st.session_state[name] = ""


def _forget() -> None:
    save("alerts", lambda: dict.fromkeys(_SECRET, ""), say("Forgotten."))
