"""Who did what, the newest first."""

import math

import streamlit as st

from mcsync.ui.backing import service
from mcsync.ui.language import _, moment, plain
from mcsync.ui.notices import told
from mcsync.ui.tables import table

#: Lines on one page.
PAGE = 10
#: Characters of a detail that are shown.
DETAIL_MAX = 200


def show() -> None:
    """A table, a page at a time."""
    with told(_("The records cannot be read")):
        found = service().journal()
        if not found:
            st.markdown(_("Nobody has changed or started anything yet."))
            return
        page = st.session_state.get("journal_page", 1)
        rows = [{**one, "at": moment(one["at"]), "detail": one["detail"][:DETAIL_MAX]} for one in found[(page - 1) * PAGE : page * PAGE]]
        headings = {"at": plain("When"), "by": plain("By"), "action": plain("What"), "detail": plain("Detail")}
        table(rows, headings, alt=plain("Who did what"))
        if len(found) > PAGE:
            st.pagination(math.ceil(len(found) / PAGE), key="journal_page")
