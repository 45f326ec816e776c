"""A period in days, which stands in the address (`?days=…`), and its days as series for a chart."""

from collections.abc import Mapping, Sequence

import streamlit as st

from mcsync.errors import SettingsError
from mcsync.message import Message
from mcsync.outcome import RunKind
from mcsync.parsing import number_of_days
from mcsync.service import Status
from mcsync.ui.language import _, plain
from mcsync.ui.words import KINDS
from mcsync.verdicts import VERDICTS, Cause

DEFAULT = 7
USUAL = (1, 7, 15, 30, 90)

Series = tuple[Mapping[str, Sequence[int]], Mapping[str, str]]


def period() -> int:
    """How many days the reader looks at; a wrong number is refused in words, and the usual period is shown."""
    asked = st.query_params.get("days", str(DEFAULT))
    refused: Message | None = None
    try:
        days: int = number_of_days(asked.strip())
    except SettingsError as error:
        days, refused = DEFAULT, error.message
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = days if days in USUAL else None
        st.segmented_control(
            _("Last days, today included (UTC)"),
            USUAL,
            default=chosen,
            format_func=str,
            key=f"usual_{asked}",
            on_change=_choose,
            args=(f"usual_{asked}",),
        )
        st.text_input(_("Any number of days"), str(days), key=f"any_{asked}", on_change=_choose, args=(f"any_{asked}",), width=180)
    if refused:
        st.warning(_(refused), title=_("Showing {days} days instead", days=days))
    return days


def _choose(key: str) -> None:
    if typed := str(st.session_state[key] or "").strip():
        st.query_params["days"] = typed


def causes_by_day(status: Status) -> Series:
    """Cause → errors a day; the most frequent cause first."""
    series = {one.cause: [day.causes.get(one.cause, 0) for day in status.days] for one in status.causes}
    return series, {code: plain(VERDICTS[Cause(code)].sentence) for code in series}


def runs_by_day(status: Status) -> Series:
    """Kind of run → runs a day."""
    kinds = [kind for kind in RunKind if any(day.runs.get(kind) for day in status.days)] or [RunKind.MANUAL]
    series = {kind.value: [day.runs.get(kind, 0) for day in status.days] for kind in kinds}
    return series, {kind.value: plain(KINDS[kind]) for kind in kinds}
