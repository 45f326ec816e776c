"""Tables of the pages, all made alike."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

#: Name in the rows → heading, or how Streamlit shows the column.
Columns = Mapping[str, Any]


def table(rows: Sequence[Mapping[str, object]], columns: Columns, *, alt: str) -> None:
    """A table to look at. Its cells show every character as it is."""
    st.dataframe(list(rows), hide_index=True, column_config=dict(columns), column_order=list(columns), alt=alt)


def choice(rows: Sequence[Mapping[str, object]], columns: Columns, *, key: str, alt: str) -> int | None:
    """A table to choose a row of: the row's place, None while none is chosen."""
    found = st.dataframe(
        list(rows),
        hide_index=True,
        column_config=dict(columns),
        column_order=list(columns),
        key=key,
        on_select="rerun",
        selection_mode="single-row",
        alt=alt,
    )
    return next(iter(found["selection"]["rows"]), None)


def wide(heading: str) -> Any:
    """A column of sentences."""
    return st.column_config.TextColumn(heading, width="large")


def count(heading: str) -> Any:
    """A column of whole numbers, written as the reader's language does."""
    return st.column_config.NumberColumn(heading, format="localized", width="small")
