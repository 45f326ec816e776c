"""Status: a period day by day, its errors by cause, and the people behind each number."""

import streamlit as st

from mcsync import charts
from mcsync.service import Status
from mcsync.ui import refused_list, run_list, run_window
from mcsync.ui.backing import service
from mcsync.ui.language import _, day_name, number, plain
from mcsync.ui.periods import causes_by_day, period, runs_by_day
from mcsync.ui.recall import audience_is_there
from mcsync.ui.tables import TWO_LINES, choice, count, wide


def figures(found: Status) -> None:
    """The period in three numbers; zero is a number, too."""
    with st.grid(3):
        st.metric(_("Runs"), number(len(found.runs)), border=True)
        st.metric(_("Contacts sent"), number(found.sent), border=True)
        st.metric(_("Errors"), number(found.errors), border=True)


def errors_chart(found: Status) -> str | None:
    """Errors a day by cause; the cause of a clicked bar."""
    st.header(_("Errors per day"), anchor=False)
    if not found.errors:
        st.markdown(_("Nobody was refused in this period: 0 errors."))
        return None
    series, names = causes_by_day(found)
    figure = charts.stacked_days([day.date for day in found.days], series, names, day_name)
    st.caption(_("Click a bar, or choose a cause below, to see the people."))
    event = st.plotly_chart(
        figure,
        key="errors",
        on_select="rerun",
        selection_mode="points",
        config=charts.CONFIG,
        alt=plain("Errors per day, stacked by cause"),
    )
    points = event["selection"]["points"]
    return str(points[0]["customdata"]) if points else None


def causes_table(found: Status) -> str | None:
    """Each cause with its count, its sentence and what to do; the cause of a chosen row."""
    rows = [{"count": one.count, "sentence": plain(one.sentence), "advice": plain(one.advice)} for one in found.causes]
    columns = {"count": count(plain("People")), "sentence": wide(plain("Cause")), "advice": wide(plain("What to do"))}
    alt = plain("Causes of the errors, with counts and advice")
    place = choice(rows, columns, key="causes", alt=alt, row_height=TWO_LINES)
    return None if place is None else found.causes[place].cause


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
clicked = errors_chart(found)
if found.causes:
    chosen = causes_table(found) or clicked
    refused_list.show(days, chosen)
runs_chart(found)
run_window.show_if_asked()
