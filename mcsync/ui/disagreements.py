"""What came back from Mailchimp, and everybody about whom the shop and Mailchimp disagree, with files to take away."""

from collections.abc import Sequence

import streamlit as st

from mcsync.contact import Consent
from mcsync.message import Message, say
from mcsync.reports import to_csv
from mcsync.service import Conflict
from mcsync.ui.backing import service
from mcsync.ui.drafts import draft, forget
from mcsync.ui.language import _, moment, number, plain, zone_name
from mcsync.ui.tables import table
from mcsync.ui.words import STATUSES

#: People shown; the file has all of them.
SHOWN = 20
CONSENT = {
    Consent.YES: say("consents"),
    Consent.LEFT: say("left"),
    Consent.NEVER: say("never said yes"),
}


def show() -> None:
    """The last changes at once; the comparison when it is asked for, because it reads the shop."""
    st.header(_("Back from Mailchimp"), anchor=False)
    _news()
    st.button(_("List who is judged differently by shop and Mailchimp"), key="list_conflicts", on_click=_ask)
    if st.session_state.get("conflicts_asked"):
        _conflicts(draft("conflicts", lambda: list(service().conflicts()), _("Comparing the shop with Mailchimp …")).answer)


def _ask() -> None:
    forget("conflicts")
    st.session_state["conflicts_asked"] = True


def _news() -> None:
    found = service().news()
    if not found:
        st.markdown(_("Nobody left, bounced or came back in Mailchimp in the last 30 days, as far as we have heard."))
        return
    rows: list[dict[str, object]] = [
        {
            "at": moment(one.at),
            "address": one.address,
            "before": plain(STATUSES[one.before]),
            "after": plain(STATUSES[one.after]),
        }
        for one in found
    ]
    headings = {
        "at": plain("When ({zone})", zone=zone_name()),
        "address": plain("Address"),
        "before": plain("Before"),
        "after": plain("Now in Mailchimp"),
    }
    table(rows[:SHOWN], headings, alt=plain("What changed in Mailchimp, newest first"))
    _rest(len(rows))
    _file(_("Download these changes as CSV"), headings, rows, "mcsync-mailchimp-changes.csv")


def _conflicts(found: Sequence[Conflict]) -> None:
    if not found:
        st.markdown(_("Shop and Mailchimp agree about everybody."))
        return
    rows: list[dict[str, object]] = [
        {
            "address": one.address,
            "mailchimp": plain(STATUSES[one.mailchimp]),
            "shop": plain(CONSENT[one.shop]),
            "sentence": plain(one.sentence),
        }
        for one in found
    ]
    headings = {
        "address": plain("Address"),
        "mailchimp": plain("In Mailchimp"),
        "shop": plain("In the shop"),
        "sentence": plain("What we did"),
    }
    table(rows[:SHOWN], headings, alt=plain("Who is judged differently by the shop and by Mailchimp"))
    _rest(len(rows))
    _file(_("Download all of them as CSV"), headings, rows, "mcsync-differences.csv")
    left = [row for row, one in zip(rows, found, strict=True) if one.shop is Consent.YES]
    label: Message = say("Download who left in Mailchimp and still consents in the shop ({count})", count=number(len(left)))
    _file(_(label), headings, left, "mcsync-left-in-mailchimp.csv")


def _rest(count: int) -> None:
    if count > SHOWN:
        st.caption(_("Shown: {shown} of {count}", shown=number(SHOWN), count=number(count)))


def _file(label: str, headings: dict[str, str], rows: list[dict[str, object]], name: str) -> None:
    st.download_button(label, to_csv(headings, rows), name, "text/csv", key=name, icon=":material/download:", on_click="ignore")
