"""Following the shop by itself: how it stands, on every page that is about the audience; and its switch and rhythm."""

from collections.abc import Sequence

import streamlit as st

from mcsync.message import Message, say, say_many
from mcsync.service import Following, InForce, Standing
from mcsync.ui import connections
from mcsync.ui.backing import BY, service
from mcsync.ui.language import _, clock, day_and_time, duration, moment, number
from mcsync.ui.notices import attempt, notice, told
from mcsync.ui.saving import save, typed

#: Seconds between two looks of the page.
LOOK = 10
_STANDING = {
    Standing.WAITING: say("Automatic synchronisation starts by itself after the first complete export."),
    Standing.PAUSED: say("Automatic synchronisation is paused."),
    Standing.ON: say("Automatic synchronisation is on: who signs up, changes or leaves in the shop follows within a minute."),
}
#: Switched on, and nobody is there to do it; or something else is in its way.
_STALLED = say("Automatic synchronisation waits until a worker is there.")
_HELD_UP = say("Automatic synchronisation is on, but cannot go on at the moment.")
_ICONS = {
    Standing.WAITING: ":gray[:material/hourglass:]",
    Standing.PAUSED: ":orange[:material/pause_circle:]",
    Standing.ON: ":green[:material/sync:]",
}
#: Nobody is there to do it: never in green.
_STALLED_ICON = ":orange[:material/sync_problem:]"


def line(*, said: Sequence[Message] = ()) -> None:
    """How it stands, kept fresh. `said`: what the page says already, and need not say twice."""
    st.fragment(_line, run_every=LOOK)(said)


def controls(in_force: InForce) -> None:
    """Pause, resume, rhythm; and the word that many people really have left."""
    notice("following")
    line()
    settings = in_force.settings
    with st.form("following_form"):
        st.number_input(
            _("Seconds between two looks at the shop"), 10, 3600, settings.automatic_every, step=10, key="automatic_every", width=360
        )
        st.form_submit_button(_("Save the rhythm"), key="save_rhythm", on_click=_save_rhythm)
    with st.container(horizontal=True):
        label = _("Pause automatic synchronisation") if settings.automatic else _("Resume automatic synchronisation")
        st.button(label, key="automatic", on_click=_switch, kwargs={"on": not settings.automatic})
        with told(_("The records cannot be read")):
            _leavers(service().following().held)


def _line(said: Sequence[Message]) -> None:
    with told(_("The records cannot be read")):
        found = service().following()
        st.markdown(" ".join(_sentence(found)))
        if found.standing is Standing.WAITING:
            return
        st.caption(" · ".join(_facts(found)))
        if found.trouble and found.trouble_since and found.trouble not in [*said, *connections.said()]:
            st.warning(_(found.trouble), title=_("It cannot go on since {time}", time=moment(found.trouble_since)))


def _sentence(found: Following) -> tuple[str, str]:
    """A picture and the words."""
    cut_off = found.standing is Standing.ON and not connections.connected()
    held_up = found.worker_silent or found.trouble is not None or cut_off
    icon = _STALLED_ICON if held_up else _ICONS[found.standing]
    if found.standing is Standing.WAITING and not service().in_force().settings.automatic:
        return _ICONS[Standing.PAUSED], _(_STANDING[Standing.PAUSED])
    if found.standing is not Standing.ON or not held_up:
        return icon, _(_STANDING[found.standing])
    # Since when no worker is there, and what to do, stands at the top of every page.
    return icon, _(_STALLED if found.worker_silent else _HELD_UP)


def _facts(found: Following) -> list[str]:
    facts = [_("every {rhythm}", rhythm=duration(found.every))]
    facts += [_("last look {time}", time=clock(found.last_look))] if found.last_look else []
    facts += [_("last success {time}", time=day_and_time(found.last_success))] if found.last_success else []
    facts += [_("next look {time}", time=clock(found.next_look))] if found.next_look else []
    waiting: Message | None = say("everybody is compared at the next look") if found.everybody else None
    if found.waiting:
        waiting = say("people waiting: {count}", count=number(found.waiting))
    return [*facts, _(waiting)] if waiting else facts


def _leavers(held: int) -> None:
    if held:
        label = _(say_many("{n} person really has left: unsubscribe them", "{n} people really have left: unsubscribe them", held))
        st.button(label, key="accept_leavers", on_click=_accept)


def _save_rhythm() -> None:
    save("following", lambda: {"automatic_every": typed("automatic_every")})


def _switch(*, on: bool) -> None:
    done = (
        say("Automatic synchronisation is on again.")
        if on
        else say("Automatic synchronisation is paused. What changes meanwhile is not lost.")
    )
    save("following", lambda: {"automatic": "yes" if on else "no"}, done)


def _accept() -> None:
    attempt("following", lambda: service().accept_leavers(BY), say("Confirmed. They are unsubscribed at the next look."))
