"""The pages there are: where each lies, what it is called, and under which address."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import streamlit as st

from mcsync.message import Message, say
from mcsync.ui.language import _

PAGES = Path(__file__).parent.parent.parent / "pages"
#: The icon of a link that leads to the next step.
ONWARD = ":material/arrow_forward:"

Name = Literal["home", "connect", "audience", "fields", "preview", "export", "status", "run", "diagnostic", "settings", "help"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One page of the menu."""

    title: Message
    icon: str
    help: Message
    #: In the menu; else reached by links only.
    listed: bool = True


ENTRIES: Mapping[Name, Entry] = {
    "home": Entry(title=say("Home"), icon=":material/home:", help=say("What is connected, what was done last, and what comes next.")),
    "connect": Entry(
        title=say("Connections"),
        icon=":material/cable:",
        help=say("Your shop and your Mailchimp account, each step tried as far as it is filled in."),
    ),
    "audience": Entry(
        title=say("Audience"),
        icon=":material/group:",
        help=say("Choose the audience, what happens to people who did not ask, and who is exported."),
    ),
    "fields": Entry(
        title=say("Fields"),
        icon=":material/badge:",
        help=say("What of the shop goes into which field of the audience, and which tags people get."),
    ),
    "preview": Entry(title=say("Preview"), icon=":material/visibility:", help=say("Who would be sent now, and why the others would not.")),
    "export": Entry(title=say("Export"), icon=":material/send:", help=say("Start an export, watch it, pause or cancel it.")),
    "status": Entry(title=say("Status"), icon=":material/bar_chart:", help=say("Runs and errors day by day, and the people behind them.")),
    "run": Entry(title=say("Run"), icon=":material/description:", help=say("One run, with its batches and its people."), listed=False),
    "diagnostic": Entry(
        title=say("Diagnostic"), icon=":material/person_search:", help=say("What happened to one address, and how to put it right.")
    ),
    "settings": Entry(
        title=say("Settings"),
        icon=":material/settings:",
        help=say("Who is told of troubles, what is kept of people, and the settings as a file."),
    ),
    "help": Entry(title=say("Help"), icon=":material/help:", help=say("The guide, step by step: what each page is for, and questions.")),
}


def page(name: Name) -> st.Page:
    """The page of this name. Its address never depends on the language."""
    entry = ENTRIES[name]
    return st.Page(
        PAGES / f"{name}.py",
        title=_(entry.title),
        icon=entry.icon,
        help=_(entry.help),
        url_path="" if name == "home" else name,
        default=name == "home",
        visibility="visible" if entry.listed else "hidden",
    )


def link(name: Name, label: str, *, icon: str | None = None, **query: str) -> None:
    """A link to a page, with what its address should say. With the arrow onward it is the next step, and stands out."""
    st.page_link(page(name), label=f"**{label}**" if icon == ONWARD else label, icon=icon, query_params=query or None)
