"""What the diagnostic asks of the store: right answers, found by an index however much there is."""

import re

import pytest
from sqlalchemy import event

from mcsync.contact import MemberStatus
from mcsync.outcome import RunKind, RunState
from mcsync.store import Seen, Store
from mcsync.store.database import Database
from tests.fixtures.stores import address, settle


def seen(name, status=MemberStatus.SUBSCRIBED):
    return Seen(address=name, status=status, shown="")


def test_who_travels_in_a_batch_that_is_not_settled_waits(store, audience, plan):
    run = plan(2, 1)
    settle(store, run, None, None)
    assert store.lookups.waiting(audience, [address(1), address(3), "nobody@shop.example"]) == {address(3): (run, 2)}


def test_who_was_asked_for_by_name_waits_for_the_run_before_it_has_a_plan(store, audience, start_run):
    retry, _ = store.runs.start_for([address(1), address(2)], audience, batch_size=500, connections=10, by="Ada")
    alone = start_run(kind=RunKind.ADDRESS, address=address(3))
    people = [address(place) for place in (1, 3, 4)]
    assert store.lookups.waiting(audience, people) == {address(1): (retry, None), address(3): (alone, None)}
    assert store.lookups.waiting(audience + 1, people) == {}
    for run in (retry, alone):
        store.runs.become(run, RunState.CANCELLED)
    assert store.lookups.waiting(audience, people) == {}


@pytest.mark.parametrize("state", [RunState.FAILED, RunState.CANCELLED])
def test_nobody_waits_for_a_run_that_has_ended(store, audience, plan, state):
    run = plan(1)
    store.runs.become(run, state)
    assert store.lookups.waiting(audience, [address(1)]) == {}


def test_those_of_one_name_are_near_and_so_are_those_that_are_named(store, audience):
    known = ["ann@a.example", "ann@b.example", "anna@a.example", "ANN@c.example", "bob@a.example"]
    store.mirror.put(audience, 1, [seen(name) for name in known])
    assert store.lookups.near(audience, ["ann"], ["bob@a.example", "eve@a.example"]) == {"ann@a.example", "ann@b.example", "bob@a.example"}


def test_nobody_of_another_audience_is_near(store, audience):
    other = store.mirror.audience("c0ffee0000", name="Other", double_optin=False).number
    store.mirror.put(other, 1, [seen("ann@a.example")])
    assert store.lookups.near(audience, ["ann"], ["ann@a.example"]) == set()


def test_everybody_in_the_audience_is_told_page_by_page(store, audience):
    people = {f"p{number}@a.example": MemberStatus.CLEANED if number % 2 else MemberStatus.SUBSCRIBED for number in range(5001)}
    store.mirror.put(audience, 1, [seen(name, status) for name, status in people.items()])
    assert dict(store.lookups.everybody(audience)) == people


@pytest.fixture
def explained(migrated_sqlite, tmp_path):
    """A store that writes down how SQLite finds what it is asked."""
    path = tmp_path / "store.sqlite"
    path.write_bytes(migrated_sqlite.read_bytes())
    store, asked = Store(Database(f"sqlite:///{path}"), tmp_path), []
    event.listen(store.database.engine, "before_cursor_execute", lambda *given: asked.append((given[2], given[3])))
    yield store, asked
    store.close()


#: Tables that grow with the people of a shop.
_LARGE = ("address", "member", "contact", "item", "batch", "news")


def test_no_question_about_one_address_reads_a_large_table_through(explained):
    store, asked = explained
    number = store.mirror.audience("b0071c0de1", name="Boutique", double_optin=False).number
    who = ["ann@a.example"]
    store.mirror.put(number, 1, [seen(*who)])
    asked.clear()
    store.history.timeline(number, *who)
    store.history.last_sent(number, *who)
    store.news.of(number, *who)
    store.mirror.known(number, who)
    store.lookups.waiting(number, who)
    store.lookups.near(number, ["ann"], [*who, "anna@a.example"])
    questions = [(text, values) for text, values in asked if text.startswith("SELECT")]
    assert len(questions) >= 6
    steps = []
    with store.database.reading() as connection:
        for text, values in questions:
            steps += [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values)]
    assert [step for step in steps if re.match(rf"SCAN ({'|'.join(_LARGE)})\b", step)] == []
    # Of an audience's people, only those with one number: the audience alone would be all of them.
    assert [step for step in steps if re.match(r"SEARCH (member|contact)\b", step) and "address_id=?" not in step] == []
    assert any(step.startswith("SEARCH item") for step in steps)
