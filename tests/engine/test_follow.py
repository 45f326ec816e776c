"""Following by itself: what changed in the shop is in the audience after a look, and nothing is lost when anything is away."""

import itertools
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from mcsync.contact import MemberStatus
from mcsync.engine.follow import WHOLE_EVERY, Follower
from mcsync.errors import ShopUnreachableError
from mcsync.outcome import Request, RunKind, RunState
from mcsync.sandbox.practice import NEWSLETTER
from mcsync.settings import read_settings
from tests.faults.oracle import AFTER
from tests.faults.stage import CONSENTS, addresses

ANN, BOB, EVE = "ann@shop.example", "bob@shop.example", "eve@shop.example"


@pytest.fixture
def followed(start_bench):
    """An engine whose audience was exported completely, with Ann and Bob in it; `look()` is one look, `later` seconds after the last."""
    bench = start_bench(settings={"audience": NEWSLETTER})
    bench.shop.add({ANN: "yes", BOB: "never"})
    assert bench.export().state == RunState.DONE
    bench.follower = follower(bench)
    assert look(bench)
    return bench


def follower(bench, owner="one", shop=None):
    return Follower(bench.store, lambda: read_settings(bench.settings, {}), lambda: bench.doors(shop), owner)


def look(bench, later=30.0):
    bench.clock.now += later
    return bench.follower.look_if_due()


def schedule(bench):
    return bench.store.schedules.find(bench.audience().number)


def pending(bench):
    return bench.store.pending.count(bench.audience().number)


def troubles(bench):
    return [(one["cause"], one["times"]) for one in bench.store.troubles.present(bench.audience().number)]


def runs(bench):
    return [run for run in bench.store.runs.since(0) if run.kind == RunKind.AUTOMATIC]


def sql(bench, statement, *values):
    with closing(sqlite3.connect(bench.shop.path, timeout=30)) as connection, connection:
        connection.execute(statement, values)


def test_nothing_is_followed_before_the_first_complete_export(start_bench):
    bench = start_bench(settings={"audience": NEWSLETTER})
    bench.shop.add({ANN: "yes"})
    bench.follower = follower(bench)
    bench.audience()
    assert not bench.follower.is_due()
    bench.export(kind=RunKind.DRY_RUN)
    assert not bench.follower.is_due()
    bench.export()
    assert bench.follower.is_due()


def test_who_came_back_in_mailchimp_after_an_export_unsubscribed_them_is_left_there(followed):
    """The looks were paused when their row went, an export unsubscribed them, and then they signed up at Mailchimp's own form."""
    followed.shop.delete(ANN)
    assert followed.export().state == RunState.DONE
    assert followed.statuses([ANN]) == {ANN: "unsubscribed"}
    followed.put("subscribed", ANN)
    followed.clock.now += 600
    assert look(followed)
    assert followed.statuses([ANN]) == {ANN: "subscribed"}
    assert pending(followed) == 0


def test_a_look_that_finds_nothing_leaves_no_trace_but_its_time(followed):
    before = followed.sandbox.stats()["members_received"]
    for _ in range(5):
        assert look(followed)
    assert runs(followed) == []
    assert followed.sandbox.stats()["members_received"] == before
    assert (schedule(followed).looked_at, schedule(followed).succeeded_at) == (followed.clock.now, followed.clock.now)


def test_a_look_waits_for_its_time_and_for_the_switch(followed):
    assert not look(followed, later=29)
    assert look(followed, later=1)
    followed.settings["automatic"] = "no"
    assert not look(followed, later=1000)
    followed.settings |= {"automatic": "yes", "automatic_every": "3600"}
    assert not look(followed, later=2599)
    assert look(followed, later=1)
    followed.clock.now -= 10_000
    assert look(followed, later=0), "a clock put back must not stop it"


def test_a_new_a_changed_and_a_leaving_person_follow_in_one_automatic_run(followed):
    followed.shop.add({EVE: "yes"})
    followed.shop.change(ANN, consent="left")
    followed.shop.change(BOB, consent="yes", name="Robert")
    look(followed)
    assert followed.statuses([ANN, BOB, EVE]) == {ANN: "unsubscribed", BOB: "subscribed", EVE: "subscribed"}
    assert followed.sandbox.members()[BOB]["merge_fields"]["FNAME"] == "Robert"
    assert [(run.state, run.by) for run in runs(followed)] == [("done", "automatic")]
    assert pending(followed) == 0


def test_whoever_no_row_is_left_of_has_left_if_they_ever_consented(followed):
    sql(followed, "INSERT INTO ps_emailsubscription VALUES (1, 1, ?, '2024-01-01 00:00:00', 1, 1)", EVE)
    look(followed)
    assert followed.statuses([EVE]) == {EVE: "subscribed"}
    sql(followed, "DELETE FROM ps_emailsubscription")
    followed.shop.delete(BOB)
    look(followed)
    assert followed.statuses([ANN, BOB, EVE]) == {ANN: "subscribed", BOB: "transactional", EVE: "unsubscribed"}
    sent = followed.store.history.last_sent(followed.audience().number, EVE)
    assert sent["sent"].count("FNAME") == 0, "nothing of somebody who is gone is sent but that they left"


def test_who_subscribes_here_and_in_mailchimp_alike_leaves_when_the_shop_loses_them(followed):
    """There is nothing to send when they come, and something to send when they go."""
    followed.put("subscribed", EVE, said={"language": "fr"})
    sql(followed, "INSERT INTO ps_emailsubscription VALUES (1, 1, ?, '2024-01-01 00:00:00', 1, 1)", EVE)
    followed.clock.now += 600
    look(followed)
    assert followed.sandbox.sent().get(EVE, 0) == 0
    sql(followed, "DELETE FROM ps_emailsubscription")
    look(followed)
    assert followed.statuses([EVE]) == {EVE: "unsubscribed"}


def test_who_registers_while_we_look_and_moves_from_one_table_to_the_other_does_not_leave(followed, monkeypatch):
    sql(followed, "INSERT INTO ps_emailsubscription VALUES (1, 1, ?, '2024-01-01 00:00:00', 1, 1)", EVE)
    look(followed)
    remember = followed.store.baseline.remember

    def between(audience, place, *rest, **how):
        """Between the digests and the rows; the customers were found unchanged already."""
        followed.shop.add({EVE: "yes"}, name="Registered")
        return remember(audience, place, *rest, **how)

    monkeypatch.setattr(followed.store.baseline, "remember", between)
    sql(followed, "DELETE FROM ps_emailsubscription")
    look(followed)
    monkeypatch.setattr(followed.store.baseline, "remember", remember)
    assert followed.statuses([EVE]) == {EVE: "subscribed"}
    look(followed)
    assert followed.statuses([EVE]) == {EVE: "subscribed"}
    assert followed.sandbox.members()[EVE]["merge_fields"]["FNAME"] == "Registered"


def test_a_soft_deleted_account_has_left_and_its_other_row_still_counts(followed):
    followed.shop.add({ANN: "yes"}, name="Second")
    look(followed)
    sql(followed, "UPDATE ps_customer SET deleted = 1 WHERE id_customer = 1")
    look(followed)
    assert followed.statuses([ANN]) == {ANN: "subscribed"}
    sql(followed, "UPDATE ps_customer SET deleted = 1 WHERE email = ?", ANN)
    look(followed)
    assert followed.statuses([ANN]) == {ANN: "unsubscribed"}


def test_who_changes_their_address_is_added_under_the_new_and_leaves_under_the_old(followed):
    followed.shop.change(ANN, email=EVE)
    look(followed)
    assert followed.statuses([ANN, EVE]) == {ANN: "unsubscribed", EVE: "subscribed"}


def test_who_left_the_shop_and_came_back_without_the_tick_is_not_subscribed_again(followed):
    followed.shop.delete(ANN)
    look(followed)
    followed.shop.add({ANN: "never"})
    look(followed)
    assert followed.statuses([ANN]) == {ANN: "unsubscribed"}
    followed.shop.change(ANN, consent="yes")
    look(followed)
    assert followed.statuses([ANN]) == {ANN: "unsubscribed"}


STANDINGS = ("subscribed", "pending", "transactional", "unsubscribed", "cleaned", "archived", "forgotten", "absent")


def test_whatever_happened_in_mailchimp_between_two_looks_the_consent_table_holds(followed):
    """Everybody is exported as absent, then stands otherwise in Mailchimp, then changes in the shop."""
    cells = list(itertools.product(STANDINGS, CONSENTS))
    people = dict(zip(cells, addresses(len(cells)), strict=True))
    followed.put("transactional", *people.values())
    followed.shop.add(dict.fromkeys(people.values(), "never"))
    look(followed)
    for (standing, consent), address in people.items():
        followed.put(standing, address)
        followed.shop.change(address, consent=consent, name="Edited")
    look(followed)
    expected = {address: AFTER[standing, consent] for (standing, consent), address in people.items() if standing != "absent"}
    # Taken out by somebody in Mailchimp, and only by them: nobody watches, so they are not added again.
    expected |= {address: "absent" for (standing, _), address in people.items() if standing == "absent"}
    assert followed.statuses(list(people.values())) == expected


def test_who_unsubscribes_in_mailchimp_and_is_edited_in_the_shop_stays_unsubscribed(followed):
    followed.put("unsubscribed", ANN)
    followed.shop.change(ANN, name="Anne")
    look(followed)
    assert followed.statuses([ANN]) == {ANN: "unsubscribed"}


def test_what_changes_in_mailchimp_is_heard_by_polling_and_kept(followed):
    look(followed, later=300)
    followed.put("unsubscribed", ANN)
    look(followed, later=299)
    look(followed, later=300)
    number = followed.audience().number
    assert followed.store.mirror.known(number, [ANN])[ANN].status is MemberStatus.UNSUBSCRIBED
    assert [(one.before, one.after) for one in followed.store.news.of(number, ANN)] == [
        (MemberStatus.SUBSCRIBED, MemberStatus.UNSUBSCRIBED)
    ]
    assert followed.store.news.of(number, BOB) == []


def test_our_own_unsubscribing_is_no_news(followed):
    followed.shop.change(ANN, consent="left")
    look(followed)
    look(followed, later=300)
    assert followed.statuses([ANN]) == {ANN: "unsubscribed"}
    assert followed.store.news.of(followed.audience().number, ANN) == []


def test_while_mailchimp_is_away_people_wait_and_the_newest_state_wins(followed):
    followed.sandbox.order_faults("disabled")
    followed.shop.add({EVE: "yes"})
    for _ in range(3):
        look(followed)
    assert pending(followed) == 1
    assert runs(followed) == [], "no run fails every half minute"
    followed.shop.change(EVE, consent="left")
    followed.shop.change(ANN, name="Anne")
    look(followed)
    assert [times for _, times in troubles(followed)] == [4], "one record a cause"
    followed.sandbox.order_faults()
    look(followed)
    assert followed.statuses([EVE]) == {EVE: "transactional"}
    assert followed.sandbox.members()[ANN]["merge_fields"]["FNAME"] == "Anne"
    assert (pending(followed), troubles(followed)) == (0, [])


def test_while_the_shop_is_away_mailchimp_is_heard_and_nothing_is_forgotten(followed):
    followed.follower = follower(followed, shop=_away)
    followed.put("unsubscribed", ANN)
    followed.shop.add({EVE: "yes"})
    look(followed, later=300)
    look(followed)
    assert troubles(followed) == [("ShopUnreachableError", 2)]
    assert followed.store.mirror.known(followed.audience().number, [ANN])[ANN].status is MemberStatus.UNSUBSCRIBED
    followed.follower = follower(followed)
    look(followed)
    assert followed.statuses([EVE]) == {EVE: "subscribed"}
    assert troubles(followed) == []


def _away():
    raise ShopUnreachableError


def test_people_wait_while_an_export_holds_the_audience(followed):
    held = followed.start()
    followed.store.runs.ask(held, Request.PAUSE)
    followed.shop.add({EVE: "yes"})
    look(followed)
    assert (pending(followed), followed.statuses([EVE])) == (1, {EVE: "absent"})
    followed.store.runs.become(held, RunState.CANCELLED)
    look(followed)
    assert (pending(followed), followed.statuses([EVE])) == (0, {EVE: "subscribed"})


def test_a_plan_that_could_not_be_sent_for_long_is_made_anew(followed):
    followed.shop.add({EVE: "yes"})
    followed.sandbox.order_faults("disabled")
    look(followed)
    followed.sandbox.order_faults()
    _frozen(followed)
    followed.shop.change(EVE, consent="left")
    followed.clock.now += 301
    [run] = runs(followed)
    followed.do(run.id)
    assert followed.store.runs.get(run.id).state == RunState.CANCELLED
    assert followed.statuses([EVE]) == {EVE: "absent"}
    look(followed)
    assert followed.statuses([EVE]) == {EVE: "transactional"}


def _frozen(bench):
    """An automatic run whose worker died between its plan and its first call."""
    bench.sandbox.order_faults("batch:disabled")
    run = bench.start(kind=RunKind.AUTOMATIC)
    bench.do(run)
    bench.sandbox.order_faults()
    bench.store.runs.resume(run)


def test_when_many_would_leave_at_once_nothing_is_done_until_someone_says_that_it_is_right(followed):
    many = addresses(80)
    followed.shop.add(dict.fromkeys(many, "yes"))
    look(followed)
    sql(followed, "DELETE FROM ps_customer WHERE email LIKE 'person%'")
    look(followed)
    look(followed)
    assert set(followed.statuses(many).values()) == {"subscribed"}
    assert troubles(followed) == [("MassDepartureError", 1)]
    assert schedule(followed).held == 80
    followed.store.schedules.note(followed.audience().number, allowed=80)
    look(followed)
    assert set(followed.statuses(many).values()) == {"unsubscribed"}
    assert (schedule(followed).held, schedule(followed).allowed, troubles(followed)) == (0, 0, [])


def test_a_shop_that_is_put_right_again_needs_no_confirmation(followed):
    many = dict.fromkeys(addresses(80), "yes")
    followed.shop.add(many)
    look(followed)
    sql(followed, "UPDATE ps_customer SET newsletter = 0")
    look(followed)
    assert schedule(followed).held > 50
    sql(followed, "UPDATE ps_customer SET newsletter = 1 WHERE email <> ?", BOB)
    look(followed)
    assert set(followed.statuses(many).values()) == {"subscribed"}
    assert troubles(followed) == []


def test_a_backup_whose_ids_go_down_is_handled(followed):
    followed.shop.add(dict.fromkeys(addresses(10), "yes"))
    look(followed)
    sql(followed, "DELETE FROM ps_customer WHERE id_customer > 4")
    sql(followed, "INSERT INTO ps_customer SELECT 5, 1, 1, 'Eve', 'X', ?, NULL, 1, '0000-00-00 00:00:00', 1, 0, 0, NULL, 0, 3", EVE)
    look(followed)
    people = addresses(10)
    assert followed.statuses([EVE, *people]) == {
        EVE: "subscribed", **dict.fromkeys(people[:2], "subscribed"), **dict.fromkeys(people[2:], "unsubscribed")
    }  # fmt: skip


def test_another_shop_is_followed_once_it_was_exported_too(followed):
    followed.settings["shop_prefix"] = "other_"
    followed.shop.add({EVE: "yes"})
    assert not look(followed)
    assert not look(followed)
    assert (followed.statuses([EVE]), troubles(followed)) == ({EVE: "absent"}, [("SettingsError", 2)])
    sql(followed, "DELETE FROM ps_customer WHERE email = ?", EVE)
    followed.export()
    followed.shop.add({EVE: "yes"})
    assert look(followed)
    assert (followed.statuses([EVE]), troubles(followed)) == ({EVE: "subscribed"}, [])


def test_a_file_whose_columns_mean_something_else_now_is_followed_once_it_was_exported_again(followed):
    """A consent column that was chosen by mistake would unsubscribe everybody on a short list, before anybody saw a preview."""
    followed.settings["shop_columns"] = '{"file": "list.csv", "email": "Mail", "newsletter": "Country"}'
    followed.shop.change(ANN, consent="never")
    assert not look(followed)
    assert (followed.statuses([ANN]), troubles(followed)) == ({ANN: "subscribed"}, [("SettingsError", 1)])
    followed.shop.change(ANN, consent="yes")
    followed.export()
    assert look(followed)


def test_everybody_is_compared_once_a_day(followed):
    number = followed.audience().number
    with followed.store.database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM contact")
        connection.exec_driver_sql("DELETE FROM member")
    followed.sandbox.edit_members([{"email_address": ANN, "status": "absent"}])
    look(followed)
    assert followed.statuses([ANN]) == {ANN: "absent"}
    look(followed, later=WHOLE_EVERY + 1)
    assert followed.statuses([ANN]) == {ANN: "subscribed"}
    assert followed.store.schedules.find(number).whole_at == followed.clock.now


def test_two_workers_never_take_the_same_look(followed):
    seen = schedule(followed)
    followed.clock.now += 30
    assert followed.store.schedules.claim(seen)
    assert not followed.store.schedules.claim(seen)


def test_a_look_that_dies_between_two_stretches_is_made_again(followed, monkeypatch):
    followed.shop.add({EVE: "yes"})
    remember = followed.store.baseline.remember

    def die(*_, **__):
        raise ShopUnreachableError

    monkeypatch.setattr(followed.store.baseline, "remember", die)
    look(followed)
    monkeypatch.setattr(followed.store.baseline, "remember", remember)
    assert (pending(followed), followed.statuses([EVE])) == (0, {EVE: "absent"})
    look(followed)
    assert followed.statuses([EVE]) == {EVE: "subscribed"}


@pytest.mark.parametrize(
    ("name", "text", "status"),
    [("unsubscribe_never", "yes", "unsubscribed"), ("excluded_groups", "3", "subscribed"), ("default_language", "de", "subscribed")],
)
def test_everybody_is_compared_at_the_next_look_when_the_choice_of_who_is_sent_was_changed(followed, name, text, status):
    followed.put("subscribed", BOB)
    look(followed, later=300)
    before = schedule(followed).whole_at
    look(followed)
    assert schedule(followed).whole_at == before
    followed.settings[name] = text
    look(followed)
    assert schedule(followed).whole_at == followed.clock.now
    assert followed.statuses([BOB]) == {BOB: status}
    look(followed)
    assert schedule(followed).whole_at == followed.clock.now - 30, "once"


def test_everybody_is_compared_at_the_next_look_when_other_fields_are_to_be_filled(followed):
    followed.store.mappings.write(followed.audience().number, {"LNAME": None})
    look(followed)
    assert schedule(followed).whole_at == followed.clock.now


OUTAGES = {
    "Mailchimp": lambda bench: bench.sandbox.order_faults("disabled"),
    "the shop": lambda bench: setattr(bench, "follower", follower(bench, shop=_away)),
    "the worker": lambda bench: setattr(bench, "follower", None),
}


@pytest.mark.parametrize("away", [("Mailchimp",), ("the shop",), ("the worker",), ("Mailchimp", "the worker"), ("Mailchimp", "the shop")])
def test_after_ten_minutes_of_an_outage_everybody_catches_up_at_once_in_order_and_is_sent_once(followed, away):
    """In order: of each person the newest state arrives, and nothing older ever did."""
    comes, stays, regrets = addresses(60), addresses(80)[60:], addresses(90)[80:]
    followed.shop.add(dict.fromkeys([*stays, *regrets], "yes"))
    look(followed)
    before = followed.sandbox.sent()
    for one in away:
        OUTAGES[one](followed)
    for number in range(20):
        followed.shop.add(dict.fromkeys(comes[number * 3 : number * 3 + 3], "yes"))
        followed.shop.change(stays[number], name=f"Name {number}")
        followed.shop.change(regrets[number % 10], consent=("left", "yes")[number // 10])
        followed.clock.now += 30
        if followed.follower:
            followed.follower.look_if_due()
    assert followed.sandbox.sent() == before
    assert len(troubles(followed)) == len({*away} - {"the worker"}) * ("the worker" not in away), "one record a cause"
    followed.sandbox.order_faults()
    followed.follower = follower(followed, owner="two")
    look(followed)
    people = [*comes, *stays, *regrets]
    assert set(followed.statuses(people).values()) == {"subscribed"}
    assert {followed.sandbox.members()[one]["merge_fields"]["FNAME"] for one in stays} == {f"Name {number}" for number in range(20)}
    sent = {one: followed.sandbox.sent().get(one, 0) - before.get(one, 0) for one in people}
    assert sent == {**dict.fromkeys([*comes, *stays], 1), **dict.fromkeys(regrets, 0)}, "who regretted and came back is as they were"
    assert (pending(followed), troubles(followed)) == (0, [])


def test_two_workers_at_once_make_each_look_once_and_send_each_contact_once(followed):
    people = addresses(30)
    before = followed.sandbox.sent()
    workers = [Follower(followed.open_store(), lambda: read_settings(followed.settings, {}), followed.doors, name) for name in "ab"]
    for number in range(5):
        followed.shop.add(dict.fromkeys(people[number * 6 : number * 6 + 6], "yes"))
        followed.clock.now += 30
        with ThreadPoolExecutor(2) as both:
            assert sorted(both.map(lambda worker: worker.look_if_due(), workers)) == [False, True]
    assert set(followed.statuses(people).values()) == {"subscribed"}
    assert {one: followed.sandbox.sent().get(one, 0) - before.get(one, 0) for one in people} == dict.fromkeys(people, 1)
