"""Which audience this is about: recalled wherever it matters."""

import streamlit as st

from mcsync.ui.backing import service
from mcsync.ui.drafts import draft
from mcsync.ui.language import _
from mcsync.ui.words import CONSENTS


def audience_line() -> None:
    """The audience's name and the consent setting. Without an audience, the rest of the page says so itself."""
    found = draft("checks", service().check, _("Looking at the connections …")).answer.audience
    if found.ok:
        consent = CONSENTS[service().in_force().settings.consent]
        st.markdown(_("Audience: **{name}** · Consent: **{consent}**", name=str(found.facts["name"]), consent=consent))
