"""The connection, step by step: asked once for all pages, and shown whole on the Connections page."""

import time

import streamlit as st

from mcsync.message import Message
from mcsync.service import Checked, Checks
from mcsync.ui.backing import service
from mcsync.ui.directory import ONWARD, link
from mcsync.ui.drafts import Draft, draft, forget, forget_before, kept
from mcsync.ui.language import _, clock

#: The answer, among the drafts.
CHECKS = "checks"
#: Seconds that a failed test is believed: what was put right elsewhere shows by itself.
BELIEVED = 60.0


def checks() -> Draft[Checks]:
    """Shop, Mailchimp, audience, as they were when somebody last asked."""
    if not connected():
        forget_before(time.time() - BELIEVED, CHECKS)
    return draft(CHECKS, service().check, _("Testing the connections …"))


def connected() -> bool:
    """Whether the last answer, if there is one, was good. Asks nobody."""
    found = kept(CHECKS)
    return found is None or bool(found.answer.ok)


def said() -> list[Message]:
    """What the last answer, if there is one, found wrong: a page that asked has said it. Asks nobody."""
    found = kept(CHECKS)
    return [one.message for one in (found.answer.shop, found.answer.mailchimp, found.answer.audience) if not one.ok] if found else []


def audience_step() -> None:
    """The audience that is chosen, and what fails before it, with the way to the Connections page."""
    found = checks().answer
    broken = [(name, one) for name, one in ((_("Shop"), found.shop), (_("Mailchimp"), found.mailchimp)) if not one.ok]
    for name, one in broken:
        _step(name, one)
    if broken:
        link("connect", _("See the connections"), icon=ONWARD)
    if service().in_force().settings.audience and found.mailchimp.ok:
        _step(_("Audience"), found.audience)


def connections() -> None:
    """Shop, Mailchimp, audience: each tested, with a sentence."""
    st.header(_("Where it stands"), anchor=False)
    found = checks()
    _step(_("Shop"), found.answer.shop)
    _step(_("Mailchimp"), found.answer.mailchimp)
    _step(_("Audience"), found.answer.audience)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(_("Test again"), key="check", icon=":material/refresh:", on_click=forget)
        st.caption(_("As of {time}.", time=clock(found.at)), width="content")


def _step(name: str, found: Checked) -> None:
    if found.ok:
        st.success(_(found.message), title=name, icon=":material/check_circle:")
    else:
        st.warning(_(found.message), title=name, icon=":material/error:")
