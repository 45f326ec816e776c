"""Answers that took a while, kept for this reader until they ask again. Never the truth: each has the time of its making."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

import streamlit as st

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft(Generic[Answer]):
    """An answer and when it was given."""

    answer: Answer
    #: Seconds since 1970.
    at: float


def draft(name: str, ask: Callable[[], Answer], waiting: str, clock: Callable[[], float] = time.time) -> Draft[Answer]:
    """The kept answer, or a new one; `waiting` is said meanwhile."""
    if _key(name) not in st.session_state:
        with st.spinner(waiting):
            st.session_state[_key(name)] = Draft(answer=ask(), at=clock())
    return cast("Draft[Answer]", st.session_state[_key(name)])


def is_kept(name: str) -> bool:
    """Whether there is an answer already."""
    return _key(name) in st.session_state


def kept(name: str) -> Draft[Any] | None:
    """The kept answer, if there is one."""
    return cast("Draft[Any] | None", st.session_state.get(_key(name)))


def keep(name: str, answer: Answer, at: float) -> Draft[Answer]:
    """Keep an answer that was given at this moment (seconds since 1970)."""
    made = st.session_state[_key(name)] = Draft(answer=answer, at=at)
    return made


def forget(*names: str) -> None:
    """Ask anew the next time; without names, everything."""
    for key in list(st.session_state):
        if str(key).startswith("draft_") and (not names or str(key) in {_key(name) for name in names}):
            del st.session_state[key]


def forget_before(moment: float, name: str) -> None:
    """Ask anew the next time, if the kept answer is older than this moment (seconds since 1970)."""
    kept = st.session_state.get(_key(name))
    if kept is not None and kept.at < moment:
        forget(name)


def _key(name: str) -> str:
    return f"draft_{name}"
