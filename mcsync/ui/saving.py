"""Settings as forms: typed, judged by the service, stored or refused with a sentence. A form that is refused keeps what was typed."""

from collections.abc import Callable, Mapping

import streamlit as st

from mcsync.message import Message, say
from mcsync.service import InForce
from mcsync.ui.backing import BY, service
from mcsync.ui.drafts import forget
from mcsync.ui.language import _
from mcsync.ui.notices import attempt

SAVED = say("Saved.")


def save(place: str, texts: Callable[[], Mapping[str, str]], done: Message = SAVED) -> bool:
    """In a callback: store these settings, all or none; what was looked at under the old ones is forgotten. Whether they are stored."""
    stored = attempt(place, lambda: service().change(texts(), BY), done)
    if stored:
        forget()
    return stored


def typed(key: str) -> str:
    """What stands in a field now."""
    return str(st.session_state.get(key) or "")


def fixed_line(in_force: InForce, *names: str) -> bool:
    """Says so where the environment fixes one of these settings; whether it does."""
    fixed = [name for name in names if name in in_force.fixed]
    if fixed:
        st.caption(_("Set by the environment of the server, so it cannot be changed here: {names}.", names=", ".join(fixed)))
    return bool(fixed)
