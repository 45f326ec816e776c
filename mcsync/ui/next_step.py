"""The one thing to do next: a list of cases, asked in order."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from mcsync.message import Message, say, say_many
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


#: State of a run that has not come to its end → what is so, and where that is put right.
_OPEN: Mapping[RunState, tuple[Message, Message]] = {
    RunState.WAITING: (say("An export waits for a worker, and begins by itself as soon as one is there."), say("Watch it")),
    RunState.PAUSED: (say("A run is paused, and nothing else is sent meanwhile: resume it, or cancel it."), say("Open the run")),
    RunState.FAILED: (say("A run stopped by a problem: see what to do, then resume it."), say("Open the run")),
}
_UNDER_WAY = say("An export is under way."), say("Watch it")


def next_step(checks: Checks, last: RunView | None, *, refused: int = 0) -> Step:
    """What to do after these checks and this last run; `refused`: of its people, those whom another try may help."""
    if not checks.ok:
        return _connect(checks)
    if last is None or last.state is RunState.CANCELLED:
        return Step(page="preview", sentence=say("Look at who would be sent, then export."), label=say("Look at the preview"))
    if last.state is not RunState.DONE:
        sentence, label = _OPEN.get(last.state, _UNDER_WAY)
        return Step(page="export", sentence=sentence, label=label, query={"run": str(last.run)})
    if refused:
        sentence = say_many(
            "Mailchimp refused {n} person of the last export who can still be helped: see who, and why.",
            "Mailchimp refused {n} people of the last export who can still be helped: see who, and why.",
            refused,
        )
        return Step(page="run", sentence=sentence, label=say("Look at the errors"), query={"run": str(last.run)})
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
