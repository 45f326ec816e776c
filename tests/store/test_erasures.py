"""One person is erased from every table, and what must be respected of them is not forgotten."""

import orjson
import pytest
from sqlalchemy import select
from sqlmodel import SQLModel

from mcsync.contact import MemberStatus, Origin
from mcsync.errors import RunError
from mcsync.outcome import Outcome, RunKind, RunState
from mcsync.store import Known, Place, RowMark, Seen, Settlement
from mcsync.store.parcels import unpack
from tests.fixtures.stores import address

ANN, BOB = address(1), address(2)


def everything(store):
    """Every cell of every table, as text; parcels unpacked."""
    found = []
    with store.database.reading() as connection:
        for rows in SQLModel.metadata.sorted_tables:
            for row in connection.execute(select(rows)).mappings():
                found += [f"{rows.name}.{name}: {_text(value)}" for name, value in row.items()]
    return found


def _text(value):
    return str(unpack(value)) if isinstance(value, bytes) else str(value)


def settle(store, run, outcome=Outcome.CREATED, **how):
    batch = store.batches.claim(run, "one")
    ends = [Settlement(planned=one, outcome=outcome, status=one.contact.status, **how) for one in batch.planned]
    store.batches.settle(batch, ends)


@pytest.fixture
def full(store, audience, plan, start_run, clock):
    """A store in which Ann and Bob are everywhere."""
    settle(store, plan(2))
    with store.database.writing() as connection:
        connection.exec_driver_sql("UPDATE run SET state = 'done', holds = false, ended_at = 1")
    store.mirror.put(audience, 2, [Seen(address=one, status=MemberStatus.UNSUBSCRIBED, shown="{}") for one in (ANN, BOB)])
    marks = [RowMark(id=key, address=one, mark=1) for key, one in enumerate((ANN, BOB), 1)]
    store.baseline.remember(audience, Place(Origin.CUSTOMER, 0), "d", marks, everybody=False)
    store.preferences.note("Eve", "setting", f"exclusions = {ANN.upper()}, jo{ANN}, {BOB}")
    store.surveys.keep(audience, "k", orjson.dumps({"examples": [ANN]}).decode(), None)
    store.mirror.finish_reading(audience, 0, "2027")
    store.webhooks.hear(audience, [ANN, BOB])
    for one in (ANN, BOB):
        store.runs.become(start_run(kind=RunKind.ADDRESS, address=one), RunState.CANCELLED)
    paused = plan(2)
    store.runs.become(paused, RunState.PAUSED)
    return paused


def test_nothing_is_left_of_them_and_all_is_left_of_others(store, full):
    before = everything(store)
    assert sum(ANN in cell.lower() for cell in before) >= 5
    receipt = store.erasures.erase(ANN, "Eve")
    after = everything(store)
    assert [cell for cell in after if ANN in cell.lower().replace(f"jo{ANN}", "")] == []
    assert sum(BOB in cell for cell in after) == sum(BOB in cell for cell in before)
    assert dict(receipt.removed) == {
        "parcels": 1, "mirror": 1, "ledger": 1, "timeline": 2, "news": 1, "pending": 1, "asked": 0, "verified": 0, "heard": 1,
        "shop_rows": 1, "address": 1, "runs": 1, "journal": 1,
    }  # fmt: skip


def test_that_somebody_consented_of_whom_nothing_was_sent_is_respected_as_well(store, audience):
    store.mirror.put(audience, 1, [Seen(address=ANN, status=MemberStatus.SUBSCRIBED, shown="{}")])
    store.mirror.saw_consent(audience, [ANN])
    store.erasures.erase(ANN, "Eve")
    assert store.erasures.recalled(audience, [ANN], {})[ANN].consented


def test_every_table_that_names_people_is_known_to_it(store, full):
    number = store.plans.number([ANN])[ANN]
    store.erasures.erase(ANN, "Eve")
    with store.database.reading() as connection:
        named = [rows for rows in SQLModel.metadata.sorted_tables if "address_id" in rows.c]
        left = {rows.name: connection.execute(select(rows).where(rows.c.address_id == number)).first() for rows in named}
    assert len(left) >= 8
    assert {name for name, row in left.items() if row} == set()


def test_what_is_held_is_counted_before(store, full):
    assert store.erasures.held(ANN)["timeline"] == 2
    store.erasures.erase(ANN, "Eve")
    assert store.erasures.held(ANN) == {}


def test_the_receipt_does_not_name_them_and_can_be_found_by_who_knows_the_address(store, open_store, clock):
    first = store.erasures.erase(ANN, "Eve")
    assert (first.at, first.by, first.id) == (clock.now, "Eve", 1)
    assert ANN not in str(first)
    assert open_store().erasures.erase(ANN, "Ada").hash == first.hash
    assert store.erasures.erase(BOB, "Eve").hash != first.hash
    assert [one.id for one in store.erasures.receipts()] == [3, 2, 1]


def test_the_plan_of_a_paused_run_goes_on_without_them(store, full):
    store.erasures.erase(ANN, "Eve")
    store.runs.resume(full)
    store.runs.become(full, RunState.SENDING)
    batch = store.batches.claim(full, "one")
    assert [one.contact.address for one in batch.planned] == [BOB]
    store.erasures.held(BOB)


def test_a_batch_that_held_nobody_else_is_not_sent(store, plan):
    run = plan(1, 1)
    store.runs.become(run, RunState.PAUSED)
    store.erasures.erase(ANN, "Eve")
    assert [(one["number"], one["state"], one["size"]) for one in store.history.batches(run)] == [(1, "split", 0), (2, "planned", 1)]


@pytest.mark.parametrize("state", [RunState.WAITING, RunState.PLANNING, RunState.SENDING])
def test_nobody_is_erased_while_a_run_would_write_them_down_again(store, start_run, state):
    start_run(state)
    with pytest.raises(RunError, match="A run is under way"):
        store.erasures.erase(ANN, "Eve")
    assert store.erasures.receipts() == []


def test_the_audience_is_read_whole_before_anybody_is_sent_again(store, audience, full):
    assert store.mirror.numbered(audience).read_at is not None
    version = store.mirror.numbered(audience).version
    store.erasures.erase(ANN, "Eve")
    assert store.mirror.numbered(audience).read_at is None
    assert store.mirror.numbered(audience).version > version


def test_that_they_said_yes_and_were_there_is_remembered(store, audience, full):
    store.erasures.erase(ANN, "Eve")
    recalled = store.erasures.recalled(audience, [ANN, BOB], {})
    assert recalled == {ANN: Known(consented=True, cause="forgotten")}
    assert store.erasures.recalled(audience + 1, [ANN], {}) == {}


def test_of_somebody_who_was_never_there_nothing_is_remembered(store, audience, plan):
    plan(1)
    with store.database.writing() as connection:
        connection.exec_driver_sql("UPDATE run SET state = 'cancelled'")
    store.erasures.erase(ANN, "Eve")
    assert store.erasures.recalled(audience, [ANN], {}) == {}
