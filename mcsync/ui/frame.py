"""The frame around every page: whether this is practice, whether a worker is there, and the run that is under way."""

from pathlib import Path

import streamlit as st

from mcsync.service import Service
from mcsync.ui import switch
from mcsync.ui.backing import service
from mcsync.ui.directory import link
from mcsync.ui.language import _, clock, number
from mcsync.ui.notices import told
from mcsync.ui.words import KINDS, share_done, state

STATIC = Path(__file__).parent / "static"
LOGO, ICON, FAVICON = (str(STATIC / name) for name in ("logo.svg", "icon.svg", "favicon.png"))

#: Pixels of the menu: its longest word, in bold, in every language.
WIDTH = 330
#: Seconds between two looks at the run while one is under way, and otherwise.
LOOK_LIVE, LOOK_IDLE = 2, 10
#: In the address: the run whose window is open.
RUN = "run"
#: In the address: the run whose window has closed at its end, so that its summary stands on the page.
ENDED = "ended"


def show(behind: Service, at: str) -> None:
    """The lines above the page, and the banner beside it; `at`: the address of the page."""
    _practice_line(behind, at)
    st.fragment(_worker_line, run_every=LOOK_IDLE)()
    live = behind.under_way() is not None
    with st.sidebar:
        st.fragment(_banner, run_every=LOOK_LIVE if live else LOOK_IDLE)(live=live)
        switch.show()


def _practice_line(behind: Service, at: str) -> None:
    in_force = behind.in_force()
    # Its place stays when it is gone: a field that moves up keeps the key that was just stored.
    place = st.empty()
    if not in_force.practice:
        return
    if in_force.practice_shop and in_force.practice_mailchimp:
        sentence = _("Practice mode: the sample shop and a Mailchimp sandbox on this computer; nothing leaves it.")
    elif in_force.practice_shop:
        sentence = _("Practice mode: the sample shop stands in for yours. Its made-up people never go to a real Mailchimp account.")
    else:
        sentence = _("Practice mode: your shop, with a Mailchimp sandbox on this computer. Nothing leaves it.")
    with place.container(horizontal=True, vertical_alignment="center", key="practice"):
        st.caption(f":material/school: {sentence}", width="content")
        if at != "connect":
            link("connect", _("Connect your own"))


def _worker_line() -> None:
    with told(_("The records cannot be read")):
        behind = service()
        if not behind.worker_silent():
            return
        since = behind.worker_seen()
        what_to_do = _(
            "Exports and automatic synchronisation wait until one is there; nothing is lost. Ask whoever installed mcsync to start it again."
        )
        if since is None:
            st.warning(what_to_do, title=_("No worker is running"))
        else:
            st.warning(what_to_do, title=_("No worker has been heard of since {time}", time=clock(since)))


def _banner(*, live: bool) -> None:
    with told(_("The records cannot be read")):
        run = service().under_way()
        if (run is not None) != live and RUN not in st.query_params:
            st.rerun()
        if run is None:
            return
        with st.container(border=True, key="banner"):
            st.markdown(f"**{_(KINDS[run.kind])} {run.run}**: {state(run)}")
            if run.batches:
                st.progress(share_done(run), text=_("{done} of {all} contacts", done=number(run.settled), all=number(run.to_send)))
            link("export", _("Watch"), icon=":material/visibility:", run=str(run.run))
