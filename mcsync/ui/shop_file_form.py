"""A file of contacts, uploaded; its columns proposed, and its first rows shown, before it is used."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import streamlit as st

from mcsync.message import Message, say, say_many
from mcsync.service import FileLook
from mcsync.ui.backing import BY, service
from mcsync.ui.drafts import forget
from mcsync.ui.language import _, escape, plain
from mcsync.ui.notices import attempt
from mcsync.ui.saving import typed
from mcsync.ui.words import UPLOADING

#: In the order in which they are asked.
COLUMNS: Mapping[str, Message] = {
    "email": say("E-mail address"),
    "newsletter": say("Agreed to the newsletter"),
    "newsletter_date": say("Date of that"),
    "first_name": say("First name"),
    "last_name": say("Last name"),
    "birthday": say("Birthday"),
    "gender": say("Gender"),
    "language": say("Language"),
    "registered": say("Registration date"),
    "group": say("Customer group"),
    "shop": say("Shop"),
    "company": say("Company"),
    "phone": say("Telephone"),
    "street": say("Street"),
    "postcode": say("Postcode"),
    "city": say("City"),
    "country": say("Country"),
}
#: In session state: our name of the uploaded file that is looked at.
LOOKED_AT = "uploaded"


def show(used: str, *, fixed: bool) -> None:
    """Upload, look, choose the columns, use."""
    if used:
        st.caption(_("In use: {name}", name=Path(used).name))
    st.file_uploader(
        _("File of contacts"),
        type=["csv", "tsv", "txt", "xlsx", "xlsm"],
        key="shop_upload",
        on_change=_upload,
        disabled=fixed,
        help=_("The first line names the columns. It is kept in the data folder of this computer, and goes nowhere else."),
    )
    st.caption(_(UPLOADING))
    found: FileLook | None = st.session_state.get(LOOKED_AT)
    if found is not None:
        _columns(found, fixed=fixed)


def _upload() -> None:
    st.session_state.pop(LOOKED_AT, None)
    file = st.session_state.get("shop_upload")
    if file is not None:
        attempt("shop", lambda: _keep(service().upload(file.name, file.getvalue())))


def _keep(found: FileLook) -> None:
    st.session_state[LOOKED_AT] = found


def _columns(found: FileLook, *, fixed: bool) -> None:
    st.caption(_(say_many("The first row", "The first {n} rows", len(found.rows))))
    st.dataframe(_preview(found), hide_index=True, alt=plain("The first rows of the file"))
    st.markdown(_("Without a column that says who agreed to the newsletter, nobody did."))
    with st.form("columns_form"):
        offered = ["", *dict.fromkeys(name for name in found.header if name)]
        with st.grid(3, min_column_width=200):
            for what, name in COLUMNS.items():
                proposed = found.columns.get(what) or ""
                st.selectbox(
                    _(name),
                    offered,
                    index=offered.index(proposed) if proposed in offered else 0,
                    format_func=lambda header: header or plain("Not in the file"),
                    key=f"column_{what}",
                )
        st.form_submit_button(_("Use this file"), key="use_file", type="primary", on_click=_use, args=(found.stored,), disabled=fixed)


def _preview(found: FileLook) -> dict[str, list[str]]:
    """Column → its texts; two columns of one name stay two."""
    names: dict[str, list[str]] = {}
    for place, name in enumerate(found.header):
        heading = escape(name or "–") if name not in names else f"{escape(name)} ({place + 1})"
        names[heading] = [_cell(row, place) for row in found.rows]
    return names


def _cell(row: Sequence[str], place: int) -> str:
    return row[place][:200] if place < len(row) else ""


def _use(stored: str) -> None:
    columns = {what: typed(f"column_{what}") for what in COLUMNS}
    if attempt("shop", lambda: service().use_file(stored, columns, BY), say("Saved. People come from this file now.")):
        st.session_state.pop(LOOKED_AT, None)
        forget()
