"""What is wrong now, whether somebody was told, and what keeps an alert from arriving."""

import streamlit as st

from mcsync.alerting import Cause, Record, Trouble
from mcsync.message import Message, say
from mcsync.service import AlertState
from mcsync.ui.backing import BY, service
from mcsync.ui.language import _, moment
from mcsync.ui.notices import attempt, told
from mcsync.words import CHANNELS

#: In session state: what came of the last test.
TESTED = "alerts_tested"


def troubles(found: AlertState) -> None:
    """A line each."""
    for one in to_tell(found):
        st.warning(_(one.message), icon=":material/warning:")


def to_tell(found: AlertState) -> list[Trouble]:
    """Those of them that do not stand above every page anyway."""
    return [one for one in found.troubles if one.cause is not Cause.WORKER_SILENT]


def said(found: AlertState) -> list[Message]:
    """Every sentence of these lines, and those that they quote."""
    lines = [one.message for one in to_tell(found)]
    return [*lines, *(part for line in lines for part in line.values.values() if isinstance(part, Message))]


def show() -> None:
    """The troubles, the channels, and the test."""
    with told(_("The records cannot be read")):
        found = service().alerts()
        st.markdown(_(_sentence(found)))
        troubles(found)
        for record in found.records:
            _failure(record)
        _test(found)


def _sentence(found: AlertState) -> Message:
    if not found.channels:
        return say("Nobody is told when something stops: enter recipients of mail, or a webhook.")
    names = [CHANNELS[name] for name in found.channels]
    if len(names) > 1:
        return say("Alerts go by {one} and {other}.", one=names[0], other=names[1])
    return say("Alerts go by {one}.", one=names[0])


def _failure(record: Record) -> None:
    if record.failure:
        title = _(
            "An alert could not be sent by {channel}; it is tried again at {time}",
            channel=CHANNELS[record.channel],
            time=moment(record.retry_at),
        )
        st.error(_(record.failure), title=title)


def _test(found: AlertState) -> None:
    if not found.channels:
        return
    st.button(_("Send a test"), key="test_alerts", icon=":material/send:", on_click=_send)
    for one in st.session_state.pop(TESTED, []):
        name = CHANNELS[one.channel]
        if one.failure:
            st.error(_(one.failure), title=_("The test by {channel} failed", channel=name))
        else:
            st.success(_("The test by {channel} was taken. Look whether it arrives.", channel=name))


def _send() -> None:
    st.session_state.pop(TESTED, None)
    attempt("alerts", _keep)


def _keep() -> None:
    st.session_state[TESTED] = service().test_alerts(BY)
