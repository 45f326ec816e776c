"""Erasing one person: first what is held, then a confirmation, then a receipt."""

from collections.abc import Mapping

import streamlit as st

from mcsync.message import Message, say
from mcsync.service import Held
from mcsync.ui.backing import BY, service
from mcsync.ui.drafts import forget
from mcsync.ui.language import _, moment, plain
from mcsync.ui.notices import attempt, notice, told
from mcsync.ui.saving import typed
from mcsync.ui.tables import table

PARTS: Mapping[str, Message] = {
    "mirror": say("What Mailchimp told us of them"),
    "ledger": say("What was sent to Mailchimp last"),
    "timeline": say("Their place in runs"),
    "parcels": say("Batches that are still to be sent"),
    "news": say("What changed in Mailchimp"),
    "pending": say("Waiting to be carried over"),
    "asked": say("Runs that were asked for them"),
    "verified": say("Lists of verifications"),
    "heard": say("What a webhook named"),
    "shop_rows": say("Check sums of their rows in the shop"),
    "address": say("The address itself"),
    "runs": say("Runs for this one address"),
    "journal": say("Lines of the journal"),
}
#: In session state: the address that was looked up.
ASKED = "erase_asked"


def show() -> None:
    """The question, the answer, and the receipts so far."""
    st.subheader(_("Erase one person"), anchor=False)
    notice("erase")
    with st.form("erase_form"), st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(_("E-mail address"), key="erase_address", placeholder="ann@example.com", autocomplete="off", max_chars=400)
        st.form_submit_button(_("See what is held"), key="see_held", icon=":material/search:", on_click=_ask)
    if st.session_state.get(ASKED):
        with told(_("This address cannot be looked up")):
            _held(service().held(st.session_state[ASKED]))
    _receipts()


def _held(found: Held) -> None:
    with st.container(border=True, key="held"):
        st.markdown(_("Records of {address}: **{count}**", address=found.address, count=found.count))
        if found.records:
            rows = [{"part": plain(PARTS[part]), "count": count} for part, count in found.records.items()]
            table(rows, {"part": plain("Kind"), "count": plain("Records")}, alt=plain("What is held of this person"))
        for line in _warnings(found):
            st.warning(_(line))
        if found.records:
            st.checkbox(_("I know that this cannot be undone"), key="erase_sure")
            st.button(
                _("Erase this person"),
                key="erase",
                icon=":material/person_remove:",
                on_click=_erase,
                disabled=not st.session_state.get("erase_sure"),
            )


def _warnings(found: Held) -> list[Message]:
    lines = []
    if found.shop_rows is None:
        lines.append(say("The shop does not answer. If it still has this address, erase it there, too: otherwise it is met again."))
    if found.shop_rows:
        lines.append(say("The shop still has this address. Erase it there first: otherwise it is met again."))
    lines += [
        say("Audience “{name}” still has this address. Delete it in Mailchimp permanently: otherwise it is read again.", name=name)
        for name in found.mailchimp
    ]
    if found.excluded:
        lines.append(
            say("An exclusion rule names this address. It stays, because it keeps them from being sent; remove it on the Audience page.")
        )
    return lines


def _receipts() -> None:
    with told(_("The records cannot be read")):
        found = service().receipts()
        if not found:
            return
        rows = [
            {"id": one.id, "at": moment(one.at), "by": one.by, "hash": one.hash[:16], "count": sum(one.removed.values())} for one in found
        ]
        headings = {
            "id": plain("Receipt"),
            "at": plain("When"),
            "by": plain("By"),
            "hash": plain("Code"),
            "count": plain("Records removed"),
        }
        with st.expander(_("Receipts")):
            table(rows, headings, alt=plain("Who was erased, without saying who"))
            st.caption(_("The code is made of the address with a secret key, so it names nobody."))


def _ask() -> None:
    st.session_state[ASKED] = typed("erase_address").strip()
    st.session_state["erase_sure"] = False


def _erase() -> None:
    if attempt("erase", lambda: service().erase(st.session_state[ASKED], BY), say("Erased. The newest receipt below is theirs.")):
        st.session_state[ASKED] = ""
        st.session_state["erase_address"] = ""
        forget()
