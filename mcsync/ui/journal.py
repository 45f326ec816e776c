"""Who did what, the newest first."""

import math
from collections.abc import Mapping
from typing import Any

import streamlit as st

from mcsync.message import Message, say
from mcsync.ui.backing import service
from mcsync.ui.language import _, moment, plain
from mcsync.ui.notices import told
from mcsync.ui.tables import table

#: Lines on one page.
PAGE = 10
#: Characters of a detail that are shown.
DETAIL_MAX = 200

#: What the journal calls by a word of ours; another word is shown as it is.
ACTIONS: Mapping[str, Message] = {
    "setting": say("Setting changed"),
    "subscribe everyone": say("Consent “everyone” confirmed"),
    "start": say("Run started"),
    "pause": say("Pause asked for"),
    "resume": say("Run resumed"),
    "cancel": say("Cancellation asked for"),
    "accept leavers": say("Leavers confirmed"),
    "register webhook": say("Webhook registered"),
    "remove webhook": say("Webhook removed"),
    "field": say("Field mapped"),
    "tags": say("Tags chosen"),
    "test alerts": say("Alerts tested"),
    "erase": say("Person erased"),
    "restore settings": say("Settings taken from a file"),
}


def show() -> None:
    """A table, a page at a time."""
    with told(_("The records cannot be read")):
        found = service().journal()
        if not found:
            st.markdown(_("Nobody has changed or started anything yet."))
            return
        page = st.session_state.get("journal_page", 1)
        rows = [_line(one) for one in found[(page - 1) * PAGE : page * PAGE]]
        headings = {"at": plain("When"), "by": plain("By"), "action": plain("What"), "detail": plain("Detail")}
        table(rows, headings, alt=plain("Who did what"))
        if len(found) > PAGE:
            st.pagination(math.ceil(len(found) / PAGE), key="journal_page")


def _line(one: Mapping[str, Any]) -> dict[str, str]:
    action = plain(ACTIONS[one["action"]]) if one["action"] in ACTIONS else one["action"]
    return {"at": moment(one["at"]), "by": one["by"], "action": action, "detail": _detail(one["detail"])[:DETAIL_MAX]}


def _detail(detail: Message | str) -> str:
    return detail if isinstance(detail, str) else plain(detail)
