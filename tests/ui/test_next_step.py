"""One next step, whatever has happened so far."""

import pytest

from mcsync.message import say
from mcsync.outcome import RunState
from mcsync.service import Checked, Checks
from mcsync.ui.next_step import next_step

GOOD, BAD = Checked(ok=True, message=say("good")), Checked(ok=False, message=say("bad"))
ALL_GOOD = Checks(shop=GOOD, mailchimp=GOOD, audience=GOOD)


class Run:
    run = 7

    def __init__(self, state):
        self.state = state


@pytest.mark.parametrize("checks", [Checks(shop=BAD, mailchimp=GOOD, audience=GOOD), Checks(shop=GOOD, mailchimp=BAD, audience=BAD)])
def test_what_is_not_connected_comes_first(checks):
    assert (next_step(checks, None).page, str(next_step(checks, None).label)) == ("connect", "See the connections")


def test_a_required_field_that_stays_empty_is_filled_first():
    unfilled = Checked(ok=False, message=say("…"), facts={"unfilled": ("Company",)})
    assert next_step(Checks(shop=GOOD, mailchimp=GOOD, audience=unfilled), None).page == "fields"


def test_then_an_audience_is_chosen():
    assert str(next_step(Checks(shop=GOOD, mailchimp=GOOD, audience=BAD), None).label) == "Choose an audience"


@pytest.mark.parametrize(
    ("last", "page", "query"),
    [
        (None, "preview", {}),
        (Run(RunState.CANCELLED), "preview", {}),
        (Run(RunState.SENDING), "export", {"run": "7"}),
        (Run(RunState.PAUSED), "export", {"run": "7"}),
        (Run(RunState.FAILED), "export", {"run": "7"}),
        (Run(RunState.DONE), "preview", {}),
    ],
)
def test_then_it_depends_on_the_last_run(last, page, query):
    step = next_step(ALL_GOOD, last)
    assert (step.page, dict(step.query)) == (page, query)


def test_a_run_that_nobody_has_begun_is_not_said_to_be_under_way():
    assert (
        str(next_step(ALL_GOOD, Run(RunState.WAITING)).sentence)
        == "An export waits for a worker, and begins by itself as soon as one is there."
    )


def test_whom_another_try_may_help_is_looked_at_on_the_page_of_the_run():
    step = next_step(ALL_GOOD, Run(RunState.DONE), refused=2)
    assert (step.page, dict(step.query)) == ("run", {"run": "7"})
    assert str(step.sentence) == "Mailchimp refused 2 people of the last export who can still be helped: see who, and why."
