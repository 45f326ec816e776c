"""How contacts travel: roads, requests, halves, and the pace."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcsync.batching import (
    FIRST_PAUSE,
    LONGEST_PAUSE,
    ROAD,
    SECONDS_PER_REQUEST,
    Measure,
    Pace,
    Road,
    by_road,
    halves,
    propose,
    requests,
    seconds,
    seconds_per_request,
)
from mcsync.outcome import Effect
from mcsync.parsing import ANSWER_SECONDS_MAX, CONNECTIONS_MAX

CHANCE = st.floats(0, 1)


def test_every_effect_that_is_sent_takes_one_road():
    assert set(ROAD) == set(Effect) - {Effect.LEAVE, Effect.KEEP}


def test_only_the_road_with_a_fresh_look_sets_the_status_of_people_who_are_there():
    assert {effect for effect, road in ROAD.items() if road is Road.MOVE} == {Effect.SUBSCRIBE, Effect.UNSUBSCRIBE}
    assert ROAD[Effect.ADD] is Road.ADD
    assert ROAD[Effect.UPDATE] is Road.UPDATE


def test_contacts_are_counted_by_road():
    counted = by_road({"add": 5, "update": 7, "subscribe": 2, "unsubscribe": 1, "leave": 100, "keep": 100})
    assert dict(zip(Road, counted, strict=True)) == {Road.ADD: 5, Road.UPDATE: 7, Road.MOVE: 3}


@pytest.mark.parametrize(
    ("counts", "batch_size", "number"), [([], 500, 0), ([0, 0, 0], 500, 0), ([1, 1, 1], 500, 3), ([500, 501], 500, 3), ([7], 1, 7)]
)
def test_each_road_fills_its_own_requests(counts, batch_size, number):
    assert requests(counts, batch_size) == number


def test_requests_go_in_rounds_of_so_many_at_once():
    assert seconds(0, 3.0, 10) == 0
    assert seconds(10, 3.0, 10) == 3.0
    assert seconds(11, 3.0, 10) == 6.0


@given(st.lists(st.integers(), min_size=2, max_size=500))
def test_halves_share_the_contacts_without_gap_or_overlap(contacts):
    first, second = halves(contacts)
    assert [*first, *second] == contacts
    assert len(second) - len(first) in {0, 1}


def test_at_first_as_many_fly_as_the_setting_allows():
    pace = Pace(ceiling=4)
    assert [pace.may_start(0.0, in_flight) for in_flight in range(6)] == [True] * 4 + [False] * 2


@pytest.mark.parametrize(("ceiling", "allowed"), [(10, 9), (9, 9), (1, 1)])
def test_somebody_before_a_page_finds_one_of_mailchimps_connections_free(ceiling, allowed):
    pace = Pace(ceiling=ceiling, guest=True)
    assert sum(pace.may_start(0.0, in_flight) for in_flight in range(20)) == allowed
    assert pace.may_stand_ready(0.0, ceiling) is (ceiling < CONNECTIONS_MAX)
    pace.guest = False
    assert sum(pace.may_start(0.0, in_flight) for in_flight in range(20)) == ceiling


def test_after_a_setback_half_as_many_fly_but_never_none():
    pace, allowed, now = Pace(ceiling=10), [], 0.0
    for _ in range(5):
        now += pace.set_back(now, 1.0)
        allowed.append(pace.allowed)
    assert allowed == [5, 2, 1, 1, 1]


def test_after_a_full_round_of_answers_one_more_flies_up_to_the_setting():
    pace = Pace(ceiling=3, allowed=1)
    allowed = []
    for _ in range(8):
        pace.landed()
        allowed.append(pace.allowed)
    assert allowed == [2, 2, 3, 3, 3, 3, 3, 3]


def test_a_round_is_as_many_answers_as_may_fly():
    pace = Pace(ceiling=3, allowed=2)
    pace.landed()
    assert pace.allowed == 2
    pace.landed()
    assert pace.allowed == 3


def test_an_answer_before_the_setback_does_not_count_for_growing():
    pace = Pace(ceiling=10, allowed=4)
    for _ in range(3):
        pace.landed()
    now = pace.set_back(0.0, 1.0)
    pace.landed()
    assert (now, pace.allowed) == (FIRST_PAUSE, 2)
    pace.landed()
    assert pace.allowed == 3


def test_nothing_starts_during_a_pause_and_something_does_after_it():
    pace = Pace(ceiling=10)
    pause = pace.set_back(100.0, 0.5)
    assert not pace.may_start(100.0 + pause - 0.01, 0)
    assert pace.may_start(100.0 + pause, 0)


def test_pauses_double_up_to_the_longest_and_start_again_after_an_answer():
    pace, now, pauses = Pace(ceiling=10), 0.0, []
    for _ in range(8):
        pauses.append(pace.set_back(now, 1.0))
        now += pauses[-1]
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]
    pace.landed()
    assert pace.set_back(now, 1.0) == FIRST_PAUSE


def test_requests_that_fail_together_are_one_setback():
    pace = Pace(ceiling=8)
    for _ in range(8):
        pace.set_back(0.0, 1.0)
    assert (pace.allowed, pace.not_before) == (4, FIRST_PAUSE)


def test_mailchimp_may_stay_away_for_days():
    pace, now = Pace(ceiling=10), 0.0
    for _ in range(5_000):
        now += pace.set_back(now, 1.0)
    assert pace.set_back(now, 1.0) == LONGEST_PAUSE


def test_chance_shortens_a_pause_by_half_at_most():
    assert Pace(ceiling=10).set_back(0.0, 0.0) == FIRST_PAUSE / 2
    assert Pace(ceiling=10).set_back(0.0, 1.0) == FIRST_PAUSE


def test_a_call_that_was_given_up_counts_as_in_flight_until_mailchimp_cuts_it():
    pace = Pace(ceiling=2)
    pace.given_up(started=10.0)
    assert pace.may_start(20.0, 0)
    assert not pace.may_start(20.0, 1)
    assert pace.may_start(10.0 + ANSWER_SECONDS_MAX, 1)


STEPS = st.lists(st.tuples(st.sampled_from(["landed", "set_back", "given_up"]), st.floats(0, 100), CHANCE), max_size=80)


@given(st.integers(1, 10), STEPS)
def test_whatever_happens_the_setting_is_never_passed_and_pauses_stay_within_bounds(ceiling, steps):
    pace, now = Pace(ceiling=ceiling), 0.0
    for what, later, chance in steps:
        now += later
        before = pace.not_before
        if what == "landed":
            pace.landed()
        elif what == "given_up":
            pace.given_up(now)
        else:
            assert FIRST_PAUSE / 2 <= pace.set_back(now, chance) <= LONGEST_PAUSE
        assert 1 <= pace.allowed <= ceiling
        assert before <= pace.not_before <= now + LONGEST_PAUSE
        assert not pace.may_start(now, ceiling)


@given(st.integers(1, 10), STEPS)
def test_whatever_happened_something_may_start_again_in_time(ceiling, steps):
    pace, now = Pace(ceiling=ceiling), 0.0
    for what, later, chance in steps:
        now += later
        {"landed": pace.landed, "given_up": lambda: pace.given_up(now), "set_back": lambda: pace.set_back(now, chance)}[what]()  # noqa: B023
    assert pace.may_start(math.nextafter(now + ANSWER_SECONDS_MAX, math.inf), 0)


def test_the_most_that_mailchimp_takes_is_proposed_while_nothing_was_measured():
    assert propose([]).batch_size == 500
    assert str(propose([]).why) == "The most that Mailchimp takes in one request; nothing was measured yet."


def test_the_size_that_sent_most_contacts_a_second_is_proposed():
    found = propose([measured(100, seconds=1.0), measured(250, seconds=2.0), measured(500, seconds=10.0)])
    assert found.batch_size == 250
    assert str(found.why) == "Measured over 20 requests: 125 contacts a second with each connection, the most so far."


def test_a_size_whose_batches_had_to_be_halved_is_not_proposed():
    assert propose([measured(100, seconds=1.0), measured(500, seconds=1.0, halved=2)]).batch_size == 100
    alone = propose([measured(500, seconds=1.0, halved=2)])
    assert alone.batch_size == 250
    assert str(alone.why) == "Requests of 500 failed whole and had to be halved."


def test_a_few_requests_are_not_believed():
    assert propose([measured(100, requests=5, seconds=0.1)]).batch_size == 100
    assert propose([measured(100, requests=4, seconds=0.1)]).batch_size == 500
    assert seconds_per_request([measured(100, requests=4, seconds=0.1)], 100) == SECONDS_PER_REQUEST


def test_a_size_that_was_never_tried_takes_as_long_as_its_nearest_in_proportion():
    measures = [measured(100, seconds=1.0), measured(400, seconds=2.0)]
    assert seconds_per_request(measures, 400) == 2.0
    assert seconds_per_request(measures, 500) == 2.5
    assert seconds_per_request(measures, 50) == 1.0


def measured(batch_size, *, seconds, requests=20, halved=0):
    return Measure(batch_size=batch_size, requests=requests, seconds=seconds, halved=halved)
