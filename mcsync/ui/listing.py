"""Many addresses: pasted or uploaded, each with its verdict; those that are chosen are sent again."""

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from mcsync.contact import MemberStatus
from mcsync.diagnosis import NAMES, NO_ADDRESS
from mcsync.message import Message, say, say_many
from mcsync.reports import to_csv
from mcsync.service import Line
from mcsync.ui import again
from mcsync.ui.backing import service
from mcsync.ui.drafts import draft, forget, forget_before
from mcsync.ui.language import _, escape, number, plain
from mcsync.ui.notices import attempt, notice
from mcsync.ui.tables import NARROW, addresses, choices, wide
from mcsync.ui.words import STATUSES, UPLOADING

_ALL = say("All of them")
#: In session state: the entries of the list; never the truth, only what this reader pasted.
ENTRIES = "entries"
#: Of the draft with what was found.
_FOUND = "list"


def section() -> None:
    """The list, and what was found."""
    _form()
    notice("list")
    entries = st.session_state.get(ENTRIES)
    if not entries:
        st.info(_("Paste addresses, or choose a file with them in any column, to see the verdict of each."))
        return
    _forget_what_a_run_changed()
    found = draft(
        _FOUND, lambda: service().look_up(entries), _(say_many("Looking up {n} address …", "Looking up {n} addresses …", len(entries)))
    )
    _result(found.answer)


def _form() -> None:
    with st.form("list_form", border=False):
        example = "ann@example.com\nBob <bob@example.com>"
        st.text_area(_("Addresses, one on each line"), key="list_text", placeholder=example, height=140, max_chars=500_000)
        types = ["csv", "txt", "tsv", "xlsx"]
        st.file_uploader(_("Or a file: CSV, text or Excel, up to 5,000 addresses"), types, key="list_file", max_upload_size=5)
        st.caption(_(UPLOADING))
        st.form_submit_button(_("Look them up"), key="look_up_list", icon=":material/search:", type="primary", on_click=_read)


def _read() -> None:
    attempt("list", _remember)


def _remember() -> None:
    forget(_FOUND)
    st.session_state.pop(ENTRIES, None)
    file = st.session_state.get("list_file")
    text = str(st.session_state.get("list_text") or "")
    st.session_state[ENTRIES] = service().read_file(file.name, file.getvalue()) if file else service().read_pasted(text)


def _forget_what_a_run_changed() -> None:
    started = again.last_run()
    if started and started.ended:
        forget_before(started.ended, _FOUND)


def _result(lines: Sequence[Line]) -> None:
    shown = _filtered(lines)
    rows = [_row(line) for line in shown]
    columns = {
        "address": addresses(plain("Address")),
        # It begins with the verdict, which needs no column of its own here.
        "sentence": wide(plain("What happened")),
        "advice": wide(plain("What to do")),
        "status": st.column_config.TextColumn(plain("In Mailchimp"), width=NARROW),
    }
    st.caption(_("Choose rows to send these people again. Mailchimp is not asked about each: what it says is as it was last read."))
    chosen = [shown[place] for place in choices(rows, columns, key=again.fresh("list_table"), alt=plain("Each address with its verdict"))]
    sendable = [line.address for line in chosen if line.finding and line.finding.may_resync]
    with st.container(horizontal=True, vertical_alignment="center"):
        again.button(sendable, key="list_again")
        _download(rows)
    if len(sendable) < len(chosen):
        st.caption(_(_left_out(len(chosen) - len(sendable))))
    if len(chosen) == 1:
        _alone(chosen[0])
    notice("again")
    again.result()


def _left_out(count: int) -> Message:
    return say_many(
        "Of the chosen ones, {n} cannot be sent; what happened to it says why.",
        "Of the chosen ones, {n} cannot be sent; what happened to them says why.",
        count,
    )


def _alone(line: Line) -> None:
    """The sentences of the one row that is chosen, which the table cuts short."""
    row = _row(line)
    st.markdown(f"**{escape(row['address'])}** {escape(row['sentence'])} {escape(row['advice'])}")
    if line.address:
        # No link: one to the page that is open would not change its address.
        label = _("Look at this address alone")
        st.button(label, key="list_alone", icon=":material/person_search:", on_click=_turn_to, args=(line.address,))


def _turn_to(address: str) -> None:
    st.query_params.update({"show": "one", "address": address})


def _filtered(lines: Sequence[Line]) -> Sequence[Line]:
    counts = Counter(_word(line).template for line in lines)
    words = {_word(line).template: _word(line) for line in lines}
    st.markdown(" · ".join(_("{verdict}: **{count}**", verdict=words[template], count=number(count)) for template, count in counts.items()))
    kinds = [_ALL.template, *counts]
    wanted = st.selectbox(_("Show"), kinds, format_func=lambda template: plain(words.get(template, _ALL)), key="list_kinds", width=320)
    return [line for line in lines if wanted in {_ALL.template, _word(line).template}]


def _word(line: Line) -> Message:
    return NAMES[line.finding.verdict] if line.finding else NO_ADDRESS


def _row(line: Line) -> dict[str, str]:
    finding = line.finding
    return {
        "address": line.address or line.typed,
        "verdict": plain(_word(line)),
        "sentence": plain(finding.sentence if finding else line.problem or ""),
        "advice": plain(finding.advice) if finding else "",
        "status": plain(STATUSES[MemberStatus(line.status)]) if line.status else "",
    }


def _download(rows: Sequence[dict[str, str]]) -> None:
    headings = {
        "address": plain("Address"),
        "verdict": plain("Verdict"),
        "sentence": plain("What happened"),
        "advice": plain("What to do"),
        "status": plain("In Mailchimp"),
    }
    st.download_button(
        _("Download as CSV"),
        to_csv(headings, rows),
        "mcsync-diagnostic.csv",
        "text/csv",
        key="list_csv",
        icon=":material/download:",
        on_click="ignore",
    )
