"""The one thing to do next: a list of cases, asked in order."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from mcsync.message import Message, say
from mcsync.outcome import RunState
from mcsync.service import Checks, RunView
from mcsync.ui.directory import Name


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Where to go, and why."""

    page: Name
    sentence: Message
    label: Message
    query: Mapping[str, str] = field(default_factory=dict)


def next_step(checks: Checks, last: RunView | None) -> Step:
    """What to do after these checks and this last export."""
    if not checks.ok:
        return _connect(checks)
    if last is None or last.state is RunState.CANCELLED:
        return Step(page="preview", sentence=say("Look at who would be sent, then export."), label=say("Look at the preview"))
    if last.state is not RunState.DONE:
        query = {"run": str(last.run)}
        return Step(
            page="export",
            sentence=say("An export has not ended yet. Watch it, or put it right."),
            label=say("Open the export"),
            query=query,
        )
    if last.refused:
        sentence = say("The last export is done. Mailchimp refused some people: see who, and why.")
        return Step(page="status", sentence=sentence, label=say("Look at the errors"))
    sentence = say(
        "Everything is in place. What changes in the shop follows by itself, unless that is paused; an export takes all of it over at once."
    )
    return Step(page="preview", sentence=sentence, label=say("Look at the preview"))


def _connect(checks: Checks) -> Step:
    if checks.audience.facts.get("unfilled"):
        sentence = say("The audience requires a field that nothing fills. Choose what fills it.")
        return Step(page="fields", sentence=sentence, label=say("Choose what fills the field"))
    if checks.shop.ok and checks.mailchimp.ok:
        return Step(page="audience", sentence=say("Choose the audience that people are sent to."), label=say("Choose an audience"))
    return Step(page="connect", sentence=say("Something is not connected. See what, and put it right."), label=say("See the connections"))
