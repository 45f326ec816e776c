"""The loop that claims, speaks and settles: what is tried again, what is halved, what is held against whom."""

import threading
from collections import Counter

import pytest

from mcsync.batching import Pace
from mcsync.engine.deliver import Courier
from mcsync.engine.holding import Holding
from mcsync.engine.reading import Reader, filling_of
from mcsync.engine.send import Ending, Sender, Waiting
from mcsync.errors import ForbiddenError, LeaseLostError
from mcsync.outcome import Request, RunState
from mcsync.parsing import CONNECTIONS_MAX
from tests.faults.stage import addresses
from tests.fixtures.command import until

PEOPLE = addresses(8)


class Time:
    """A clock that moves when somebody sleeps, and remembers how long."""

    def __init__(self) -> None:
        self.now, self.slept = 1000.0, []
        #: Called before each sleep.
        self.on_sleep = lambda: None

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.on_sleep()
        self.slept.append(seconds)
        self.now += seconds


def give_up_soon(bench, time):
    """The first call that hangs is given up after a moment; those after it have all the time that a busy machine takes."""
    usual, bench.mailchimp._client._timeout = bench.mailchimp._client._timeout, (5, 0.5)
    time.on_sleep = lambda: setattr(bench.mailchimp._client, "_timeout", usual)


@pytest.fixture
def start_sender(bench):
    """A function that plans a run for `PEOPLE` and hands out its sender, with the time it goes by."""
    bench.shop.add(dict.fromkeys(PEOPLE, "yes"))

    def start(*faults, batch_size=8, connections=1, meanwhile=None):
        run = bench.start(batch_size=batch_size, connections=connections)
        bench.sandbox.order_faults("batch:disabled")
        bench.do(run)
        bench.store.runs.resume(run)
        bench.store.runs.become(run, RunState.SENDING)
        bench.sandbox.order_faults()
        audience, time = bench.audience(), Time()
        reader = Reader(bench.store, bench.mailchimp, filling_of(bench.store, bench.mailchimp, audience).tags)
        bench.sandbox.order_faults(*faults)
        bench.sandbox.desk.by_path.clear()
        held = Holding(bench.store.leases, "key", "one", time.clock)
        held._renewed = float("inf")
        courier = Courier(bench.store, bench.mailchimp, reader, audience, check=held.check, fresh=True)
        sender = Sender(
            bench.store, bench.mailchimp, courier, held, run=run, owner="one", pace=Pace(ceiling=connections), meanwhile=meanwhile,
            waiting=Waiting(clock=time.clock, sleep=time.sleep, chance=lambda: 1.0),
        )  # fmt: skip
        return run, sender, time, held

    return start


def batches(bench, run):
    with bench.store.database.reading() as connection:
        question = "SELECT state, size, tries, strikes FROM batch WHERE run_id = ? ORDER BY number"
        return [tuple(row) for row in connection.exec_driver_sql(question, (run,))]


def test_everybody_is_sent_once_and_the_end_is_told(bench, start_sender):
    run, sender, _, _ = start_sender(batch_size=3, connections=3)
    assert sender.send() is Ending.DONE
    assert batches(bench, run) == [("settled", 3, 1, 0), ("settled", 3, 1, 0), ("settled", 2, 1, 0)]
    assert bench.sandbox.sent() == dict.fromkeys(PEOPLE, 1)


def test_one_connection_is_left_for_somebody_before_a_page(bench, start_sender):
    bench.shop.add(dict.fromkeys(addresses(30), "yes"))
    bench.store.leases.visit("key")
    run, sender, _, _ = start_sender(batch_size=1, connections=CONNECTIONS_MAX)
    bench.sandbox.hold()
    sending = threading.Thread(target=sender.send)
    sending.start()
    until(lambda: bench.sandbox.stats()["in_flight"] == CONNECTIONS_MAX - 1)
    assert bench.mailchimp.answers()
    bench.sandbox.let_go()
    sending.join()
    assert {state for state, *_ in batches(bench, run)} == {"settled"}


@pytest.mark.parametrize("fault", ["429", "403", "503"])
def test_throttling_is_held_against_nobody_and_makes_pauses_that_double(bench, start_sender, fault):
    run, sender, time, _ = start_sender(*(f"batch:{fault}@{number}" for number in (1, 2, 3)))
    assert sender.send() is Ending.DONE
    assert batches(bench, run) == [("settled", 8, 1, 0)]
    assert sum(time.slept) == pytest.approx(1 + 2 + 4)


def test_when_mailchimp_as_a_whole_is_away_no_batch_is_blamed(bench, start_sender):
    run, sender, _, _ = start_sender(*(f"500@{number}" for number in range(1, 9)))
    assert sender.send() is Ending.DONE
    assert batches(bench, run) == [("settled", 8, 5, 0)]
    assert set(bench.outcomes(run).values()) == {("created", None)}


def test_a_batch_that_fails_while_mailchimp_answers_is_halved_until_each_stands_alone(bench, start_sender):
    run, sender, _, _ = start_sender("batch:500")
    assert sender.send() is Ending.DONE
    assert set(bench.outcomes(run).values()) == {("refused", "unanswered")}
    assert Counter(state for state, *_ in batches(bench, run)) == {"split": 7, "settled": 8}
    # Twice for each batch that could be halved, five times for each person alone.
    assert bench.sandbox.stats()["batch_calls"] == 2 * 7 + 5 * 8


def test_halves_of_what_may_have_been_carried_out_know_it(bench, start_sender):
    run, sender, _, _ = start_sender("batch:truncated@1", "batch:truncated@2")
    assert sender.send() is Ending.DONE
    assert batches(bench, run) == [("split", 0, 2, 1), ("settled", 4, 3, 0), ("settled", 4, 3, 0)]
    assert set(bench.outcomes(run).values()) == {("created", None)}


def test_one_bad_address_is_found_and_the_good_ones_land(bench, start_sender):
    run, sender, _, _ = start_sender(f"poison:{PEOPLE[5]}")
    assert sender.send() is Ending.DONE
    outcomes = bench.outcomes(run)
    assert outcomes.pop(PEOPLE[5]) == ("refused", "request_refused")
    assert set(outcomes.values()) == {("created", None)}
    assert bench.sandbox.sent() == dict.fromkeys(outcomes, 1)
    assert bench.sandbox.stats()["batch_calls"] == 7


def test_who_is_not_mentioned_is_sent_again_alone(bench, start_sender):
    run, sender, _, _ = start_sender("batch:forget@1")
    assert sender.send() is Ending.DONE
    assert batches(bench, run) == [("settled", 4, 1, 0), ("settled", 4, 2, 1)]
    assert set(bench.outcomes(run).values()) == {("created", None)}


def test_the_slot_of_a_call_that_was_given_up_stays_taken(bench, start_sender):
    run, sender, time, _ = start_sender("batch:hang@1", connections=1)
    give_up_soon(bench, time)
    assert sender.send() is Ending.DONE
    assert sum(time.slept) >= 119
    assert batches(bench, run) == [("settled", 8, 2, 0)]
    assert bench.sandbox.stats()["by_path"].get("GET /ping", 0) == 0


def test_a_loop_with_nothing_to_do_sleeps(bench, start_sender):
    _, sender, time, _ = start_sender("batch:hang@1", connections=1)
    give_up_soon(bench, time)
    sender.send()
    assert len(time.slept) < 2 * 120 + 10


@pytest.mark.parametrize(("request_", "ending"), [(Request.PAUSE, Ending.PAUSE), (Request.CANCEL, Ending.CANCEL)])
def test_it_stops_between_two_batches_when_someone_asks(bench, start_sender, request_, ending):
    class Asking:
        asked = False

        def is_wanted(self):
            # The third is at Mailchimp, and is held there.
            if not self.asked and bench.sandbox.stats()["batch_calls"] == 3:
                self.asked = True
                bench.store.runs.ask(run, request_)
                bench.sandbox.let_go()
            return False

    run, sender, _, _ = start_sender(batch_size=1, meanwhile=Asking())
    bench.sandbox.hold(after=2)
    assert sender.send() is ending
    states = Counter(state for state, *_ in batches(bench, run))
    # The third lands, and the one that stands ready behind it may have begun; nothing is claimed after them.
    assert states["settled"] in {3, 4}
    assert states == {"settled": states["settled"], "planned": 8 - states["settled"]}
    assert {tries for state, _, tries, _ in batches(bench, run) if state == "planned"} == {0}


def test_small_work_gets_a_slot_of_its_own(bench, start_sender):
    class Meanwhile:
        wanted, seen = True, None

        def is_wanted(self):
            return self.wanted and bench.sandbox.stats()["batch_calls"] > 0

        def do(self):
            self.wanted, self.seen = False, bench.sandbox.stats()["in_flight"]

    meanwhile = Meanwhile()
    _, sender, _, _ = start_sender("slow:0.1", batch_size=1, connections=2, meanwhile=meanwhile)
    assert sender.send() is Ending.DONE
    assert meanwhile.seen is not None
    assert meanwhile.seen < 2


def test_as_soon_as_one_lands_the_next_begins_though_nobody_is_there_to_settle(bench, start_sender):
    run, sender, _, _ = start_sender(batch_size=1)
    settle, seen = bench.store.batches.settle, []

    def settle_late(*args, **more):
        if not seen:
            until(lambda: bench.sandbox.stats()["batch_calls"] > 1)
            seen.append(True)
        return settle(*args, **more)

    bench.store.batches.settle = settle_late
    assert sender.send() is Ending.DONE
    assert [tries for _, _, tries, _ in batches(bench, run)] == [1] * 8


def test_what_stands_ready_behind_a_failure_is_not_sent(bench, start_sender):
    run, sender, time, _ = start_sender("batch:hang@1", batch_size=4, connections=1)
    give_up_soon(bench, time)
    before = bench.sandbox.stats()["batch_calls"]

    class Calls(list):
        def append(self, _seconds):
            super().append(bench.sandbox.stats()["batch_calls"] - before)

    time.slept = Calls()
    assert sender.send() is Ending.DONE
    assert set(time.slept) == {1}
    assert batches(bench, run) == [("settled", 4, 2, 0), ("settled", 4, 1, 0)]


def test_an_error_that_a_person_must_solve_settles_what_came_back_first(bench, start_sender):
    class AllThree:
        def is_wanted(self):
            # None is answered before all are there.
            if bench.sandbox.stats()["batch_calls"] == 3:
                bench.sandbox.let_go()
            return False

    run, sender, _, _ = start_sender("batch:disabled@2", batch_size=2, connections=3, meanwhile=AllThree())
    bench.sandbox.hold()
    with pytest.raises(ForbiddenError):
        sender.send()
    # Which of the three lands first is chance: what was refused goes back with a clean slate, the others are settled, none is left adrift.
    states = Counter(state for state, *_ in batches(bench, run))
    assert states.total() == states["settled"] + states["planned"] == 4
    assert states["settled"] >= 2
    assert {tries for state, _, tries, _ in batches(bench, run) if state == "planned"} == {0}
    assert set(bench.sandbox.sent().values()) == {1}


def test_no_call_is_made_without_the_lease(bench, start_sender):
    run, sender, _, held = start_sender()
    held._renewed = float("-inf")
    with pytest.raises(LeaseLostError):
        sender.send()
    assert bench.sandbox.stats()["batch_calls"] == 0
    assert batches(bench, run) == [("planned", 8, 0, 0)]
