"""Status: a period day by day, its errors by cause, the people behind each number, and its runs."""

import streamlit as st

from mcsync.message import say_many
from mcsync.service import Figure, Status
from mcsync.ui import disagreements, people_list, retrying, run_table, run_window, status_charts
from mcsync.ui.backing import service
from mcsync.ui.language import _, number
from mcsync.ui.notices import notice
from mcsync.ui.periods import period, zone_line
from mcsync.ui.recall import audience_is_chosen

#: Which way is good: fewer errors are.
COLOURS = {"runs": "off", "sent": "off", "errors": "inverse"}


def figures(found: Status) -> None:
    """The period in three numbers, and the change against as many days before; zero is a number, too."""
    with st.grid(3):
        for name, label in (("runs", _("Runs")), ("sent", _("Contacts sent")), ("errors", _("Errors"))):
            now, then = getattr(found, name), getattr(found.before, name)
            sign = "+" if now > then else ""
            st.metric(
                label,
                number(now),
                f"{sign}{number(now - then)}",
                delta_color=COLOURS[name] if now != then else "off",
                delta_arrow="auto" if now != then else "off",
                border=True,
            )
    st.caption(_(say_many("Changes are against the day before.", "Changes are against the {n} days before.", len(found.days))))


def choose_cause(found: Status) -> str:
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


def errors(found: Status, days: int) -> None:
    """Errors a day by cause, and who they are."""
    st.header(_("Errors per day"), anchor=False)
    status_charts.errors(found)
    if not found.errors:
        return
    cause = choose_cause(found)
    day = status_charts.chosen_day("errors", found)
    figure = Figure(days=days, day=day, cause=cause or None)
    may_retry = any(one.may_retry for one in found.causes if cause in {"", one.cause})
    if may_retry:
        retrying.button(figure, "status")
    retrying.told()
    people_list.show(figure, "refused", may_retry=may_retry)


def sent(found: Status, days: int) -> None:
    """What was sent a day; who, for one of the days."""
    st.header(_("Contacts sent per day"), anchor=False)
    status_charts.sent(found)
    day = status_charts.chosen_day("sent", found)
    if day:
        people_list.show(Figure(days=days, day=day, everyone=True), "everyone", may_retry=False)


def runs(found: Status, days: int) -> None:
    """Runs a day, and each of them."""
    st.header(_("Runs per day"), anchor=False)
    status_charts.runs(found)
    if found.runs:
        run_table.show(days, status_charts.chosen_day("runs", found))


def whole() -> None:
    """Everything, from the period down to what came back."""
    days = period()
    found = service().status(days)
    zone_line(found.zone)
    notice("status")
    figures(found)
    errors(found, days)
    sent(found, days)
    runs(found, days)
    disagreements.show()


# First, so that it need not wait for the page behind it.
run_window.show_if_asked()
if audience_is_chosen():
    whole()
