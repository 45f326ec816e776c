"""The mirror: whole readings, changes, and what makes a reading whole again."""

import pytest

from mcsync.engine.reading import WHOLE_READING_EVERY, Reader, filling_of
from tests.faults.stage import addresses

ZOE = "zoe@shop.example"


@pytest.fixture
def read(bench):
    """A function that refreshes the mirror and tells whether it read the audience whole."""

    def go(**how):
        before = bench.audience().reading
        Reader(bench.store, bench.mailchimp, filling_of(bench.store, bench.mailchimp, bench.audience()).tags).refresh(
            bench.audience(), **how
        )
        return bench.audience().reading > before

    return go


def mirrored(bench, *people):
    known = bench.store.mirror.known(bench.audience().number, people)
    return {address: one.status.value for address, one in known.items() if one.shown}


def test_the_first_reading_is_whole_and_sees_the_archived(bench, read):
    bench.put("archived", "old@shop.example")
    bench.put("subscribed", ZOE)
    assert read()
    assert mirrored(bench, ZOE, "old@shop.example") == {ZOE: "subscribed", "old@shop.example": "archived"}


def test_afterwards_only_changes_are_read(bench, read):
    bench.put("subscribed", ZOE, *addresses(20))
    read()
    bench.put("cleaned", ZOE)
    bench.put("subscribed", "new@shop.example")
    assert not read()
    assert mirrored(bench, ZOE, "new@shop.example") == {ZOE: "cleaned", "new@shop.example": "subscribed"}


def test_somebody_who_vanished_without_a_trace_makes_the_reading_whole(bench, read):
    bench.put("subscribed", ZOE, "max@shop.example")
    read()
    bench.put("absent", ZOE)
    assert read()
    assert mirrored(bench, ZOE, "max@shop.example") == {"max@shop.example": "subscribed"}


def test_before_a_proof_whom_mailchimp_took_and_does_not_have_makes_the_reading_whole(bench, read):
    bench.put("subscribed", ZOE, "max@shop.example")
    read()
    reader = Reader(bench.store, bench.mailchimp, frozenset({"FNAME"}))
    reader.agree(bench.audience(), at_once=1)
    before = bench.audience().reading
    bench.put("absent", ZOE)
    reader.agree(bench.audience(), at_once=1)
    assert bench.audience().reading == before + 1
    assert mirrored(bench, ZOE, "max@shop.example") == {"max@shop.example": "subscribed"}


def test_once_a_day_the_reading_is_whole(bench, read):
    read()
    bench.clock.now += WHOLE_READING_EVERY - 1
    assert not read()
    bench.clock.now += 2
    assert read()


def test_a_clock_that_was_put_back_does_not_put_the_whole_reading_off(bench, read):
    read()
    bench.clock.now -= 7 * WHOLE_READING_EVERY
    assert read()
    assert not read()


def test_a_whole_reading_can_be_asked_for(bench, read):
    read()
    assert read(whole=True)


def test_a_look_at_the_leavers_does_not_list_our_own_writing(bench, read):
    read()
    bench.shop.add(dict.fromkeys(addresses(30), "yes"))
    bench.export()
    bench.put("unsubscribed", "already.there@courrier.example")
    seen = []
    reader = Reader(bench.store, bench.mailchimp, frozenset({"FNAME"}), between=lambda: seen.append(None))
    put = bench.store.mirror.put
    pages = []
    bench.store.mirror.put = lambda number, reading, people: pages.append(people) or put(number, reading, people)
    reader.leavers(bench.audience())
    assert [person.address for page in pages for person in page] == ["already.there@courrier.example"]
    assert mirrored(bench, "already.there@courrier.example") == {"already.there@courrier.example": "unsubscribed"}
    assert len(seen) == len(pages) == 3


def test_a_reading_that_is_interrupted_forgets_nobody(bench, read):
    bench.put("subscribed", ZOE)
    read()

    class StopError(Exception):
        pass

    def stop():
        raise StopError

    with pytest.raises(StopError):
        Reader(bench.store, bench.mailchimp, frozenset(), between=stop).refresh(bench.audience(), whole=True)
    assert mirrored(bench, ZOE) == {ZOE: "subscribed"}


def test_a_look_at_one_person_notes_them_or_their_absence(bench, read):
    reader = Reader(bench.store, bench.mailchimp, frozenset())
    bench.put("pending", ZOE)
    assert reader.look(bench.audience(), ZOE).status == "pending"
    assert mirrored(bench, ZOE) == {ZOE: "pending"}
    bench.put("absent", ZOE)
    assert reader.look(bench.audience(), ZOE).status == "absent"
    assert mirrored(bench, ZOE) == {}
