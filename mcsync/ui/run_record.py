"""All that is kept of a run: its causes with what to do, its batches one by one, and the settings it went by."""

import math

import streamlit as st

from mcsync.outcome import BatchState
from mcsync.service import Figure, RunRecord, RunView
from mcsync.setting_names import SETTING_NAMES, setting_value
from mcsync.ui import people_list, retrying
from mcsync.ui.backing import service
from mcsync.ui.language import _, number, plain
from mcsync.ui.tables import table
from mcsync.ui.words import BATCH_STATES

#: Batches on one page of the table.
PAGE = 20
#: Pages that can be turned to.
PAGES_MAX = 5000


def causes(run: RunView, record: RunRecord) -> None:
    """Why people were refused, what to do, and who they are."""
    by_code = {one.cause: one for one in record.causes}
    lines = {"": _("**{count}** · All causes", count=number(run.refused))}
    lines |= {code: _("**{count}** · {sentence}", count=number(one.count), sentence=one.sentence) for code, one in by_code.items()}
    cause = st.radio(
        _("Choose a cause to see the people"),
        list(lines),
        format_func=lambda code: lines[code],
        captions=["", *(_(one.advice) for one in by_code.values())],
        key=f"run_{run.run}_cause",
    )
    figure = Figure(days=1, run=run.run, cause=cause or None)
    may_retry = any(one.may_retry for one in record.causes if cause in {"", one.cause})
    if may_retry:
        retrying.button(figure, "run")
    people_list.show(figure, f"run_{run.run}", may_retry=may_retry)


def batches(run: RunView) -> None:
    """Each batch: where it stands, how often it was sent, how long it took."""
    with_errors = st.toggle(_("Only batches with refusals"), key="batches_errors", disabled=not run.refused)
    page = int(st.session_state.get("batches_page", 1))
    found = service().batches(run.run, with_errors=with_errors, first=(page - 1) * PAGE, size=PAGE)
    rows = [
        {
            "number": one.number,
            "state": plain(BATCH_STATES[one.state]),
            "size": one.size,
            "tries": one.tries,
            "took": "" if one.seconds is None else plain("{seconds} s", seconds=number(round(one.seconds, 1))),
            "refused": one.refused if one.state is BatchState.SETTLED else "",
        }
        for one in found.batches
    ]
    headings = {
        "number": plain("Batch"),
        "state": plain("State"),
        "size": plain("Size"),
        "tries": plain("Tries"),
        "took": plain("Took"),
        "refused": plain("Refused"),
    }
    table(rows, headings, alt=plain("The batches of this run"))
    if found.total > PAGE:
        st.pagination(min(PAGES_MAX, math.ceil(found.total / PAGE)), key="batches_page")


def settings(record: RunRecord) -> None:
    """What was in force when it was started; keys and passwords are not kept."""
    if not record.settings:
        st.markdown(_("They were not kept: the run is of an older version."))
        return
    values = {name: setting_value(name, text) for name, text in record.settings.items()}
    rows = [
        {"name": plain(SETTING_NAMES.get(name, name)), "value": (value if isinstance(value, str) else plain(value)) or "—"}
        for name, value in values.items()
    ]
    table(rows, {"name": plain("Setting"), "value": plain("Value")}, alt=plain("The settings in force when this run was started"))
