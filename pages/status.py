"""Status: a period day by day, its errors by cause, and the people behind each number."""

import streamlit as st

from mcsync import charts
from mcsync.service import Status
from mcsync.ui import disagreements, refused_list, run_list, run_window
from mcsync.ui.backing import service
from mcsync.ui.language import _, day_name, number, plain
from mcsync.ui.periods import causes_by_day, period, runs_by_day
from mcsync.ui.recall import audience_is_there


def figures(found: Status) -> None:
    """The period in three numbers; zero is a number, too."""
    with st.grid(3):
        st.metric(_("Runs"), number(len(found.runs)), border=True)
        st.metric(_("Contacts sent"), number(found.sent), border=True)
        st.metric(_("Errors"), number(found.errors), border=True)


def clicked() -> None:
    """A click on a bar chooses its cause."""
    points = st.session_state["errors"]["selection"]["points"]
    if points:
        st.session_state["cause"] = str(points[0]["customdata"])


def errors(found: Status) -> None:
    """Errors a day by cause."""
    st.header(_("Errors per day"), anchor=False)
    if not found.errors:
        st.markdown(_("Nobody was refused in this period: 0 errors."))
        return
    series, names = causes_by_day(found)
    figure = charts.stacked_days([day.date for day in found.days], series, names, day_name)
    alt = plain("Errors per day, stacked by cause")
    st.plotly_chart(figure, key="errors", on_select=clicked, selection_mode="points", config=charts.CONFIG, alt=alt)


def causes(found: Status) -> str:
    """Each cause with its count, its sentence and what to do; the chosen one, empty for all of them."""
    by_code = {one.cause: one for one in found.causes}
    lines = {"": _("**{count}** · All causes", count=number(found.errors))}
    lines |= {code: _("**{count}** · {sentence}", count=number(one.count), sentence=one.sentence) for code, one in by_code.items()}
    if st.session_state.get("cause", "") not in lines:
        st.session_state["cause"] = ""
    chosen = st.radio(
        _("Choose a cause, here or by its bar, to see the people"),
        list(lines),
        format_func=lambda code: lines[code],
        captions=["", *(_(one.advice) for one in by_code.values())],
        key="cause",
    )
    return str(chosen or "")


def runs_chart(found: Status) -> None:
    """Runs a day, manual and automatic apart."""
    st.header(_("Runs per day"), anchor=False)
    if not found.runs:
        st.markdown(_("No run in this period. Start one on the Export page."))
        return
    series, names = runs_by_day(found)
    figure = charts.stacked_days([day.date for day in found.days], series, names, day_name)
    st.plotly_chart(figure, key="runs", config=charts.CONFIG, alt=plain("Runs per day, manual and automatic apart"))
    run_list.show(found.runs, "status_runs")


if not audience_is_there():
    st.stop()
days = period()
found = service().status(days)
figures(found)
errors(found)
if found.causes:
    refused_list.show(days, causes(found))
runs_chart(found)
disagreements.show()
run_window.show_if_asked()
