"""A preview while it is counted: the figures so far, and those of the last time."""

import streamlit as st

from mcsync.service import Survey
from mcsync.ui.backing import service
from mcsync.ui.drafts import kept
from mcsync.ui.language import _, clock, number

#: Seconds between two looks.
LOOK = 1
#: Of the bar: rows are most of the work, but people are still merged and compared when all rows are read.
ROWS_SHARE = 0.7


def show(survey: Survey) -> None:
    """Goes on by itself, and has the whole page drawn again at the end."""
    st.fragment(_so_far, run_every=LOOK)(survey)


def _so_far(survey: Survey) -> None:
    if survey.finished():
        st.rerun()
    found, rows = survey.so_far(), _rows_expected()
    with st.container(border=True, key="counting"):
        st.progress(_share(found.rows, found.contacts, rows), text=_words(found.rows, rows))
        with st.grid(3, min_column_width=150):
            st.metric(_("Rows read so far"), number(found.rows), border=True)
            st.metric(_("Not exported so far"), number(sum(found.skipped.values())), border=True)
            st.metric(_("Contacts so far"), number(found.contacts), border=True)
        _last_time()


def _words(read: int, rows: int) -> str:
    if not read:
        return _("Reading what has changed in the audience …")
    return _("Counting: {read} of about {rows} rows", read=number(read), rows=number(max(read, rows)))


def _share(read: int, contacts: int, rows: int) -> float:
    return min(1.0, ROWS_SHARE * min(1.0, read / rows) + (1 - ROWS_SHARE) * min(1.0, contacts / rows)) if rows else 0.0


def _rows_expected() -> int:
    checks = kept("checks")
    facts = checks.answer.shop.facts if checks else {}
    return int(facts.get("customers") or 0) + int(facts.get("newsletter_only") or 0)


def _last_time() -> None:
    before = service().last_survey()
    if before:
        numbers = {"send": number(before.preview.to_send), "contacts": number(before.preview.contacts), "time": clock(before.at)}
        st.caption(_("Last counted at {time}: {send} to send, of {contacts} contacts.", **numbers))
