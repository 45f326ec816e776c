"""What becomes of one contact: every status there, every effect planned."""

import pytest

from mcsync.batching import Road
from mcsync.contact import Contact, MemberStatus
from mcsync.engine.judging import GONE_AWAY, PASSING_HOLD, accepted, as_found, is_doubtful, is_expected, refused
from mcsync.fields import to_json
from mcsync.outcome import Effect, Outcome
from mcsync.store import Batch, Known, Planned
from mcsync.verdicts import VERDICTS, Cause, Weight

NOW = 1_800_000_000.0
ROADS = {Effect.ADD: Road.ADD, Effect.UPDATE: Road.UPDATE, Effect.SUBSCRIBE: Road.MOVE, Effect.UNSUBSCRIBE: Road.MOVE}
SENT = {Effect.ADD: MemberStatus.SUBSCRIBED, Effect.SUBSCRIBE: MemberStatus.SUBSCRIBED, Effect.UNSUBSCRIBE: MemberStatus.UNSUBSCRIBED}


def planned(effect=Effect.ADD):
    contact = Contact(address="zoe@shop.example", status=SENT.get(effect), language="fr", fields={"FNAME": "Zoé"})
    return Planned(place=1, address_id=1, effect=effect, contact=contact, consented=True)


def batch(effect=Effect.ADD, tries=1):
    return Batch(run=1, number=1, audience=1, reading=1, road=ROADS[effect], tries=tries, strikes=0, owner="one", planned=[planned(effect)])


def known(status, name="Zoé"):
    return Known(status=status, shown=to_json("fr", {"FNAME": name}))


@pytest.mark.parametrize("status", MemberStatus)
def test_a_status_is_sent_only_to_whom_it_was_meant_for(status):
    assert is_expected(planned(Effect.ADD), status) == (status == "absent")
    assert is_expected(planned(Effect.SUBSCRIBE), status) == (status == "transactional")
    assert is_expected(planned(Effect.UNSUBSCRIBE), status) == (status in {"subscribed", "pending"})


@pytest.mark.parametrize("effect", ROADS)
@pytest.mark.parametrize("status", sorted(GONE_AWAY - {MemberStatus.FORGOTTEN}))
def test_whoever_left_is_left_alone_and_said_to_have_left(effect, status):
    found = as_found(planned(effect), known(status, "Max"), batch(effect), NOW, refused(planned(effect), Cause.OTHER, "Odd.", NOW))
    assert (found.outcome, found.status, found.cause) == (Outcome.LEFT_ALONE, status, "left_there")


def test_whoever_is_not_there_is_gone_for_now():
    found = as_found(planned(Effect.UPDATE), Known(), batch(Effect.UPDATE), NOW)
    assert (found.outcome, found.cause, found.held_until) == (Outcome.REFUSED, "gone_there", NOW + PASSING_HOLD)


@pytest.mark.parametrize("effect", [Effect.ADD, Effect.SUBSCRIBE, Effect.UNSUBSCRIBE])
def test_what_an_earlier_try_had_done_is_known_by_its_status_and_fields(effect):
    one, outcome = planned(effect), Outcome.CREATED if effect is Effect.ADD else Outcome.UPDATED
    assert as_found(one, known(SENT[effect]), batch(effect, tries=2), NOW).outcome is outcome
    assert as_found(one, known(SENT[effect]), batch(effect, tries=1), NOW).outcome is Outcome.LEFT_ALONE
    assert as_found(one, known(SENT[effect], "Max"), batch(effect, tries=2), NOW).outcome is Outcome.LEFT_ALONE
    assert as_found(one, known(MemberStatus.CLEANED), batch(effect, tries=2), NOW).outcome is Outcome.LEFT_ALONE


@pytest.mark.parametrize("effect", [Effect.UPDATE, Effect.SUBSCRIBE])
def test_a_refusal_that_nobody_knows_stands_with_its_words_while_the_person_is_there(effect):
    said = refused(planned(effect), Cause.OTHER, "The moon is full.", NOW)
    found = as_found(planned(effect), known(MemberStatus.SUBSCRIBED, "Max"), batch(effect), NOW, said)
    assert (found.outcome, found.cause, found.words) == (Outcome.REFUSED, "other", "The moon is full.")


def test_only_a_refusal_that_contradicts_what_was_planned_is_doubted():
    already = refused(planned(), Cause.ALREADY_THERE, "", NOW)
    other = refused(planned(), Cause.OTHER, "", NOW)
    assert [is_doubtful(already, road) for road in Road] == [True, False, False]
    assert [is_doubtful(other, road) for road in Road] == [False, True, True]
    assert not is_doubtful(None, Road.ADD)


@pytest.mark.parametrize("status", sorted(set(MemberStatus) - {MemberStatus.SUBSCRIBED}))
def test_a_status_that_was_not_asked_for_is_a_surprise(status):
    found = accepted(planned(), Outcome.CREATED, status, NOW)
    assert (found.outcome, found.status, found.cause, found.words) == (Outcome.REFUSED, status, "status_differs", status.value)


@pytest.mark.parametrize("status", MemberStatus)
def test_where_no_status_was_asked_for_none_surprises(status):
    found = accepted(planned(Effect.UPDATE), Outcome.UPDATED, status, NOW)
    assert (found.outcome, found.status, found.cause) == (Outcome.UPDATED, status, None)


@pytest.mark.parametrize("cause", Cause)
def test_only_what_passes_is_tried_again_after_a_while(cause):
    held = refused(planned(), cause, "", NOW).held_until
    assert held == (NOW + PASSING_HOLD if VERDICTS[cause].weight is Weight.PASSING else None)
