"""Everything that ever happened to one address, newest first: our runs, and what changed in Mailchimp by other hands."""

import streamlit as st

from mcsync.message import Message
from mcsync.outcome import Effect, RunKind
from mcsync.service import Recalled
from mcsync.store import Change, Event
from mcsync.ui.language import _, moment, plain, zone_name
from mcsync.ui.tables import table
from mcsync.ui.words import INTENTS, KINDS, STATUSES, outcome
from mcsync.verdicts import VERDICTS, Cause


def show(found: Recalled) -> None:
    """The table, or that there is nothing to tell."""
    st.header(_("Timeline"), anchor=False)
    dated = [(event.at, _ours(event)) for event in found.timeline] + [(one.at, _theirs(one)) for one in found.news]
    if not dated:
        st.markdown(_("No run has dealt with this address yet."))
        return
    # What has not happened yet is the newest of all.
    rows = [row for _at, row in sorted(dated, key=lambda one: one[0] or float("inf"), reverse=True)]
    columns = {
        "at": plain("When"),
        "what": plain("What"),
        "outcome": plain("What became of it"),
    }
    table(rows, columns, alt=plain("What happened to this address, newest first"))
    st.caption(_("Times are those of {zone}.", zone=zone_name()))


def _ours(event: Event) -> dict[str, str]:
    return {
        "at": moment(event.at),
        "what": plain("{kind}, run {run} ({by}): {intended}", run=event.run, by=event.by, **_codes(event)),
        "outcome": _became(event),
    }


def _codes(event: Event) -> dict[str, Message]:
    return {"kind": KINDS[RunKind(event.kind)], "intended": INTENTS[Effect(event.effect)]}


def _became(event: Event) -> str:
    """The outcome, why, and Mailchimp's own words: in one cell, because a telephone has no room for more of them."""
    became = outcome(event.kind, event.outcome)
    if not event.cause:
        return plain(became)
    why = VERDICTS[Cause(event.cause)].sentence
    if event.words:
        return plain("{became}: {why} Mailchimp's words: {words}", became=became, why=why, words=event.words)
    return plain("{became}: {why}", became=became, why=why)


def _theirs(one: Change) -> dict[str, str]:
    return {
        "at": moment(one.at),
        "what": plain("Changed in Mailchimp"),
        "outcome": plain("From “{before}” to “{now}”", before=STATUSES[one.before], now=STATUSES[one.after]),
    }
