"""The charts of the status page. A click on a bar chooses its day, and what it stands for."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st

from mcsync import charts
from mcsync.message import Message, say
from mcsync.outcome import RunKind
from mcsync.service import Day, Status
from mcsync.ui import chart_language
from mcsync.ui.language import _, day_name, plain
from mcsync.ui.words import KINDS
from mcsync.verdicts import VERDICTS, Cause

Series = tuple[Mapping[str, Sequence[int]], Mapping[str, str]]

#: What became of contacts → how it is called, and how it is counted.
_SENT: Mapping[str, tuple[Message, Callable[[Day], int]]] = {
    "created": (say("Created"), lambda day: day.created),
    "updated": (say("Updated"), lambda day: day.updated),
    "left_alone": (say("Left alone"), lambda day: day.left_alone),
    "errors": (say("Refused"), lambda day: day.errors),
}


def errors(found: Status) -> None:
    """Errors a day by cause."""
    if found.errors:
        _chart(found, _causes(found), "errors", plain("Errors per day, stacked by cause"))
    else:
        st.markdown(_("Nobody was refused in this period: 0 errors."))


def sent(found: Status) -> None:
    """What was sent a day, by what became of it."""
    if found.sent:
        _chart(found, _sent(found), "sent", plain("Contacts sent per day, by what became of them"))
    else:
        st.markdown(_("Nothing was sent in this period: 0 contacts."))


def runs(found: Status) -> None:
    """Runs a day, manual and automatic apart."""
    if found.runs:
        _chart(found, _runs(found), "runs", plain("Runs per day, manual and automatic apart"))
    else:
        st.markdown(_("No run in this period. Start one on the Export page."))


def chosen_day(chart: str, found: Status) -> date | None:
    """The day whose bar was clicked on in this chart; said, with a way back. None: all of them."""
    kept = st.session_state.get(_day_key(chart))
    day = date.fromisoformat(kept) if kept else None
    if day not in {one.date for one in found.days}:
        return None
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(_("Only {day}", day=day_name(day)), width="content")
        st.button(_("The whole period"), key=f"{chart}_all_days", icon=":material/close:", on_click=_forget, args=(chart,))
    return day


def _forget(chart: str) -> None:
    st.session_state.pop(_day_key(chart), None)


def _day_key(chart: str) -> str:
    return f"{chart}_day"


def _chart(found: Status, series: Series, key: str, alt: str) -> None:
    figure = charts.stacked_days([day.date for day in found.days], *series, day_name)
    st.plotly_chart(
        figure, key=key, on_select=_CLICKED[key], selection_mode="points", config=charts.CONFIG | chart_language.config(), alt=alt
    )


def _clicked(key: str) -> str | None:
    """Keeps the day of the bar; the code of what it stands for. None: no bar any more."""
    points: Sequence[Any] = st.session_state[key]["selection"]["points"]
    if not points:
        _forget(key)
        return None
    st.session_state[_day_key(key)] = str(points[0]["x"])
    return str(points[0]["customdata"])


def _clicked_errors() -> None:
    st.session_state["cause"] = _clicked("errors") or ""


def _clicked_sent() -> None:
    _clicked("sent")


def _clicked_runs() -> None:
    kind = _clicked("runs")
    st.session_state["run_kinds"] = [kind] if kind else []


_CLICKED: Mapping[str, Callable[[], None]] = {"errors": _clicked_errors, "sent": _clicked_sent, "runs": _clicked_runs}


def _causes(found: Status) -> Series:
    series = {one.cause: [day.causes.get(one.cause, 0) for day in found.days] for one in found.causes}
    return series, {code: plain(VERDICTS[Cause(code)].name) for code in series}


def _sent(found: Status) -> Series:
    series = {name: [count(day) for day in found.days] for name, (_label, count) in _SENT.items()}
    there = {name: numbers for name, numbers in series.items() if any(numbers)}
    return there, {name: plain(_SENT[name][0]) for name in there}


def _runs(found: Status) -> Series:
    kinds = [kind for kind in RunKind if any(day.runs.get(kind) for day in found.days)]
    series = {kind.value: [day.runs.get(kind, 0) for day in found.days] for kind in kinds}
    return series, {kind.value: plain(KINDS[kind]) for kind in kinds}
