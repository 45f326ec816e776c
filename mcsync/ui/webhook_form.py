"""The webhook of the audience: optional, registered and removed with one click."""

import streamlit as st

from mcsync.message import say
from mcsync.service import Webhook
from mcsync.ui.backing import BY, service
from mcsync.ui.language import _, moment, plain
from mcsync.ui.notices import attempt, notice, told
from mcsync.ui.saving import typed

_REGISTERED = say("Registered. Mailchimp tells us at once of whoever leaves there.")
_REMOVED = say("Removed. Whoever leaves in Mailchimp is heard of by polling.")


def show() -> None:
    """How it stands, and the one thing to do about it."""
    with st.expander(_("Hear of it at once when somebody leaves in Mailchimp (optional)"), icon=":material/webhook:"):
        notice("webhook")
        with told(_("The records cannot be read")):
            found = service().webhook()
            _standing(found)
            if found.asked:
                st.button(_("Remove the webhook"), key="remove_webhook", on_click=_remove)
            else:
                _form()


def _standing(found: Webhook) -> None:
    if not found.asked:
        st.markdown(
            _(
                "Changes in Mailchimp are read every few minutes anyway, and nothing is lost without a webhook. With one, Mailchimp tells mcsync "
                "within seconds. For that, its servers must reach mcsync from the internet: an address of this computer, like localhost, cannot do. "
                "Only the path of the webhook answers there; the pages stay on this computer."
            )
        )
    elif found.since is None:
        st.warning(_("Mailchimp was asked to register the webhook, and its answer was lost. Remove it, then register it again."))
    else:
        heard = _("last heard {time}", time=moment(found.heard_at)) if found.heard_at else _("nothing heard yet")
        st.markdown(f":green[:material/webhook:] {_('Registered at {address}.', address=found.address)}")
        st.caption(" · ".join([_("since {time}", time=moment(found.since)), heard]))


def _form() -> None:
    with st.form("webhook_form"):
        st.text_input(_("Public address of mcsync"), key="webhook_address", placeholder=plain("https://sync.your-shop.com"))
        st.form_submit_button(_("Register the webhook"), key="register_webhook", on_click=_register)


def _register() -> None:
    attempt("webhook", lambda: service().register_webhook(typed("webhook_address"), BY), _REGISTERED)


def _remove() -> None:
    attempt("webhook", lambda: service().remove_webhook(BY), _REMOVED)
