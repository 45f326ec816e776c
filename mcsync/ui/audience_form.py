"""The audience, chosen among all of the account."""

import math
from collections.abc import Sequence

import streamlit as st

from mcsync.errors import SettingsError
from mcsync.mailchimp import Audience
from mcsync.message import say
from mcsync.service import InForce
from mcsync.ui.backing import service
from mcsync.ui.connections import checks
from mcsync.ui.directory import ONWARD, link
from mcsync.ui.drafts import draft
from mcsync.ui.language import _, number
from mcsync.ui.notices import notice, told
from mcsync.ui.saving import fixed_line, save, typed

#: Audiences on one page of the list.
PAGE = 10


def show(in_force: InForce) -> None:
    """The list, a page at a time, with the chosen one marked."""
    notice("audience")
    fixed = fixed_line(in_force, "audience")
    if not checks().answer.mailchimp.ok:
        # Why, and where that is put right, stands above.
        st.caption(_("The audiences of the account are listed here as soon as Mailchimp answers."))
        return
    with told(_("The audiences could not be read")):
        found = draft("audiences", service().audiences, _("Asking Mailchimp for its audiences …")).answer
        if not found:
            st.info(_("This account has no audience yet. Make one in Mailchimp, then test again."))
            return
        _choose(_page(found), in_force.settings.audience, fixed=fixed)


def _page(found: Sequence[Audience]) -> Sequence[Audience]:
    if len(found) <= PAGE:
        return found
    st.caption(_("Audiences in this account: {count}", count=number(len(found))))
    page = st.pagination(math.ceil(len(found) / PAGE), key="audience_page")
    return found[(page - 1) * PAGE : page * PAGE]


def _choose(found: Sequence[Audience], chosen: str, *, fixed: bool) -> None:
    by_id = {audience.id: audience for audience in found}
    with st.form("audience_form"):
        st.radio(
            _("Send people to"),
            list(by_id),
            index=list(by_id).index(chosen) if chosen in by_id else None,
            format_func=lambda code: _("{name}", name=by_id[code].name),
            captions=[_about(audience) for audience in found],
            key="audience",
            disabled=fixed,
        )
        st.form_submit_button(_("Use this audience"), key="choose_audience", type="primary", on_click=_save, disabled=fixed)
    lagging = _("Mailchimp counts the members now and then, so a new number takes a while.")
    st.caption(f"{lagging} {_('What was sent is remembered for each audience, so switching back loses nothing.')}")
    if chosen:
        link("preview", _("Go on to the preview"), icon=ONWARD)


def _about(audience: Audience) -> str:
    optin = _("double opt-in: people confirm by mail") if audience.double_optin else _("single opt-in")
    return _("Members: {count}", count=number(audience.members)) + f" · {optin}"


def _save() -> None:
    save("audience", _marked, say("Saved. From now on, this audience is used everywhere."))


def _marked() -> dict[str, str]:
    marked = typed("audience")
    if not marked:
        raise SettingsError(say("No audience is marked in the list. Mark one, then save."))
    return {"audience": marked}
