"""Days of a place: where they begin and end, also when the clocks are changed."""

from datetime import UTC, date, datetime

import pytest

from mcsync.days import days_up_to, last_days

HOUR = 3600.0


def moment(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


def test_today_is_the_last_day():
    days = last_days(moment("2026-11-23T15:00"), 3, "UTC")
    assert [day.isoformat() for day in days.dates] == ["2026-11-21", "2026-11-22", "2026-11-23"]
    assert (days.since, days.until) == (moment("2026-11-21T00:00"), moment("2026-11-24T00:00"))


@pytest.mark.parametrize(
    ("zone", "today"), [("UTC", "2026-11-23"), ("Pacific/Auckland", "2026-11-24"), ("America/Los_Angeles", "2026-11-23")]
)
def test_which_day_it_is_depends_on_the_place(zone, today):
    assert last_days(moment("2026-11-23T15:00"), 1, zone).dates == (date.fromisoformat(today),)


@pytest.mark.parametrize(("last", "hours"), [("2026-10-24", 24), ("2026-10-25", 25), ("2026-03-29", 23)])
def test_a_day_on_which_the_clocks_change_is_longer_or_shorter(last, hours):
    days = days_up_to(date.fromisoformat(last), 1, "Europe/Paris")
    assert days.until - days.since == hours * HOUR


def test_days_follow_each_other_without_a_gap_over_years():
    days = days_up_to(date(2026, 11, 23), 3650, "Europe/Paris")
    lengths = [after - before for before, after in zip(days.bounds, days.bounds[1:], strict=False)]
    assert len(days.dates) == len(lengths) == 3650
    assert set(lengths) == {23 * HOUR, 24 * HOUR, 25 * HOUR}


def test_the_period_before_ends_where_this_one_begins():
    days = days_up_to(date(2026, 10, 30), 7, "Europe/Paris")
    assert (len(days.before().dates), days.before().until) == (7, days.since)


def test_one_day_of_a_period_can_be_looked_at_alone():
    days = days_up_to(date(2026, 11, 23), 7, "UTC")
    assert days.only(date(2026, 11, 20)).dates == (date(2026, 11, 20),)
    assert days.only(date(2026, 1, 1)) == days
