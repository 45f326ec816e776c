"""The people behind a number of the status page, each with a link to the diagnostic."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from mcsync.reports import to_csv
from mcsync.ui.backing import service
from mcsync.ui.directory import link
from mcsync.ui.language import _, escape, moment, number, plain
from mcsync.verdicts import VERDICTS, Cause

#: People on one page of the list.
PAGE = 10


def show(days: int, cause: str) -> None:
    """Everyone who was refused in these days, for this cause or, where it is empty, for any."""
    found = service().people_refused(days=days, cause=cause or None)
    what = _(VERDICTS[Cause(cause)].sentence) if cause else _("Everyone who was refused")
    st.subheader(what, anchor=False)
    page = st.session_state.get("refused_page", 1)
    for one in found[(page - 1) * PAGE : page * PAGE]:
        _line(one)
    with st.container(horizontal=True, vertical_alignment="center"):
        if len(found) > PAGE:
            st.pagination(math.ceil(len(found) / PAGE), key="refused_page")
        st.caption(_("People: {count}", count=number(len(found))), width="content")
        _download(found)


def _line(one: Mapping[str, Any]) -> None:
    who, why = st.columns([2, 3], vertical_alignment="center")
    with who:
        link("diagnostic", escape(one["address"]), icon=":material/person_search:", address=one["address"])
    with why:
        st.caption(_("{time} · {words}", time=moment(one["at"]), words=one["words"] or plain(VERDICTS[Cause(one["cause"])].sentence)))


def _download(found: Sequence[Mapping[str, Any]]) -> None:
    headings = {
        "at": plain("When"),
        "run": plain("Run"),
        "address": plain("Address"),
        "sentence": plain("Cause"),
        "words": plain("Mailchimp's words"),
    }
    rows = ({**one, "at": moment(one["at"]), "sentence": plain(VERDICTS[Cause(one["cause"])].sentence)} for one in found)
    st.download_button(
        _("Download as CSV"), to_csv(headings, rows), "mcsync-errors.csv", "text/csv", icon=":material/download:", on_click="ignore"
    )
