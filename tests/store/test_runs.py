"""One run holds an audience, moves only where it may, and is asked rather than told."""

import multiprocessing
from concurrent.futures import ThreadPoolExecutor

import pytest

from mcsync.errors import RunError
from mcsync.message import say
from mcsync.outcome import LIVE, RUN_MAY_BECOME, Request, RunKind, RunState
from mcsync.store.database import Database
from mcsync.store.runs import Runs

HOW = {"batch_size": 500, "connections": 10, "full": False, "by": "Ada"}


def bring(store, run, state):
    """Take a waiting run there by steps that are allowed."""
    if state is RunState.WAITING:
        return
    if state in {RunState.SENDING, RunState.DONE}:
        store.runs.become(run, RunState.PLANNING)
    store.runs.become(run, state)


def test_a_new_run_waits_and_holds_its_audience(store, audience, clock):
    number, is_new = store.runs.start(RunKind.MANUAL, audience, **HOW)
    run = store.runs.get(number)
    assert (is_new, run.state, run.by, run.created_at, run.started_at, run.ended_at) == (True, "waiting", "Ada", clock.now, None, None)
    assert store.runs.holder(audience).id == number


@pytest.mark.parametrize("second", [RunKind.MANUAL, RunKind.AUTOMATIC])
def test_a_second_start_joins_the_first(store, audience, second):
    number, _ = store.runs.start(RunKind.MANUAL, audience, **HOW)
    assert store.runs.start(second, audience, **HOW) == (number, False)
    assert len(store.runs.since(0)) == 1


@pytest.mark.parametrize("kind", [RunKind.ADDRESS, RunKind.DRY_RUN])
def test_a_run_that_does_not_send_to_all_stands_beside_it(store, audience, kind):
    first, _ = store.runs.start(RunKind.MANUAL, audience, **HOW)
    second, is_new = store.runs.start(kind, audience, **HOW)
    assert is_new
    assert first != second
    assert store.runs.holder(audience).id == first


def test_each_audience_has_a_run_of_its_own(store, audience):
    other = store.mirror.audience("d0b1e0b714", name="Other", double_optin=True).number
    assert store.runs.start(RunKind.MANUAL, audience, **HOW)[1]
    assert store.runs.start(RunKind.MANUAL, other, **HOW)[1]


def test_of_many_threads_that_start_at_once_one_does_and_the_others_join(store, audience):
    with ThreadPoolExecutor(8) as threads:
        started = list(threads.map(lambda _: store.runs.start(RunKind.MANUAL, audience, **HOW), range(16)))
    assert sum(is_new for _, is_new in started) == 1
    assert len({number for number, _ in started}) == 1


def _race(url, audience, gate, answers):
    database = Database(url)
    gate.wait()
    answers.put(Runs(database).start(RunKind.MANUAL, audience, **HOW))
    database.close()


def test_of_processes_that_start_at_once_one_does_and_the_others_join(store, store_url, audience):
    spawn = multiprocessing.get_context("spawn")
    gate, answers = spawn.Barrier(3), spawn.Queue()
    processes = [spawn.Process(target=_race, args=(store_url, audience, gate, answers)) for _ in range(3)]
    for process in processes:
        process.start()
    started = [answers.get(timeout=60) for _ in processes]
    for process in processes:
        process.join()
    assert sum(is_new for _, is_new in started) == 1
    assert len({number for number, _ in started}) == 1


@pytest.mark.parametrize("after", RunState)
@pytest.mark.parametrize("before", RunState)
def test_a_run_goes_only_where_it_may(store, start_run, before, after):
    run = start_run()
    bring(store, run, before)
    if after in RUN_MAY_BECOME[before]:
        store.runs.become(run, after)
        assert store.runs.get(run).state == after
    else:
        with pytest.raises(RunError) as refused:
            store.runs.become(run, after)
        assert str(refused.value) == f"Run {run} is {before.value}, so it cannot become {after.value}."
        assert store.runs.get(run).state == before


@pytest.mark.parametrize("state", RunState)
def test_a_run_holds_its_audience_while_it_lives(store, audience, start_run, state):
    run = start_run()
    bring(store, run, state)
    assert bool(store.runs.holder(audience)) is (state in LIVE)
    assert store.runs.start(RunKind.MANUAL, audience, **HOW)[1] is (state not in LIVE)


def test_the_times_of_a_run_are_noted_and_its_start_is_kept(store, start_run, clock):
    run = start_run()
    clock.now += 10
    store.runs.become(run, RunState.PLANNING)
    clock.now += 10
    store.runs.become(run, RunState.FAILED, problem=say("The disk {name} is full.", name="A"))
    failed = store.runs.get(run)
    assert (failed.started_at, failed.ended_at) == (clock.now - 10, clock.now)
    assert failed.problem == '{"template":"The disk {name} is full.","values":{"name":"A"}}'
    store.runs.resume(run)
    store.runs.become(run, RunState.PLANNING)
    again = store.runs.get(run)
    assert (again.started_at, again.ended_at, again.problem) == (clock.now - 10, None, None)


@pytest.mark.parametrize("state", [RunState.PLANNING, RunState.SENDING])
@pytest.mark.parametrize("request_", Request)
def test_a_run_that_is_worked_on_is_asked(store, start_run, state, request_):
    run = start_run(state)
    store.runs.ask(run, request_)
    assert (store.runs.get(run).state, store.runs.request(run)) == (state, request_)


@pytest.mark.parametrize(("request_", "state"), [(Request.PAUSE, RunState.PAUSED), (Request.CANCEL, RunState.CANCELLED)])
def test_a_run_that_nobody_works_on_obeys_at_once(store, start_run, request_, state):
    run = start_run()
    store.runs.ask(run, request_)
    assert (store.runs.get(run).state, store.runs.request(run)) == (state, None)


@pytest.mark.parametrize("state", [RunState.DONE, RunState.CANCELLED])
def test_a_run_that_has_ended_cannot_be_asked_or_resumed(store, start_run, state):
    run = start_run()
    bring(store, run, state)
    for ask in (lambda: store.runs.ask(run, Request.CANCEL), lambda: store.runs.resume(run)):
        with pytest.raises(RunError, match=f"is {state.value}, so it cannot become"):
            ask()


def test_resuming_a_run_that_was_only_asked_takes_the_request_back(store, start_run):
    run = start_run(RunState.SENDING)
    store.runs.ask(run, Request.PAUSE)
    store.runs.resume(run)
    assert (store.runs.get(run).state, store.runs.request(run)) == (RunState.SENDING, None)


def test_obeying_takes_the_request_off(store, start_run):
    run = start_run(RunState.SENDING)
    store.runs.ask(run, Request.PAUSE)
    store.runs.become(run, RunState.PAUSED)
    assert store.runs.request(run) is None


def test_a_failed_run_cannot_go_on_while_another_sends(store, start_run):
    run = start_run()
    bring(store, run, RunState.FAILED)
    other = start_run()
    with pytest.raises(RunError) as refused:
        store.runs.resume(run)
    assert str(refused.value).startswith(f"Run {run} cannot go on while another run sends to this audience.")
    bring(store, other, RunState.CANCELLED)
    store.runs.resume(run)
    assert store.runs.get(run).state == RunState.WAITING


@pytest.mark.parametrize("verb", [lambda runs: runs.get(7), lambda runs: runs.ask(7, Request.PAUSE), lambda runs: runs.resume(7), lambda runs: runs.request(7), lambda runs: runs.become(7, RunState.DONE)])  # fmt: skip
def test_a_run_that_does_not_exist_is_said_to(store, verb):
    with pytest.raises(RunError, match="There is no run 7"):
        verb(store.runs)


def test_single_addresses_are_done_first_then_the_oldest(store, start_run, audience):
    paused, export = start_run(kind=RunKind.DRY_RUN), start_run()
    dry = start_run(kind=RunKind.DRY_RUN)
    one = start_run(kind=RunKind.ADDRESS, address="zoe@courrier.example")
    store.runs.ask(paused, Request.PAUSE)
    assert [run.id for run in store.runs.to_do()] == [one, export, dry]
    assert store.runs.to_do()[0].address == "zoe@courrier.example"


def test_the_runs_since_a_moment_are_told_newest_first(store, start_run, clock):
    old = start_run(kind=RunKind.DRY_RUN)
    clock.now += 100
    young, youngest = start_run(kind=RunKind.DRY_RUN), start_run()
    assert [run.id for run in store.runs.since(clock.now)] == [youngest, young]
    assert [run.id for run in store.runs.since(0)] == [youngest, young, old]


def test_the_last_run_of_some_kinds_is_told(store, start_run, audience):
    assert store.runs.last(audience, RunKind) is None
    export, dry = start_run(), start_run(kind=RunKind.DRY_RUN)
    assert store.runs.last(audience, RunKind).id == dry
    assert store.runs.last(audience, [RunKind.MANUAL, RunKind.AUTOMATIC]).id == export
    assert store.runs.last(audience + 1, RunKind) is None
