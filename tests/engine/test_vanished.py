"""Whom the shop no longer has: they left if they ever consented, in every export, and only if they are really gone."""

import sqlite3
from contextlib import closing

import pytest

from mcsync.contact import Consent
from mcsync.engine import vanished
from mcsync.engine.reading import filling_of
from mcsync.engine.survey import Count, terms_of
from mcsync.engine.vanished import everyone
from mcsync.outcome import RunKind, RunState
from mcsync.settings import read_settings
from mcsync.shop import open_prestashop
from tests.faults.stage import addresses

ANN, BOB, EVE = "ann@shop.example", "bob@shop.example", "eve@shop.example"


@pytest.fixture
def exported(bench):
    """Ann consents, Bob never did, Eve is a newsletter-only subscriber; all were exported."""
    bench.shop.add({ANN: "yes", BOB: "never"})
    sql(bench, "INSERT INTO ps_emailsubscription VALUES (1, 1, ?, '2024-01-01 00:00:00', 1, 1)", EVE)
    assert bench.export().state == RunState.DONE
    return bench


def sql(bench, statement, *values):
    with closing(sqlite3.connect(bench.shop.path, timeout=30)) as connection, connection:
        connection.execute(statement, values)


def test_who_consented_once_and_is_gone_is_unsubscribed(exported):
    sql(exported, "DELETE FROM ps_emailsubscription")
    exported.shop.delete(BOB)
    assert exported.export().state == RunState.DONE
    assert exported.statuses([ANN, BOB, EVE]) == {ANN: "subscribed", BOB: "transactional", EVE: "unsubscribed"}


def test_who_was_in_the_audience_just_so_before_the_first_export_leaves_like_the_others(bench):
    """Nothing was ever sent for them: that the shop said yes is noted with what Mailchimp shows."""
    sql(bench, "INSERT INTO ps_emailsubscription VALUES (1, 1, ?, '2024-01-01 00:00:00', 1, 1)", EVE)
    bench.put("subscribed", EVE, said={"language": "fr"})
    bench.shop.add({ANN: "yes"})
    first = bench.export()
    assert bench.outcomes(first.id) == {ANN: ("created", None)}
    sql(bench, "DELETE FROM ps_emailsubscription")
    assert bench.export().state == RunState.DONE
    assert bench.statuses([ANN, EVE]) == {ANN: "subscribed", EVE: "unsubscribed"}


def test_the_figures_add_up_and_a_second_export_finds_nobody(exported):
    sql(exported, "DELETE FROM ps_emailsubscription")
    terms = terms_of(
        read_settings({}, {}),
        exported.audience(),
        filling_of(exported.store, exported.mailchimp, exported.audience()),
        now=exported.clock.now,
    )
    count = Count()
    with closing(open_prestashop(f"sqlite:///{exported.shop.path}", "ps_")) as shop:
        assert [one.person.consent for one in everyone(shop, exported.store, terms, count)][-1] is Consent.LEFT
    assert {name: number for (part, name), number in count.tally.items() if part == "rows"} == {"customer": 2, "gone": 1}
    assert count.tally["contacts", ""] == 3
    assert exported.export().state == RunState.DONE
    again = exported.export()
    assert exported.outcomes(again.id) == {}


def test_who_is_in_the_shop_but_not_exported_is_not_gone(exported):
    many = addresses(30)
    exported.shop.add(dict.fromkeys(many, "yes"))
    exported.export()
    exported.settings["exclusions"] = "@shop.example"
    assert exported.export().state == RunState.DONE
    assert set(exported.statuses([ANN, EVE, *many]).values()) == {"subscribed"}


@pytest.mark.parametrize("by_name", [1000, 10])
def test_who_moves_from_one_table_to_the_other_while_they_are_read_is_not_gone(exported, monkeypatch, by_name):
    """Registering deletes the newsletter-only row and makes a customer's: reading one table after the other meets neither."""
    monkeypatch.setattr(vanished, "_BY_NAME_MAX", by_name)
    exported.shop.add(dict.fromkeys(addresses(30), "yes"))
    exported.export()
    for address in addresses(30):
        exported.shop.delete(address)

    class Moving:
        def __init__(self):
            self._shop = open_prestashop(f"sqlite:///{exported.shop.path}", "ps_", page_rows=1)

        def users(self):
            for user in self._shop.users():
                if user.email == ANN:
                    sql(exported, "DELETE FROM ps_emailsubscription")
                yield user
            exported.shop.add({EVE: "never"})

        def __getattr__(self, name):
            return getattr(self._shop, name)

    assert exported.do(exported.start(), shop=Moving).state == RunState.DONE
    assert exported.statuses([EVE]) == {EVE: "subscribed"}
    assert set(exported.statuses(addresses(30)).values()) == {"unsubscribed"}


def test_who_came_back_in_mailchimp_since_is_left_there(exported):
    sql(exported, "DELETE FROM ps_emailsubscription")
    exported.export()
    exported.put("subscribed", EVE)
    assert exported.export().state == RunState.DONE
    assert exported.statuses([EVE]) == {EVE: "subscribed"}


def test_an_export_that_would_unsubscribe_many_at_once_stops_until_someone_says_that_it_is_right(exported):
    many = addresses(80)
    exported.shop.add(dict.fromkeys(many, "yes"))
    exported.export()
    sql(exported, "DELETE FROM ps_customer WHERE email LIKE 'person%'")
    run = exported.export()
    assert (run.state, exported.store.schedules.find(run.audience).held) == (RunState.FAILED, 80)
    assert "people would be unsubscribed at once" in run.problem
    assert set(exported.statuses(many).values()) == {"subscribed"}
    exported.store.schedules.note(run.audience, allowed=80)
    exported.store.runs.resume(run.id)
    assert exported.do(run.id).state == RunState.DONE
    assert set(exported.statuses(many).values()) == {"unsubscribed"}
    assert exported.store.schedules.find(run.audience).allowed == 0, "said once, for these"


def test_nobody_is_gone_before_the_first_complete_export(bench):
    bench.shop.add({ANN: "yes", BOB: "yes"})
    assert bench.export(kind=RunKind.ADDRESS, address=ANN).state == RunState.DONE
    bench.shop.delete(ANN)
    bench.export()
    assert bench.statuses([ANN, BOB]) == {ANN: "subscribed", BOB: "subscribed"}
