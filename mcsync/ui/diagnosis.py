"""Everything about one address, side by side, with the button that puts it right."""

from collections.abc import Collection, Mapping
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from mcsync.contact import MemberStatus, ShopUser
from mcsync.diagnosis import Diagnosed
from mcsync.errors import MailchimpError
from mcsync.message import say
from mcsync.outcome import Outcome
from mcsync.service import Diagnosis, Recalled, Resynced
from mcsync.ui import timeline
from mcsync.ui.backing import BY, service
from mcsync.ui.language import _, escape, full_date, moment, plain
from mcsync.ui.notices import way_out
from mcsync.ui.words import ORIGINS, OUTCOMES, STATUSES, reason
from mcsync.verdicts import VERDICTS, Cause

#: In session state: what the last re-sync did.
RESYNCED = "resynced"
_FINE = {Diagnosed.IN_PLACE}
#: What became of a re-sync: it arrived; or nothing went wrong, and nothing arrived either.
_ARRIVED = {Outcome.CREATED, Outcome.UPDATED}
_NEITHER = {"waiting", "not_sent", Outcome.LEFT_ALONE}
#: The verdict is the same sentence still.
_AS_BEFORE = say("Nothing has changed by it: what to do stands above.")
_THEIRS = {Diagnosed.NOT_IN_SHOP, Diagnosed.EXCLUDED, Diagnosed.LEFT_THERE, Diagnosed.WAITING, Diagnosed.ASKED}


def forget() -> None:
    """The last re-sync was about another address."""
    st.session_state.pop(RESYNCED, None)


def show(address: str) -> None:
    """The verdict, the three sides, the timeline."""
    try:
        with st.spinner(_("Asking the shop and Mailchimp …")):
            found = service().diagnose(address)
    except MailchimpError as error:
        _without_mailchimp(address, error)
        return
    place = st.container()
    if _button(found):
        with st.spinner(_("Sending …")):
            st.session_state[RESYNCED] = service().resync(found.address, BY)
        found = service().diagnose(found.address)
    with place:
        _verdict(found)
        _near(found)
    done = st.session_state.get(RESYNCED)
    if done and done.address == found.address:
        _before_and_after(done, found)
    _sides(found)
    timeline.show(found)
    _payload(found)


def _without_mailchimp(address: str, error: MailchimpError) -> None:
    found = service().recall(address)
    st.warning(_(error.message), title=_("Mailchimp cannot be asked now, so there is no verdict"))
    way_out(error)
    _ours(*st.columns(2, border=True), found)
    timeline.show(found)


def _verdict(found: Diagnosis) -> None:
    verdict = found.finding.verdict
    box = st.success if verdict in _FINE else st.info if verdict in _THEIRS else st.warning
    box(f"{_(found.finding.sentence)}  \n{_(found.finding.advice)}", title=escape(found.address))


def _near(found: Diagnosis) -> None:
    if not found.near:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="near"):
        st.markdown(_("Did you mean …"), width="content")
        for place, other in enumerate(found.near):
            st.button(escape(other), key=f"near_{place}", icon=":material/person_search:", on_click=_turn_to, args=(other,))


def _turn_to(address: str) -> None:
    st.query_params["address"] = address
    forget()


def _button(found: Diagnosis) -> bool:
    pressed = st.button(_("Re-sync"), key="resync", type="primary", icon=":material/sync:", disabled=not found.finding.may_resync)
    if found.finding.why_not:
        st.caption(_("Re-sync is not possible: {why}", why=found.finding.why_not))
    return pressed


def _before_and_after(done: Resynced, found: Diagnosis) -> None:
    before, after = (_status(side.get("status")) for side in (done.before, done.after))
    box = st.success if done.outcome in _ARRIVED else st.info if done.outcome in _NEITHER else st.error
    same = box is st.error and done.sentence == found.finding.sentence
    box(_(_AS_BEFORE if same else done.sentence), title=_("Re-sync: {outcome}", outcome=_outcome(done.outcome)), icon=":material/sync:")
    st.markdown(_("In Mailchimp before: **{before}** · after: **{after}**", before=before, after=after))


def _outcome(code: str) -> str:
    return (
        plain(OUTCOMES[Outcome(code)])
        if code in set(Outcome)
        else {"not_sent": plain("not sent"), "failed": plain("did not work")}.get(code, code)
    )


def _sides(found: Diagnosis) -> None:
    shop, sent, there = st.columns(3, border=True)
    _ours(shop, sent, found)
    with there:
        st.header(_("Mailchimp now"), anchor=False)
        _there(found)


def _ours(shop: DeltaGenerator, sent: DeltaGenerator, found: Recalled) -> None:
    """The two sides that are known without Mailchimp."""
    with shop:
        st.header(_("Shop"), anchor=False)
        _shop(found)
    with sent:
        st.header(_("Last sent"), anchor=False)
        _sent(found.last_sent)


def _shop(found: Recalled) -> None:
    if not found.shop:
        st.markdown(_("No row of the shop has this address."))
    for user, skipped in found.shop:
        _facts(_user(user, skipped))


def _user(user: ShopUser, skipped: str | None) -> dict[str, str]:
    return {
        plain("From"): f"{plain(ORIGINS[user.origin])} {user.id}",
        plain("Address"): user.email,
        plain("Name"): f"{user.first_name} {user.last_name}".strip(),
        plain("Newsletter"): _yes_or_no(user.newsletter),
        plain("Newsletter since"): full_date(user.newsletter_date.date()) if user.newsletter_date else "",
        plain("Account disabled"): "" if user.active else plain("yes"),
        plain("Deleted"): plain("yes") if user.deleted else "",
        plain("Shop number"): str(user.shop_id or ""),
        plain("Customer group"): str(user.group_id or ""),
        plain("Language"): user.language or "",
        plain("Birthday"): full_date(user.birthday) if user.birthday else "",
        plain("Exported"): reason(skipped) if skipped else plain("yes"),
    }


def _yes_or_no(flag: bool) -> str:  # a flag of the shop's, to be put in words
    return plain("yes") if flag else plain("no")


def _sent(last: Mapping[str, Any]) -> None:
    if not last:
        st.markdown(_("Nothing was sent for this address yet."))
        return
    _facts(
        {
            plain("When"): moment(last["at"]),
            plain("Run"): str(last["run"]),
            plain("Outcome"): _outcome(last["outcome"]),
            plain("Status in Mailchimp"): _status(last["status"]),
            plain("Language"): last["language"],
            **last["fields"],
            plain("Refused because"): plain(VERDICTS[Cause(last["cause"])].sentence) if last["cause"] else "",
            plain("Mailchimp's words"): last["words"] or "",
            plain("Not tried again before"): moment(last["held_until"]),
        }
    )


def _there(found: Diagnosis) -> None:
    there = found.mailchimp
    values = {"status": _status(there["status"]), "language": there["language"], **there["fields"]}
    names = {"status": plain("Status in Mailchimp"), "language": plain("Language")}
    marked = {names.get(name, name) for name in found.differences}
    _facts({names.get(name, name): value for name, value in values.items()}, marked)
    for name, sides in found.differences.items():
        now, wanted = (_status(side) if name == "status" else side for side in sides)
        st.markdown(
            ":material/difference: "
            + _(
                "{name} differs: **{now}** there, **{wanted}** in the shop",
                name=names.get(name, name),
                now=now or "–",
                wanted=wanted or "–",
            )
        )


def _facts(facts: Mapping[str, str], marked: Collection[str] = ()) -> None:
    lines = (f":gray[{escape(name)}] {_marked(value) if name in marked else escape(value)}" for name, value in facts.items() if value)
    st.markdown("  \n".join(lines))


def _marked(value: str) -> str:
    return f":orange-background[{escape(value)}]"


def _status(code: str | None) -> str:
    return plain(STATUSES[MemberStatus(code)]) if code else ""


def _payload(found: Diagnosis) -> None:
    with st.expander(_("What a re-sync would send"), key="payload"):
        if found.would_send:
            st.json(dict(found.would_send))
        else:
            st.markdown(_("Nothing."))
