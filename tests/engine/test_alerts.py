"""Troubles are noticed from what is stored, and told by real mail and a real webhook: once, again after a period, and when they are over."""

import threading

import pytest

from mcsync.alerting import Cause
from mcsync.engine import rounds as rounds_room
from mcsync.engine.alerts import Alerter, trial
from mcsync.engine.noticing import troubles
from mcsync.errors import AlertError, ShopError
from mcsync.message import say
from mcsync.outcome import RunKind, RunState
from mcsync.settings import read_settings
from tests.faults.stage import until

HOUR = 3600.0
ZOE = "zoe@shop.example"


@pytest.fixture
def alerter(bench, receiver):
    """Tells by webhook; the worker is alive."""
    bench.settings |= {"audience": bench.list_id, "alert_webhook": receiver.url}
    bench.audience()
    bench.store.leases.sign_of_life("one")
    return Alerter(bench.store, lambda: read_settings(bench.settings, {}))


def fail(bench, problem=None):
    run = bench.start()
    bench.store.runs.become(run, RunState.FAILED, problem=problem or ShopError().message)
    return run


def pass_time(bench, seconds):
    bench.clock.now += seconds
    bench.store.leases.sign_of_life("one")


def causes(bench):
    return [one.cause for one in troubles(bench.store, read_settings(bench.settings, {}))]


def test_a_run_that_failed_is_told_once_again_after_the_period_and_when_it_is_over(bench, alerter, receiver):
    run = fail(bench)
    for _ in range(3):
        alerter.round()
        pass_time(bench, HOUR)
    assert [(one["event"], one["cause"]) for one in receiver.heard] == [("alert", "run_failed")]
    assert receiver.heard[0]["text"].startswith(f"Run {run} stopped by a problem. The shop's data could not be read")
    pass_time(bench, 24 * HOUR)
    alerter.round()
    assert len(receiver.heard) == 2
    bench.store.runs.become(run, RunState.CANCELLED)
    for _ in range(3):
        alerter.round()
    assert [(one["event"], one["subject"]) for one in receiver.heard[2:]] == [("recovered", "mcsync: over – an export stopped")]


def test_what_cannot_be_told_is_kept_shown_and_tried_again(bench, alerter, receiver):
    fail(bench)
    receiver.answers += [500, 500]
    alerter.round()
    alerter.round()
    assert len(receiver.heard) == 1
    record = bench.store.alerts.all()[0]
    assert (record.tries, record.told_at) == (1, None)
    assert "answered with status 500" in str(record.failure)
    for seconds in (61, 121):
        pass_time(bench, seconds)
        alerter.round()
    assert len(receiver.heard) == 3
    assert bench.store.alerts.all()[0].failure is None


def test_mail_and_webhook_each_tell_for_themselves(bench, alerter, receiver, mails):
    box = mails.start()
    bench.settings |= {
        "alert_mail_to": "ann@shop.example", "smtp_host": "127.0.0.1", "smtp_port": str(box.port), "smtp_security": "none",
    }  # fmt: skip
    receiver.answers.append(500)
    fail(bench)
    alerter.round()
    pass_time(bench, 61)
    alerter.round()
    assert (len(box.mails), len(receiver.heard)) == (1, 2)
    assert box.mails[0]["Subject"] == "mcsync: an export stopped"


def test_two_processes_tell_it_once(bench, alerter, receiver):
    other = Alerter(bench.open_store(), lambda: read_settings(bench.settings, {}))
    fail(bench)
    told = []

    def slowly(settings, channel, letter):
        told.append(letter)
        other.round()

    Alerter(bench.store, lambda: read_settings(bench.settings, {}), slowly).round()
    assert (len(told), len(receiver.heard)) == (1, 0)


def test_whoever_died_while_telling_is_followed_by_another(bench, alerter, receiver):
    def die(*_):
        raise SystemExit

    fail(bench)
    with pytest.raises(SystemExit):
        Alerter(bench.store, lambda: read_settings(bench.settings, {}), die).round()
    alerter.round()
    assert receiver.heard == []
    pass_time(bench, 301)
    alerter.round()
    assert len(receiver.heard) == 1


def test_a_bug_in_a_channel_is_a_failure_like_any_other(bench, alerter):
    def broken(*_):
        raise ZeroDivisionError

    fail(bench)
    Alerter(bench.store, lambda: read_settings(bench.settings, {}), broken).round()
    assert str(bench.store.alerts.all()[0].failure) == str(AlertError())


def test_no_address_and_no_key_travels_with_an_alert(bench, alerter, receiver):
    fail(bench, say("Mailchimp said: {words}", words=f"{ZOE} is strange; key 0123456789abcdef0123456789abcdef-us7"))
    alerter.round()
    assert "Mailchimp said: <address> is strange; key <key>" in receiver.heard[0]["text"]


def test_alerts_speak_the_language_that_is_set():
    assert trial(0.0, "en").text == "This is a test: alerts of mcsync arrive here.\n"


def test_without_a_channel_nothing_is_written_down(bench, alerter):
    bench.settings["alert_webhook"] = ""
    fail(bench)
    alerter.round()
    assert bench.store.alerts.all() == []


def test_a_shop_that_cannot_be_read_is_told_after_ten_minutes(bench, alerter, receiver):
    bench.shop.add({ZOE: "yes"})
    bench.export()
    bench.store.troubles.note(bench.audience().number, "ShopError", ShopError().message)
    alerter.round()
    assert receiver.heard == []
    pass_time(bench, 601)
    alerter.round()
    assert [one["cause"] for one in receiver.heard] == ["following"]
    bench.store.troubles.end(bench.audience().number)
    alerter.round()
    assert [one["event"] for one in receiver.heard] == ["alert", "recovered"]


def test_following_that_does_not_come_to_its_end_is_told_for_whatever_reason(bench, alerter):
    bench.shop.add({ZOE: "yes"})
    bench.export()
    number = bench.audience().number
    bench.store.schedules.find(number)
    bench.store.schedules.note(number, succeeded_at=bench.clock.now)
    assert causes(bench) == []
    pass_time(bench, 3601)
    assert causes(bench) == [Cause.FOLLOWING_LATE]
    bench.settings["automatic"] = "no"
    assert causes(bench) == []


def test_silent_workers_are_a_trouble_where_there_is_something_to_do(bench, alerter):
    bench.clock.now += 60
    assert causes(bench) == []
    bench.start()
    assert causes(bench) == [Cause.WORKER_SILENT]
    bench.store.leases.sign_of_life("one")
    assert causes(bench) == []


def test_a_run_that_is_paused_and_forgotten_is_told_after_a_day(bench, alerter, receiver):
    run = bench.start()
    bench.store.runs.become(run, RunState.PAUSED)
    alerter.round()
    pass_time(bench, 23 * HOUR)
    alerter.round()
    assert receiver.heard == []
    pass_time(bench, HOUR)
    alerter.round()
    assert [one["cause"] for one in receiver.heard] == ["run_paused"]


def test_a_large_share_of_errors_is_told(bench, alerter):
    bench.shop.add({f"p{n}@shop.example": "yes" for n in range(30)})
    bench.sandbox.order_faults("signups=1")
    bench.export(batch_size=10)
    found = [one for one in troubles(bench.store, read_settings(bench.settings, {})) if one.cause is Cause.ERRORS]
    assert "refused" in str(found[0].message)
    pass_time(bench, 24 * HOUR + 1)
    assert Cause.ERRORS not in causes(bench)


def test_a_run_for_one_address_is_no_sync_that_failed(bench, alerter):
    run = bench.start(RunKind.ADDRESS, address=ZOE)
    bench.store.runs.become(run, RunState.FAILED, problem=ShopError().message)
    assert causes(bench) == []


def test_a_mail_server_that_hangs_does_not_keep_a_process_from_ending(monkeypatch):
    monkeypatch.setattr(rounds_room, "PATIENCE", 0.05)
    begun, over = threading.Event(), threading.Event()
    rounds = rounds_room.Rounds([begun.set, over.wait], every=0.01)
    rounds.start()
    assert begun.wait(10)
    rounds.stop()
    assert not over.is_set()
    over.set()


def test_rounds_go_on_whatever_one_of_them_meets():
    done = []

    def refuse():
        raise AlertError

    rounds = rounds_room.Rounds([refuse, lambda: 1 / 0, lambda: done.append(True)], every=0.01)
    rounds.start()
    until(lambda: len(done) >= 2, "two rounds are done")
    rounds.stop()
    before = len(done)
    rounds.once()
    assert len(done) == before + 1
