"""What Mailchimp last told us, by audience; who is gone is forgotten, and what we sent stands beside it."""

import pytest
from sqlalchemy.exc import NoResultFound

from mcsync.contact import MemberStatus
from mcsync.store import Known, Seen
from tests.fixtures.stores import address


def seen(place, status=MemberStatus.SUBSCRIBED, shown='["fr",{}]'):
    return Seen(address=address(place), status=status, shown=shown)


def known(store, audience, *places):
    return store.mirror.known(audience, [address(place) for place in places])


def test_an_audience_is_met_once_and_its_setting_kept_up_to_date(store):
    first = store.mirror.audience("b0071c0de1", name="Boutique", double_optin=False)
    store.mirror.finish_reading(first.number, 3, "2026-11-23T12:00:00+00:00")
    again = store.mirror.audience("b0071c0de1", name="Shop", double_optin=True)
    assert (again.number, again.name, again.double_optin, again.reading) == (first.number, "Shop", True, 3)
    assert store.mirror.find("b0071c0de1").name == store.mirror.numbered(first.number).name == "Shop"
    assert store.mirror.audience("d0b1e0b714", name="Other", double_optin=False).number != first.number


def test_an_audience_that_was_never_met_is_not_found(store):
    assert store.mirror.find("ffffffffff") is None
    with pytest.raises(NoResultFound):
        store.mirror.numbered(7)


def test_people_are_known_as_they_were_last_seen(store, audience):
    store.mirror.put(audience, 1, [seen(1), seen(2, MemberStatus.CLEANED, "")])
    store.mirror.put(audience, 1, [seen(1, MemberStatus.UNSUBSCRIBED, '["en",{"FNAME":"Zoé"}]')])
    assert known(store, audience, 1, 2, 3) == {
        address(1): Known(status=MemberStatus.UNSUBSCRIBED, shown='["en",{"FNAME":"Zoé"}]'),
        address(2): Known(status=MemberStatus.CLEANED),
    }


def test_somebody_seen_twice_on_a_page_is_as_seen_last(store, audience):
    store.mirror.put(audience, 1, [seen(1), seen(1, MemberStatus.CLEANED)])
    assert known(store, audience, 1)[address(1)].status is MemberStatus.CLEANED
    assert store.mirror.all_count(audience) == 1


def test_an_empty_page_is_nothing(store, audience):
    store.mirror.put(audience, 1, [])
    assert store.mirror.all_count(audience) == 0


def test_who_was_not_in_a_whole_reading_is_gone(store, audience):
    store.mirror.put(audience, 1, [seen(1), seen(2)])
    store.mirror.finish_reading(audience, 1, "2026-11-23T12:00:00+00:00")
    store.mirror.put(audience, 2, [seen(2), seen(3)])
    assert set(known(store, audience, 1, 2, 3)) == {address(1), address(2), address(3)}
    store.mirror.finish_reading(audience, 2, "2026-11-24T12:00:00+00:00")
    assert known(store, audience, 1)[address(1)].status is MemberStatus.ABSENT
    assert known(store, audience, 2)[address(2)].status is MemberStatus.SUBSCRIBED
    row = store.mirror.numbered(audience)
    assert (row.reading, row.changes_since) == (2, "2026-11-24T12:00:00+00:00")


def test_who_was_looked_up_while_the_audience_is_read_whole_is_not_gone(store, audience):
    """Whoever looks them up on a page does not know of the reading; taken for gone, somebody archived would be added again."""
    store.mirror.finish_reading(audience, 1, "2026-11-23T12:00:00+00:00")
    store.mirror.put(audience, 2, [seen(1, MemberStatus.ARCHIVED)])
    store.mirror.put(audience, 1, [seen(1, MemberStatus.ARCHIVED)])
    store.mirror.finish_reading(audience, 2, "2026-11-24T12:00:00+00:00")
    assert known(store, audience, 1)[address(1)].status is MemberStatus.ARCHIVED


def test_changes_move_the_mark_and_forget_nobody(store, audience, clock):
    store.mirror.put(audience, 1, [seen(1)])
    store.mirror.finish_reading(audience, 1, "2026-11-23T12:00:00+00:00")
    clock.now += 60
    store.mirror.finish_changes(audience, "2026-11-23T12:01:00+00:00")
    row = store.mirror.numbered(audience)
    assert (row.changes_since, row.read_at, row.reading) == ("2026-11-23T12:01:00+00:00", clock.now - 60, 1)
    assert store.mirror.all_count(audience) == 1


def test_somebody_may_be_forgotten_alone(store, audience):
    store.mirror.put(audience, 1, [seen(1), seen(2)])
    store.mirror.forget(audience, address(1))
    store.mirror.forget(audience, address(99))
    assert store.mirror.all_count(audience) == 1
    assert known(store, audience, 1)[address(1)].status is MemberStatus.ABSENT


def test_one_audience_knows_nothing_of_another(store, audience):
    other = store.mirror.audience("d0b1e0b714", name="Other", double_optin=True).number
    store.mirror.put(audience, 1, [seen(1)])
    store.mirror.put(other, 1, [seen(2, MemberStatus.CLEANED)])
    store.mirror.finish_reading(other, 2, "")
    assert known(store, audience, 1)[address(1)].status is MemberStatus.SUBSCRIBED
    assert known(store, other, 1, 2) == {address(1): Known(), address(2): Known()}
    store.mirror.forget(other, address(1))
    assert store.mirror.all_count(audience) == 1


def test_more_people_than_one_statement_takes_are_known(store, audience):
    store.mirror.put(audience, 1, [seen(place) for place in range(2501)])
    found = known(store, audience, *range(3000))
    assert len(found) == 2501
    assert all(one.status is MemberStatus.SUBSCRIBED for one in found.values())


def test_archived_people_are_there_but_not_counted_as_listed(store, audience):
    store.mirror.put(audience, 1, [seen(1), seen(2, MemberStatus.ARCHIVED), seen(3, MemberStatus.CLEANED)])
    assert (store.mirror.member_count(audience), store.mirror.all_count(audience)) == (2, 3)


@pytest.mark.parametrize("odd", ["'; DROP TABLE member; --", "%s :name {x} \\", "😀@courrier.example", "a" * 500, ""])
def test_any_text_is_only_a_text(store, audience, odd):
    store.mirror.put(audience, 1, [Seen(address=odd, status=MemberStatus.SUBSCRIBED, shown=odd)])
    assert store.mirror.known(audience, [odd, "other"]) == {odd: Known(status=MemberStatus.SUBSCRIBED, shown=odd)}
