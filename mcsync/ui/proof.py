"""The proof: what verifying found, who it is about, and the file to keep."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from mcsync.contact import MemberStatus
from mcsync.message import Message, say
from mcsync.reports import Sheet, to_csv, to_page
from mcsync.service import Verification
from mcsync.ui import again
from mcsync.ui.backing import BY, service
from mcsync.ui.language import _, language, moment, number, plain, zone_name
from mcsync.ui.notices import notice, told
from mcsync.ui.saving import save
from mcsync.ui.tables import addresses, choices, wide
from mcsync.ui.words import STATUSES
from mcsync.verdicts import VERDICTS, Cause

#: Kind of people → the title of their list, in its order.
KINDS: Mapping[str, Message] = {
    "different": say("Different: there, but not as in the shop"),
    "missing": say("Missing: in the shop, but not there"),
    "not_ours": say("There but not ours: not exported from the shop"),
}
#: Of these, sending again can put something right.
_CURABLE = frozenset({"different", "missing"})
#: A detail that names two statuses by their codes.
_STATUS_DIFFERS = re.compile(r"status: (\w+) → (\w+)")


def section() -> None:
    """The last proof, and the click that makes a new one."""
    st.markdown(_("Reads the whole audience back from Mailchimp, not its cached figures, and compares it with the shop person by person."))
    if service().under_way():
        st.info(_("A run is under way, and needs the connections to Mailchimp. Verify when it has ended; an export does so itself."))
    elif st.button(_("Verify now"), key="verify_now", type="primary", icon=":material/fact_check:"):
        with told(_("The audience cannot be verified")), st.spinner(_("Reading the audience back …")):
            service().verify(BY)
    _by_itself()
    found = service().last_proof()
    if found is None:
        st.info(_("Nothing was verified yet. The proof is kept with the export that it follows."))
        return
    figures(found, "audience")
    notice("again")
    again.result()
    for kind, title in KINDS.items():
        _people(found, kind, title)


def _by_itself() -> None:
    notice("by_itself")
    now = service().in_force().settings.verify_by_itself
    st.toggle(_("Verify by itself at the end of each export"), now, key="verify_by_itself", on_change=_switch)


def _switch() -> None:
    save("by_itself", lambda: {"verify_by_itself": "yes" if st.session_state["verify_by_itself"] else "no"})


def figures(found: Verification, place: str) -> None:
    """How many of each kind, when, and the files. `place` is different wherever it is shown."""
    with st.grid(4, min_column_width=130):
        for label, count in _counts(found):
            st.metric(_(label), number(count), border=True)
    st.caption(" · ".join(_("{label}: {value}", label=label, value=value) for label, value in _facts(found)))
    with st.container(horizontal=True):
        _downloads(found, place)


def _facts(found: Verification) -> list[tuple[Message, Message]]:
    when = say("{time} ({zone}), by {by}", time=moment(found.at), zone=zone_name(), by=found.by)
    return [
        (say("Audience"), say("{name}", name=found.audience)),
        (say("Verified"), when),
        *([(say("After run"), say("{run}", run=found.run))] if found.run else []),
        (say("Left alone, because what Mailchimp says wins"), say("{count}", count=number(found.left_alone))),
    ]


def _counts(found: Verification) -> list[tuple[Message, int]]:
    return [
        (say("In place"), found.in_place),
        (say("Different"), found.different),
        (say("Missing"), found.missing),
        (say("There but not ours"), found.not_ours),
    ]


def _downloads(found: Verification, place: str) -> None:
    name = f"mcsync-proof-{found.run or 'audience'}"
    # Made now and not when it is asked for: by then, the reader's language and time zone are no longer known.
    page = _page(found)
    st.download_button(
        _("Save as a page"), page, f"{name}.html", "text/html", key=f"{place}_proof_page", icon=":material/print:", on_click="ignore"
    )
    if found.examples:
        file = _file(found)
        st.download_button(
            _("Download as CSV"), file, f"{name}.csv", "text/csv", key=f"{place}_proof_csv", icon=":material/download:", on_click="ignore"
        )


def _file(found: Verification) -> bytes:
    headings = {"address": plain("Address"), "kind": plain("How"), "detail": plain("Detail")}
    return to_csv(headings, [{**one, "kind": plain(KINDS[one["kind"]]), "detail": _detail(one)} for one in found.examples])


def _page(found: Verification) -> bytes:
    counts = {plain(label): number(count) for label, count in _counts(found)}
    facts = {plain(label): plain(value) for label, value in _facts(found)}
    headings = {"address": plain("Address"), "detail": plain("Detail")}
    sheets = [Sheet(title=plain(title), headings=headings, rows=_listed(found, kind)) for kind, title in KINDS.items()]
    return to_page(plain("Proof of the audience"), facts | counts, [sheet for sheet in sheets if sheet.rows], language())


def _listed(found: Verification, kind: str) -> list[dict[str, str]]:
    return [{"address": one["address"], "detail": _detail(one)} for one in found.examples if one["kind"] == kind]


def _people(found: Verification, kind: str, title: Message) -> None:
    rows, count = _listed(found, kind), getattr(found, kind)
    if not count:
        return
    st.subheader(_(title), anchor=False)
    if not rows:
        st.markdown(_("Their addresses were removed, as old as they are; the numbers stay."))
        return
    columns = {"address": addresses(plain("Address")), "detail": wide(plain("Detail"))}
    chosen = choices(rows, columns, key=again.fresh(f"proof_{kind}"), alt=plain(title))
    if len(rows) < count:
        st.caption(_("The first {shown} of {count}.", shown=number(len(rows)), count=number(count)))
    if kind in _CURABLE:
        again.button(_addresses(rows, chosen), key=f"proof_{kind}_again")


def _addresses(rows: Sequence[Mapping[str, str]], chosen: Sequence[int]) -> list[str]:
    return [rows[place]["address"] for place in chosen if place < len(rows)]


def _detail(one: Mapping[str, Any]) -> str:
    code = one["detail"]
    if one["kind"] == "missing" and not code:
        return plain("No refusal is known; the next export sends it.")
    if code in set(Cause):
        return plain(VERDICTS[Cause(code)].sentence)
    if code in set(MemberStatus):
        return plain(STATUSES[MemberStatus(code)])
    if found := _STATUS_DIFFERS.fullmatch(code):
        before, after = (STATUSES[MemberStatus(status)] for status in found.groups())
        return plain("status: {before} → {after}", before=before, after=after)
    return str(code)
