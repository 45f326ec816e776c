"""What happens to people who did not ask for the newsletter."""

import streamlit as st

from mcsync.contact import ConsentChoice
from mcsync.message import say
from mcsync.service import InForce
from mcsync.service.everyone import EVERYONE_WARNING, EVERYONE_WORDS
from mcsync.ui.backing import BY, service
from mcsync.ui.drafts import forget
from mcsync.ui.language import _
from mcsync.ui.notices import attempt, notice
from mcsync.ui.saving import save, typed
from mcsync.ui.words import CONSENTS, CONSENTS_AT_LENGTH


def show(in_force: InForce) -> None:
    """Three choices; the third one needs words."""
    notice("consent")
    chosen = st.radio(
        _("People of the shop"),
        [choice.value for choice in ConsentChoice],
        index=list(ConsentChoice).index(in_force.settings.consent),
        format_func=lambda code: _(CONSENTS[ConsentChoice(code)]),
        captions=[_(CONSENTS_AT_LENGTH[choice]) for choice in ConsentChoice],
        key="consent",
    )
    st.checkbox(
        _("Unsubscribe people who are subscribed in Mailchimp and never said yes in the shop"),
        value=in_force.settings.unsubscribe_never,
        key="unsubscribe_never",
        help=_("They may have signed up through a Mailchimp form; without this, they stay as they are."),
    )
    if chosen == ConsentChoice.EVERYONE and in_force.settings.consent is not ConsentChoice.EVERYONE:
        _confirm()
    else:
        st.button(_("Save consent"), key="save_consent", on_click=_save)


def _confirm() -> None:
    st.warning(_(EVERYONE_WARNING), title=_("Read this before you go on"))
    with st.form("everyone_form"):
        st.text_input(_("Type {words} to confirm", words=EVERYONE_WORDS), key="everyone_words", autocomplete="off")
        st.form_submit_button(_("Subscribe everyone"), key="everyone", on_click=_everyone)


def _everyone() -> None:
    words = typed("everyone_words")
    if attempt("consent", lambda: service().subscribe_everyone(words, BY), say("Saved. Your confirmation was recorded.")):
        forget()


def _save() -> None:
    kept = service().in_force().settings.consent
    chosen = ConsentChoice(typed("consent"))
    unsubscribe = "yes" if st.session_state["unsubscribe_never"] else "no"
    # “Everyone” was confirmed once; storing it again needs no words, and nothing new is stored.
    consent = {} if chosen is kept else {"consent": chosen.value}
    save("consent", lambda: {**consent, "unsubscribe_never": unsubscribe})
