"""Two who press start, and what may be asked of a run that is under way."""

import pytest

from mcsync.sandbox import Options, Sandbox
from tests.acceptance.conftest import SPECIAL
from tests.acceptance.oracle import judge
from tests.fixtures.command import until
from tests.fixtures.worker import Worker

SIZE = 10


@pytest.fixture(scope="module")
def box():
    with Sandbox(Options(latency=0.3)) as running:
        yield running


@pytest.fixture(scope="module")
def mcsync(new_command, box, filled):
    return new_command(sandbox=box, shop=filled.tables)


def test_two_exports_at_once_are_one_run(mcsync):
    both = mcsync.all(*[("export", "--batch-size", str(SIZE))] * 2)
    assert both[0]["run"] == both[1]["run"]
    assert sorted(answer["joined"] for answer in both) == [False, True]
    assert len(mcsync.json("runs")["runs"]) == 1
    assert all("No worker is running" in answer.err for answer in both)


def test_a_run_pauses_resumes_and_is_cancelled_between_batches(mcsync, box, filled):
    # Held, so that the run cannot end while a command starts.
    box.hold(after=5)
    run = str(mcsync.json("export")["run"])

    def stands(*states):
        return lambda: (now := mcsync.json("run", run))["state"] in states and now

    with Worker(mcsync) as worker:
        until(lambda: box.stats()["batch_calls"] > 5)
        assert mcsync.json("pause", run)["run"] == int(run)
        box.let_go()
        paused, at_pause = until(stands("paused")), box.stats()
        again = mcsync.json("run", run)
        assert _settled(again) == _settled(paused) == at_pause["members_received"] < paused["to_send"]
        assert box.stats()["batch_calls"] == at_pause["batch_calls"]
        assert again["batches_done"] == at_pause["batch_calls"]

        box.hold(after=5)
        assert mcsync.json("resume", run)["state"] in {"waiting", "sending"}
        until(lambda: box.stats()["batch_calls"] > at_pause["batch_calls"] + 5)
        mcsync.json("cancel", run)
        box.let_go()
        cancelled = until(stands("cancelled"))
        assert _settled(cancelled) == box.stats()["members_received"] < cancelled["to_send"]
        assert mcsync.json("resume", run, code=1)["error"].startswith(f"Run {run} is cancelled")
        assert worker.stop() == 0

    # What was not sent is still to be sent, and nothing else.
    rest = mcsync.json("export", "--wait")
    assert rest["run"] != int(run)
    assert rest["to_send"] == cancelled["to_send"] - _settled(cancelled)
    expected = {person.address: person.after for person in judge(filled.customers, filled.subscribers, {}).people.values()}
    members = box.members()
    assert {address: members[address]["status"] for address in set(expected) - set(SPECIAL)} == {
        address: status for address, status in expected.items() if address not in SPECIAL
    }


def _settled(run):
    return run["created"] + run["updated"] + run["refused"]
