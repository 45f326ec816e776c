"""States: which may follow which."""

import pytest

from mcsync.outcome import ACTIVE, LIVE, RUN_MAY_BECOME, RunState

S = RunState


def reachable(state):
    seen, ahead = set(), [state]
    while ahead:
        for after in RUN_MAY_BECOME[ahead.pop()] - seen:
            seen.add(after)
            ahead.append(after)
    return seen


def test_every_state_has_its_line():
    assert set(RUN_MAY_BECOME) == set(RunState)


@pytest.mark.parametrize("state", [S.DONE, S.CANCELLED])
def test_nothing_leaves_a_run_that_is_done_or_cancelled(state):
    assert reachable(state) == set()


@pytest.mark.parametrize("state", [state for state in S if state not in {S.DONE, S.CANCELLED}])
def test_every_other_run_can_still_be_done_or_cancelled(state):
    assert reachable(state) >= {S.DONE, S.CANCELLED}
    assert S.CANCELLED in RUN_MAY_BECOME[state]


def test_no_run_is_done_before_it_was_planned():
    assert {state for state in S if S.DONE in RUN_MAY_BECOME[state]} == {S.PLANNING, S.SENDING}


def test_a_run_that_was_stopped_waits_again_before_it_goes_on():
    for stopped in (S.PAUSED, S.FAILED):
        after = RUN_MAY_BECOME[stopped]
        assert after == {S.WAITING, S.CANCELLED}


def test_no_state_follows_itself():
    assert [state for state in S if state in RUN_MAY_BECOME[state]] == []


def test_a_paused_run_holds_its_audience_but_keeps_no_worker_busy():
    assert {S.PAUSED} == LIVE - ACTIVE
    assert {S.DONE, S.FAILED, S.CANCELLED} & LIVE == set()
