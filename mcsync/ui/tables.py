"""Tables of the pages, all made alike."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import streamlit as st

from mcsync.ui.language import escape, number

#: Pixels that a sentence gets, and an address beside it: both begin within a telephone.
WIDE, ADDRESS = 230, 170
#: Rows that a table shows before it scrolls.
TALL = 10
#: Pixels of a word or two, so that all columns of a list are seen at once on a screen.
NARROW = 100
#: Pixels of a row in which a sentence may take five lines; Streamlit breaks lines in rows of more than 64 only.
LINES = 100
#: Name in the rows → heading, or how Streamlit shows the column.
Columns = Mapping[str, Any]


def table(rows: Sequence[Mapping[str, object]], headings: Mapping[str, str], *, alt: str) -> None:
    """A small table to read: long sentences wrap, and every character is shown as it is. `headings`: name in the rows → heading."""
    st.table({escape(heading): [_cell(row.get(name)) for row in rows] for name, heading in headings.items()}, hide_index=True, alt=alt)


def _cell(value: object) -> str:
    if isinstance(value, Mapping):
        # A postal address: its parts.
        value = ", ".join(map(str, value.values()))
    return number(value) if isinstance(value, int) else escape("" if value is None else value)


def choice(rows: Sequence[Mapping[str, object]], columns: Columns, *, key: str, alt: str) -> int | None:
    """A table to choose a row of: the row's place, None while none is chosen."""
    return next(iter(_chosen(rows, columns, key=key, alt=alt, mode="single-row", height="content")), None)


def choices(rows: Sequence[Mapping[str, object]], columns: Columns, *, key: str, alt: str) -> list[int]:
    """A table to choose rows of, with room for sentences: their places. A long one scrolls."""
    height: Literal["content"] | int = "content" if len(rows) <= TALL else 420
    return _chosen(rows, columns, key=key, alt=alt, mode="multi-row", height=height, row_height=LINES)


def _chosen(
    rows: Sequence[Mapping[str, object]],
    columns: Columns,
    *,
    key: str,
    alt: str,
    mode: Literal["single-row", "multi-row"],
    height: Literal["content"] | int,
    row_height: int | None = None,
) -> list[int]:
    found = st.dataframe(
        list(rows),
        hide_index=True,
        column_config=dict(columns),
        column_order=list(columns),
        key=key,
        on_select="rerun",
        selection_mode=mode,
        height=height,
        row_height=row_height,
        alt=alt,
    )
    return list(found["selection"]["rows"])


def wide(heading: str) -> Any:
    """A column of sentences."""
    return st.column_config.TextColumn(heading, width=WIDE)


def addresses(heading: str) -> Any:
    """A column of addresses beside sentences."""
    return st.column_config.TextColumn(heading, width=ADDRESS)


def count(heading: str) -> Any:
    """A column of whole numbers, written as the reader's language does."""
    return st.column_config.NumberColumn(heading, format="localized", width="small")
