"""What became of a click, told where it was made: a sentence in place of every error, never a traceback."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

from mcsync.errors import (
    BusyError,
    ForbiddenError,
    KeyInvalidError,
    MailchimpUnavailableError,
    McsyncError,
    ShopError,
)
from mcsync.message import Message
from mcsync.ui.directory import ONWARD, link
from mcsync.ui.language import _

#: What the Connections page shows more of, and where most of it is put right.
_DISCONNECTED = (KeyInvalidError, ForbiddenError, MailchimpUnavailableError, ShopError)


@contextmanager
def told(what_happened: str) -> Iterator[None]:
    """Shows the sentence of a `McsyncError` under this title, with the way to put it right, and goes on after the block."""
    try:
        yield
    except BusyError as error:
        # Nothing is wrong: it only has to wait.
        st.info(_(error.message), title=what_happened)
    except McsyncError as error:
        st.error(_(error.message), title=what_happened)
        way_out(error)


def way_out(error: McsyncError) -> None:
    """The link to the page that shows more of it, where there is one."""
    if isinstance(error, _DISCONNECTED):
        link("connect", _("See the connections"), icon=ONWARD)


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
