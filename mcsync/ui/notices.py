"""What became of a click, told where it was made: a sentence in place of every error, never a traceback."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

from mcsync.errors import McsyncError
from mcsync.message import Message
from mcsync.ui.language import _


@contextmanager
def told(what_happened: str) -> Iterator[None]:
    """Shows the sentence of a `McsyncError` under this title, and goes on after the block."""
    try:
        yield
    except McsyncError as error:
        st.error(_(error.message), title=what_happened)


def attempt(place: str, verb: Callable[[], object], done: Message | None = None) -> bool:
    """In a callback: do it, and remember for `notice` what to say of it. Whether it was done."""
    try:
        verb()
    except McsyncError as error:
        st.session_state[_key(place)] = (False, error.message)
        return False
    if done is not None:
        st.session_state[_key(place)] = (True, done)
    return True


def notice(place: str) -> None:
    """Says once what became of the last attempt at this place."""
    found = st.session_state.pop(_key(place), None)
    if found is None:
        return
    done, sentence = found
    if done:
        st.success(_(sentence))
    else:
        st.error(_(sentence), title=_("Not done"))


def drop(place: str) -> None:
    """What became of the last attempt at this place need not be said any more."""
    st.session_state.pop(_key(place), None)


def _key(place: str) -> str:
    return f"notice_{place}"
