"""The people behind a number, each with a link to the diagnostic; those who were refused can be sent again, some or all."""

import math
from collections.abc import Iterator, Mapping

import streamlit as st

from mcsync.message import Message, say
from mcsync.reports import to_csv
from mcsync.service import Figure, Hold, PersonBehind
from mcsync.ui import retrying
from mcsync.ui.backing import service
from mcsync.ui.directory import link
from mcsync.ui.language import _, escape, for_this_reader, moment, number, plain, zone_name
from mcsync.ui.words import OUTCOMES
from mcsync.verdicts import VERDICTS, Cause

#: People on one page of the list.
PAGE = 10
#: Pages that can be turned to; the file has everybody.
PAGES_MAX = 100

HOLDS: Mapping[Hold, Message] = {
    Hold.PASSED: say("Sent again since, and not refused."),
    Hold.THEIRS: say("Not sent again: only they themselves can come back."),
    Hold.CHANGE: say("In quarantine until the shop's data about them change, or you send them again."),
    Hold.IN_VAIN: say("In quarantine after {attempts} tries in vain, until the shop's data about them change, or you send them again."),
    Hold.TIME: say("In quarantine until {until}; then tried again by itself."),
    Hold.NEXT: say("Tried again by the next export, or the next look."),
}


def show(figure: Figure, key: str, *, may_retry: bool) -> None:
    """A page of them. `key` is different for each list of a page of mcsync; `may_retry`: another try can help."""
    page = int(st.session_state.get(f"{key}_page", 1))
    found = service().people_behind(figure, first=(page - 1) * PAGE, size=PAGE)
    if may_retry and found.people:
        with st.form(f"{key}_form", border=False):
            for person in found.people:
                _line(person, key)
            retrying.chosen_button(found.people, key)
    else:
        for person in found.people:
            _line(person, None)
    if found.total and not found.people:
        st.markdown(_("Their addresses were removed, as old as they are; the numbers stay."))
    with st.container(horizontal=True, vertical_alignment="center"):
        if found.total > PAGE:
            st.pagination(min(PAGES_MAX, math.ceil(found.total / PAGE)), key=f"{key}_page")
        st.caption(_("People: {count}", count=number(found.total)), width="content")
        _download(figure, key)


def _line(person: PersonBehind, key: str | None) -> None:
    box, who, why = st.columns([1, 7, 12], vertical_alignment="center")
    if key and person.hold is not Hold.THEIRS:
        with box:
            st.checkbox(person.address, key=retrying.box(key, person), label_visibility="collapsed")
    with who:
        link("diagnostic", escape(person.address), icon=":material/person_search:", address=person.address)
    with why:
        st.caption(_("{time} · {words}", time=moment(person.at), words=_said(person)))
        if held := _held(person):
            st.caption(f":material/hourglass_empty: {_(held)}")


def _said(person: PersonBehind) -> str:
    if person.cause is None:
        return plain(OUTCOMES[person.outcome])
    return person.words or plain(VERDICTS[Cause(person.cause)].sentence)


def _held(person: PersonBehind) -> Message | None:
    values = {"until": moment(person.until), "attempts": person.attempts}
    return Message(HOLDS[person.hold].template, values) if person.hold else None


def _download(figure: Figure, key: str) -> None:
    headings = {
        "at": plain("When ({zone})", zone=zone_name()),
        "run": plain("Run"),
        "address": plain("Address"),
        "outcome": plain("What became of it"),
        "sentence": plain("Cause"),
        "words": plain("Mailchimp's words"),
        "hold": plain("By now"),
    }
    st.download_button(
        _("Download as CSV"),
        for_this_reader(lambda: to_csv(headings, _rows(figure))),
        "mcsync-people.csv" if figure.everyone else "mcsync-errors.csv",
        "text/csv",
        key=f"{key}_download",
        icon=":material/download:",
        on_click="ignore",
    )


def _rows(figure: Figure) -> Iterator[Mapping[str, object]]:
    for person in service().everybody_behind(figure):
        yield {
            "at": moment(person.at),
            "run": person.run,
            "address": person.address,
            "outcome": plain(OUTCOMES[person.outcome]),
            "sentence": plain(VERDICTS[Cause(person.cause)].sentence) if person.cause else None,
            "words": person.words,
            "hold": plain(held) if (held := _held(person)) else None,
        }
