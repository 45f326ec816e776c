"""A period in days, which stands in the address (`?days=…`), and the time zone that its days are counted by."""

import streamlit as st

from mcsync.errors import SettingsError
from mcsync.message import Message
from mcsync.parsing import number_of_days
from mcsync.ui.backing import BY, service
from mcsync.ui.language import _
from mcsync.ui.notices import attempt

DEFAULT = 7
USUAL = (1, 7, 15, 30, 90)


def period() -> int:
    """How many days the reader looks at; a wrong number is refused in words, and the usual period is shown."""
    asked = st.query_params.get("days", str(DEFAULT))
    refused: Message | None = None
    try:
        days: int = number_of_days(asked.strip())
    except SettingsError as error:
        days, refused = DEFAULT, error.message
    with st.container(horizontal=True, vertical_alignment="bottom"):
        at = USUAL.index(days) if days in USUAL else None
        label, key = _("Last days, today included"), f"usual_{asked}"
        # No segmented control: by night its chosen part is too dark to be read.
        st.radio(label, USUAL, at, format_func=str, key=key, on_change=_choose, args=(key,), horizontal=True)
        st.text_input(_("Any number of days"), str(days), key=f"any_{asked}", on_change=_choose, args=(f"any_{asked}",), width=180)
    if refused:
        st.warning(_(refused), title=_("Showing {days} days instead", days=days))
    return days


def _choose(key: str) -> None:
    if typed := str(st.session_state[key] or "").strip():
        st.query_params["days"] = typed


def zone_line(zone: str) -> None:
    """Whose midnights part the days; the browser's own are one click away."""
    here = st.context.timezone
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(_("Days begin at midnight in the time zone {zone}.", zone=zone), width="content")
        if here and here != zone:
            label = _("Use {zone}", zone=here)
            st.button(label, key="use_zone", type="tertiary", icon=":material/schedule:", on_click=_use, args=(here,))


def _use(zone: str) -> None:
    attempt("status", lambda: service().change({"time_zone": zone}, BY))
