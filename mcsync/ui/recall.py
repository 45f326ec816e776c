"""Which audience this is about: recalled wherever it matters."""

import streamlit as st

from mcsync.service import Preview
from mcsync.ui.backing import service
from mcsync.ui.directory import link
from mcsync.ui.drafts import Draft, draft, forget_before
from mcsync.ui.language import _
from mcsync.ui.words import CONSENTS


def audience_is_there() -> bool:
    """Whether an audience is chosen and can be reached: its name and the consent setting are said, or else what to do first."""
    found = draft("checks", service().check, _("Looking at the connections …")).answer.audience
    if found.facts.get("unfilled"):
        st.error(_(found.message), title=_("Nobody new could be added"))
        link("fields", _("Choose what fills the field"), icon=":material/arrow_forward:")
        return False
    if not found.ok:
        st.info(_(found.message), title=_("There is no audience to look at"))
        link("audience", _("Go to the Audience page"), icon=":material/arrow_forward:")
        return False
    consent = CONSENTS[service().in_force().settings.consent]
    st.markdown(_("Audience: **{name}** · Consent: **{consent}**", name=str(found.facts["name"]), consent=consent))
    return True


def preview() -> Draft[Preview]:
    """Who would be sent: kept until the reader asks again, or a run has ended since."""
    last = service().last_run()
    forget_before(last.ended if last and last.ended else 0.0, "preview")
    return draft("preview", service().preview, _("Reading the audience and the shop …"))
