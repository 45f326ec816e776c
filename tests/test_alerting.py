"""Somebody is told of a trouble once a cause, channel and period, and once that it is over: the whole table."""

import pytest

from mcsync.alerting import PATIENCE, RECOVERY_TRIES, Cause, Move, Record, Trouble, steps, wait
from mcsync.message import say

NOW, HOUR = 1_800_000_000.0, 3600.0
DAY = 24 * HOUR
SENTENCE = say("The worker is silent.")


def trouble(cause=Cause.RUN_FAILED, since=NOW - HOUR):
    return Trouble(cause=cause, message=SENTENCE, since=since)


def record(cause=Cause.RUN_FAILED, channel="mail", since=NOW - HOUR, **how):
    return Record(cause=cause, channel=channel, message=SENTENCE, since=since, **how)


def moves(troubles, records, channels=("mail",), now=NOW):
    return [(step.move, step.record.channel) for step in steps(troubles, records, channels, now=now, period=DAY)]


TABLE = [
    ("nothing is there and nothing was", [], [], None),
    ("it is there, and is not written down", [trouble()], [], Move.BEGIN),
    ("it is there and nobody was told", [trouble()], [record()], Move.TELL),
    ("it was told within the period", [trouble()], [record(told_at=NOW - DAY + 1, owed=True)], None),
    ("it was told a period ago", [trouble()], [record(told_at=NOW - DAY, owed=True)], Move.TELL),
    ("the telling failed a moment ago", [trouble()], [record(tries=1, retry_at=NOW + 1)], None),
    ("the telling failed, and its wait is over", [trouble()], [record(tries=1, retry_at=NOW)], Move.TELL),
    ("it is over and nobody wrote that down", [], [record(told_at=NOW - 1, owed=True)], Move.END),
    ("it is over, and somebody was told that it was there", [], [record(ended_at=NOW, told_at=NOW - 1, owed=True)], Move.TELL_OVER),
    ("it is over, and nobody was ever told", [], [record(ended_at=NOW)], None),
    ("it is over, and that was told", [], [record(ended_at=NOW, told_at=NOW - 1)], None),
    ("telling that it is over failed too often", [], [record(ended_at=NOW, owed=True, tries=RECOVERY_TRIES)], None),
    ("telling that it is over failed a moment ago", [], [record(ended_at=NOW, owed=True, tries=1, retry_at=NOW + 9)], None),
    ("it came back", [trouble()], [record(ended_at=NOW - 9, told_at=NOW - 10)], Move.BEGIN),
    ("the clock was put back behind the last telling", [trouble()], [record(told_at=NOW + DAY, owed=True)], Move.TELL),
    ("the clock was put back behind the next try", [trouble()], [record(tries=3, retry_at=NOW + 30 * DAY)], Move.TELL),
]


@pytest.mark.parametrize(("troubles", "records", "expected"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_each_line_of_the_table(troubles, records, expected):
    assert moves(troubles, records) == ([(expected, "mail")] if expected else [])


def test_what_comes_back_within_the_period_is_not_told_again():
    again = steps([trouble(since=NOW)], [record(ended_at=NOW - 9, told_at=NOW - 10)], ["mail"], now=NOW, period=DAY)[0].record
    assert (again.since, again.told_at, again.owed, again.ended_at) == (NOW, NOW - 10, False, None)
    assert moves([trouble(since=NOW)], [again], now=NOW + 60) == []
    assert moves([trouble(since=NOW)], [again], now=NOW + DAY) == [(Move.TELL, "mail")]


@pytest.mark.parametrize("cause", Cause)
def test_each_cause_has_its_patience(cause):
    patience = PATIENCE[cause]
    assert moves([trouble(cause)], [record(cause, since=NOW - patience)]) == [(Move.TELL, "mail")]
    if patience:
        assert moves([trouble(cause)], [record(cause, since=NOW - patience + 1)]) == []


def test_a_trouble_of_unknown_age_counts_from_when_it_is_first_seen():
    begun = steps([trouble(Cause.WORKER_SILENT, since=None)], [], ["mail"], now=NOW, period=DAY)[0]
    assert (begun.move, begun.record.since) == (Move.BEGIN, NOW)


def test_each_channel_is_told_for_itself():
    told = record(channel="mail", told_at=NOW - 1, owed=True)
    assert moves([trouble()], [told, record(channel="webhook")], ["mail", "webhook"]) == [(Move.TELL, "webhook")]


def test_a_channel_that_is_no_longer_set_is_passed_over():
    assert moves([], [record(channel="webhook", owed=True)], ["mail"]) == []


def test_failures_are_waited_out_for_longer_and_longer_up_to_an_hour():
    assert [wait(tries) for tries in (1, 2, 3, 7, 100)] == [60, 120, 240, 3600, 3600]
