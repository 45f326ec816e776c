"""Workers killed without warning: another one finishes, and what comes out is what would have come out anyway."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from mcsync.sandbox import Options, Sandbox
from mcsync.sandbox.practice import PRACTICE_PEOPLE
from tests.acceptance.conftest import SPECIAL
from tests.acceptance.oracle import Oracle, judge
from tests.fixtures.command import Answer, until
from tests.fixtures.worker import Worker

pytestmark = pytest.mark.timeout(400)

#: Seconds per call and people per call: some four seconds of sending.
LATENCY, SIZE = 0.25, 10
#: Seconds until a dead worker is missed: longer than a living one may stand still.
LEASE = "6"
#: Seconds for four workers side by side to begin, miss the dead ones and send, where a machine has other things to do.
PATIENCE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When to kill. The sandbox does not let the worker get any further, however late the kill comes."""

    halt: Callable[[Sandbox], None]
    reached: Callable[[dict], bool]


def _sends(batches: int) -> Moment:
    return Moment(halt=lambda box: box.hold(after=batches), reached=lambda stats: stats["batch_calls"] > batches)


_chance = random.Random(11)
#: By what the sandbox has seen. The numbers are chance, but the same every time. What hangs is over before the dead one is missed.
MOMENTS: dict[str, Moment] = {
    "while it reads the audience": Moment(
        halt=lambda box: box.order_faults("hang:4"), reached=lambda stats: stats["by_path"].get("GET /lists/*/members", 0) >= 1
    ),
    "with its first calls in flight": _sends(0),
    "early in the sending": _sends(_chance.randint(12, 40)),
    "late in the sending": _sends(_chance.randint(90, 130)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Crash:
    """What was left by the killed worker, and what the next one made of it."""

    oracle: Oracle
    #: Sent, whatever became of it, when the worker died.
    received_at_death: int
    run: Answer
    before: dict
    members: dict
    stats: dict
    sent: dict
    logs: str


@pytest.fixture(scope="module")
def crashes(new_command, filled, beforehand):
    """One crash a moment, side by side: most of the time passes with waiting until the dead one is missed."""

    def crash(moment: Moment) -> Crash:
        with Sandbox(Options(latency=LATENCY)) as box:
            box.edit_members(beforehand)
            before, mcsync = box.members(), new_command(sandbox=box, shop=filled.tables, MCSYNC_LEASE_SECONDS=LEASE)
            run = mcsync.json("export", "--batch-size", str(SIZE))["run"]
            moment.halt(box)
            with Worker(mcsync) as first:
                until(lambda: moment.reached(box.stats()), PATIENCE, every=0.005)
                first.kill()
            received = box.stats()["members_received"]
            box.order_faults()
            box.let_go()
            oracle = judge(filled.customers, filled.subscribers, before)
            everyone = {person.address for person in oracle.of(lambda person: person.sent)}
            with Worker(mcsync) as second:
                until(lambda: everyone <= set(box.sent()), PATIENCE, every=0.2)
                found = until(lambda: (now := mcsync.json("run", str(run)))["state"] in {"done", "failed"} and now, PATIENCE)
            return Crash(
                oracle=oracle, received_at_death=received, run=found, before=before,
                members=box.members(), stats=box.stats(), sent=box.sent(), logs=first.log + second.log,
            )  # fmt: skip

    with ThreadPoolExecutor(len(MOMENTS)) as side_by_side:
        yield {name: side_by_side.submit(crash, moment) for name, moment in MOMENTS.items()}


@pytest.fixture(params=list(MOMENTS))
def crash(crashes, request):
    return crashes[request.param].result()


def test_the_moments_are_different_ones(crashes):
    found = [crash.result() for crash in crashes.values()]
    deaths = [crash.received_at_death for crash in found]
    assert deaths[0] == 0
    assert deaths == sorted(deaths)
    assert deaths[-1] > deaths[-2] > 0
    assert all(death < crash.oracle.figures["to_send"] for death, crash in zip(deaths, found, strict=True))


def test_another_worker_finishes_the_run_and_its_figures_reconcile(crash):
    figures, expected = crash.run.json, crash.oracle.figures
    assert figures["state"] == "done", crash.logs
    assert {name: figures[name] for name in ("contacts", "to_send", "unchanged")} == {
        name: expected[name] for name in ("contacts", "to_send", "unchanged")
    }
    settled_late = figures["left_alone"] - expected["left_alone"]
    assert figures["created"] + figures["updated"] + figures["refused"] + settled_late == expected["to_send"]
    assert figures["batches_done"] == figures["batches"]


def test_everybody_is_as_they_would_have_been(crash):
    away = set(SPECIAL) | {address for address, member in crash.before.items() if member["status"] == "forgotten"}
    expected = {person.address: person.after for person in crash.oracle.people.values() if person.address not in away}
    assert {address: crash.members.get(address, {}).get("status") for address in expected} == expected
    assert set(crash.members) <= set(expected) | away | set(PRACTICE_PEOPLE) | set(crash.before)


def test_whom_mailchimp_has_closed_was_never_touched(crash):
    closed = {
        address for address, member in crash.before.items() if member["status"] in {"unsubscribed", "cleaned", "archived", "forgotten"}
    }
    assert {address: crash.members[address] for address in closed} == {address: crash.before[address] for address in closed}


def test_never_more_than_ten_calls_at_once_and_few_repeats(crash):
    assert crash.stats["max_in_flight"] <= 10
    assert crash.stats["over_limit"] == 0
    # No more than the dead one had not written down: ten calls that had been answered just then, and ten that had taken their places.
    assert sum(times - 1 for times in crash.sent.values()) <= 2 * 10 * SIZE + len(SPECIAL)


def test_no_worker_fell_over(crash):
    assert "Traceback" not in crash.logs
