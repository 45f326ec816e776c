"""Two hundred workers die at random moments; nobody is lost, nobody is sent twice but those in flight at a kill."""

import random
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.faults.oracle import AFTER
from tests.faults.stage import addresses, difference, until

#: On so many stages side by side, because most of the time passes with waiting; and so many kills on each.
STAGES, KILLS = 4, 50
SEED = 20_261
#: Seconds that a worker lives at most; and how long at most after it was seen to send.
LIFE, SENDING = 0.6, 0.12
#: One worker in so many dies wherever it is by then; the others are let live until they send.
ANYWHERE = 6
#: One dead worker in so many leaves a lease that must run out by itself; the others' is ended by us, who know that they are dead.
LAPSES = 20
THERE = ("absent",) * 6 + ("subscribed", "pending", "transactional", "unsubscribed", "cleaned", "archived", "forgotten")


@pytest.mark.timeout(300)
def test_two_hundred_kills_lose_nobody_and_repeat_only_what_was_in_flight(start_stage, tmp_path):
    how = {"latency": 0.04, "environment": {"MCSYNC_BATCH_SIZE": "5", "MCSYNC_LEASE_SECONDS": "6"}}
    stages = [start_stage(folder=tmp_path / str(number), **how) for number in range(STAGES)]
    with ThreadPoolExecutor(STAGES) as side_by_side:
        kills = sum(side_by_side.map(_play, stages, range(SEED, SEED + STAGES)), Counter())
    assert kills.total() >= STAGES * KILLS
    assert kills["sending"] >= STAGES * KILLS / 2, kills
    assert kills["taking over"] > 0, kills


def _play(stage, seed):
    """Day after day until enough workers have died; returns what they were doing."""
    chance = random.Random(seed)
    people = {address: chance.choice(("yes", "yes", "left", "never")) for address in addresses(600)}
    there = {address: chance.choice(THERE) for address in people}
    stage.shop.add(people)
    stage.sandbox.edit_members([{"email_address": a, "status": status} for a, status in there.items() if status != "absent"])
    kills = Counter()
    while kills.total() < KILLS:
        run, before = stage.export(), stage.sandbox.sent()
        flying = _kill_until_done(stage, run, chance, kills)
        _must_be(stage, run, people, there, flying, difference(stage.sandbox.sent(), before))
        people, there = _another_day(stage, chance, people)
    assert stage.sandbox.stats()["max_in_flight"] <= 4
    assert not stage.sandbox.stats()["over_limit"]
    return kills


def _kill_until_done(stage, run, chance, kills):
    """Returns the batches that were in flight at a kill."""
    flying = set()
    while stage.state(run) != "done":
        worker = stage.start_worker()
        if kills.total() >= KILLS:
            stage.finish(run)
        else:
            _let_live(stage, run, worker, chance)
        stage.kill(worker)
        own = stage.in_flight(run, worker)
        flying |= own
        kills["sending" if own else stage.state(run) if stage.state(run) != "sending" else "taking over"] += 1
        if chance.randrange(LAPSES):
            stage.end_lease()
    return flying


def _let_live(stage, run, worker, chance):
    if chance.randrange(ANYWHERE) == 0:
        threading.Event().wait(chance.uniform(0, LIFE))
    else:
        until(lambda: stage.state(run) == "done" or stage.in_flight(run, worker), "a worker sends", stage)
        threading.Event().wait(chance.uniform(0, SENDING))


def _must_be(stage, run, people, there, flying, sent):
    expected = {address: AFTER[there[address], consent] for address, consent in people.items()}
    assert stage.statuses(people) == expected
    again = {number for (number,) in stage.ask("SELECT number FROM batch WHERE run_id = ? AND tries > 1", run)}
    assert again <= flying
    assert {address for address, times in sent.items() if times > 1} <= stage.sent_again(run)
    assert "waiting" not in {outcome for outcome, _ in stage.outcomes(run).values()}
    view = stage.service.run(run)
    assert view.created_members + view.updated + view.refused + view.left_alone_late == view.to_send


def _another_day(stage, chance, people):
    """Some change their name, some their mind, some come anew; returns what the shop says then, and who is in the audience."""
    for address in chance.sample(sorted(people), 200):
        stage.shop.change(address, name=f"Zoé {chance.randrange(10_000)}")
    for address in chance.sample(sorted(people), 75):
        people[address] = {"yes": "left", "left": "yes", "never": "yes"}[people[address]]
        stage.shop.change(address, consent=people[address])
    fresh = dict.fromkeys(addresses(75, f"fresh{len(people)}-"), "yes")
    stage.shop.add(fresh)
    people = people | fresh
    return people, stage.statuses(people)
