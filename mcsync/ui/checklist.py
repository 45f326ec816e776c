"""A newcomer's way to the first export, step by step, each with its state and its link."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import streamlit as st

from mcsync.message import Message, say
from mcsync.outcome import RunState
from mcsync.service import Checks, InForce, RunView
from mcsync.ui.directory import ONWARD, Name, link
from mcsync.ui.language import _

_NOW = say("Do this now")


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One step."""

    title: Message
    page: Name
    done: bool
    #: What is so, or what to do.
    sentence: Message
    query: Mapping[str, str] = field(default_factory=dict)
    #: Of the link to its page.
    label: Message = _NOW


def tasks(checks: Checks, in_force: InForce, last: RunView | None, *, looked: bool) -> list[Task]:
    """All steps in order; `looked`: the preview was opened. Shown until the first export is done, so the proof is still to come."""
    exported = last is not None and last.state is RunState.DONE
    return [
        Task(title=say("Connect your shop, or practise"), page="connect", done=checks.shop.ok, sentence=_shop(checks, in_force)),
        Task(title=say("Connect Mailchimp, or practise"), page="connect", done=checks.mailchimp.ok, sentence=_mailchimp(checks, in_force)),
        Task(title=say("Choose the audience"), page="audience", done=checks.audience.ok, sentence=_audience(checks, in_force)),
        Task(title=say("Look at who would be sent"), page="preview", done=looked or last is not None, sentence=_LOOK),
        _exporting(last, done=exported),
        Task(title=say("Verify"), page="export", done=False, sentence=_VERIFY, query={"run": str(last.run)} if last else {}),
    ]


_LOOK = say("The preview counts everybody and says why the others are not sent. Nothing is sent by looking.")
_VERIFY = say("At the end, the audience is read back and compared with the shop, person by person.")


def _shop(checks: Checks, in_force: InForce) -> Message:
    if checks.shop.ok and in_force.practice_shop:
        return say("The sample shop stands in. Connect your own when you like.")
    return checks.shop.message


def _mailchimp(checks: Checks, in_force: InForce) -> Message:
    if checks.mailchimp.ok and in_force.practice_mailchimp:
        return say("A practice account on this computer stands in. Enter your own key when you like.")
    return checks.mailchimp.message


def _audience(checks: Checks, in_force: InForce) -> Message:
    return checks.audience.message if in_force.settings.audience else say("Choose the audience that people are sent to.")


def _exporting(last: RunView | None, *, done: bool) -> Task:
    query = {"run": str(last.run)} if last else {}
    label = say("Watch it") if last and last.live else _NOW
    return Task(title=say("Export them"), page="export", done=done, sentence=_export(last), query=query, label=label)


def _export(last: RunView | None) -> Message:
    if last is None:
        return say("One click sends everybody in batches; from then on, what changes in the shop follows by itself.")
    if last.state is RunState.DONE:
        return say("Done.")
    if last.live:
        return say("It is under way.")
    return say("It has not come to its end yet. Watch it, or put it right.")


def show(found: list[Task]) -> None:
    """The steps as a list; the first that is open is the one to do now."""
    now = next((task for task in found if not task.done), None)
    for number, task in enumerate(found, 1):
        icon = ":green[:material/check_circle:]" if task.done else ":gray[:material/radio_button_unchecked:]"
        with st.container(border=task is now, key=f"task_{number}"):
            st.markdown(f"{icon} **{number}. {_(task.title)}**  \n{_(task.sentence)}")
            if task is now:
                link(task.page, _(task.label), icon=ONWARD, **task.query)
