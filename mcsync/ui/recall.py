"""Which audience this is about: recalled wherever it matters."""

import streamlit as st

from mcsync.outcome import RunState
from mcsync.service import Checks, Preview, RunView
from mcsync.ui import counting
from mcsync.ui.backing import service
from mcsync.ui.connections import checks
from mcsync.ui.directory import ONWARD, link
from mcsync.ui.drafts import Draft, draft, forget, forget_before, keep, kept
from mcsync.ui.language import _
from mcsync.ui.words import CONSENTS

#: The survey that this reader waits for, among the drafts.
SURVEY = "survey"
#: Seconds that a page waits before it shows what is counted so far: most shops are counted by then, and nothing flickers.
AT_ONCE = 1.5


def audience_is_there(*, unfilled: bool = False) -> bool:
    """Whether an audience is chosen and can be reached: its name and the consent setting are said, or else what to do first.

    `unfilled`: a required field that nothing fills is no reason to stop, because the page is where it is filled.
    """
    asked = checks().answer
    found = asked.audience
    if found.facts.get("unfilled"):
        if unfilled:
            return True
        st.error(_(found.message), title=_("Nobody new could be added"))
        link("fields", _("Choose what fills the field"), icon=ONWARD)
        return False
    if not found.ok:
        _missing(asked)
        return False
    _about(str(found.facts["name"]))
    return True


def audience_is_chosen() -> bool:
    """The same for a page of stored facts, which Mailchimp need not be asked for."""
    name = service().audience_name()
    if name is None:
        _none_chosen(_("Choose the audience that people are sent to."))
        return False
    _about(name)
    return True


def _about(name: str) -> None:
    consent = CONSENTS[service().in_force().settings.consent]
    st.markdown(_("Audience: **{name}** · Consent: **{consent}**", name=name, consent=consent))


def _missing(found: Checks) -> None:
    if not found.mailchimp.ok:
        st.warning(_(found.mailchimp.message), title=_("The audience cannot be reached"))
        link("connect", _("See the connections"), icon=ONWARD)
    elif service().in_force().settings.audience:
        st.warning(_(found.audience.message), title=_("The audience cannot be reached"))
        link("audience", _("Go to the Audience page"), icon=ONWARD)
    else:
        _none_chosen(_(found.audience.message))


def _none_chosen(what_to_do: str) -> None:
    st.info(what_to_do, title=_("There is no audience to look at"))
    link("audience", _("Go to the Audience page"), icon=ONWARD)


def _waits(run: RunView) -> None:
    st.info(_("Counting waits until run {run} has ended.", run=run.run), title=_("A run is under way already"))
    link("export", _("Open its window"), icon=":material/visibility:", run=str(run.run))


def preview() -> Draft[Preview] | None:
    """Who would be sent: kept until the reader asks again, or a run has ended since.

    None while it is counted, or while a run has all connections to Mailchimp; then the page says so.
    """
    last = service().last_run()
    forget_before(last.ended if last and last.ended else 0.0, "preview")
    if found := kept("preview"):
        return found
    if last and last.state is RunState.SENDING:
        _waits(last)
        return None
    survey = draft(SURVEY, service().survey, "").answer
    with st.spinner(_("Reading the audience and the shop …")):
        finished = survey.finished(AT_ONCE)
    if not finished:
        counting.show(survey)
        return None
    forget(SURVEY)
    counted = survey.answer()
    return keep("preview", counted.preview, counted.at)
