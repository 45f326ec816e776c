"""Who consented once and is in touch: counted, listed and found the same way."""

from mcsync.contact import MemberStatus
from mcsync.outcome import Outcome
from mcsync.store import Seen, Settlement
from tests.fixtures.stores import address


def settle(store, run, outcome=Outcome.CREATED, **how):
    batch = store.batches.claim(run, "one")
    store.batches.settle(batch, [Settlement(planned=one, outcome=outcome, status=one.contact.status, **how) for one in batch.planned])


def names(store, audience):
    return [one for some in store.consenters.everyone(audience) for one in some.values()]


def put(store, audience, number, status):
    store.mirror.put(audience, 1, [Seen(address=address(number), status=status, shown="{}")])


def test_they_are_those_whom_we_saw_consent_and_who_are_in_touch_there(store, audience, plan):
    settle(store, plan(3))
    everybody = sorted(names(store, audience))
    assert len(everybody) == store.consenters.count(audience) == 3
    put(store, audience, 2, MemberStatus.UNSUBSCRIBED)
    left = [one for one in everybody if one != address(2)]
    assert sorted(names(store, audience)) == left
    assert store.consenters.count(audience) == 2
    assert len(store.consenters.among(audience, [*everybody, "nobody@shop.example"])) == 2
    assert store.consenters.came_back(audience) == []


def test_somebody_of_mailchimp_alone_is_none_of_them(store, audience):
    put(store, audience, 1, MemberStatus.SUBSCRIBED)
    assert (names(store, audience), store.consenters.count(audience)) == ([], 0)


def test_who_consents_and_is_there_just_so_is_one_of_them_without_a_line_in_the_ledger(store, audience):
    put(store, audience, 1, MemberStatus.SUBSCRIBED)
    put(store, audience, 2, MemberStatus.SUBSCRIBED)
    store.mirror.saw_consent(audience, [address(1)])
    store.mirror.put(audience, 2, [Seen(address=address(1), status=MemberStatus.SUBSCRIBED, shown='{"language": "fr"}')])
    assert (names(store, audience), store.consenters.count(audience)) == ([address(1)], 1)
    assert store.mirror.known(audience, [address(1), address(2)])[address(1)].consented
    assert not store.mirror.known(audience, [address(2)])[address(2)].consented
    put(store, audience, 1, MemberStatus.UNSUBSCRIBED)
    assert store.consenters.count(audience) == 0


def test_a_number_of_ours_is_known_of_those_alone_whom_our_ledger_saw_consent(store, audience, plan):
    settle(store, plan(1))
    put(store, audience, 2, MemberStatus.SUBSCRIBED)
    known = store.mirror.known(audience, [address(1), address(2)])
    [some] = store.consenters.everyone(audience)
    assert [known[address(1)].number, known[address(2)].number] == [*some, 0]
