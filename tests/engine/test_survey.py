"""Everyone weighed: the figures add up, whatever the shop holds; refusals wait for what their cause asks for."""

from collections import Counter

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mcsync.comparison import ConsentPolicy
from mcsync.contact import ConsentChoice, MemberStatus, Origin, ShopField, ShopUser
from mcsync.engine.judging import PASSING_HOLD
from mcsync.engine.survey import EXAMPLES, PASSING_TRIES_MAX, Count, Terms, survey
from mcsync.fields import from_json, to_json
from mcsync.mapping import Filled, Filling
from mcsync.outcome import Effect, RunKind
from mcsync.sandbox.practice import DOUBLE_OPT_IN, FAKE_LOOKING, TOO_MANY_LISTS
from mcsync.selection import SelectionRules
from mcsync.store.mirror import Seen
from tests.faults.stage import addresses

ZOE = "zoe@shop.example"
FIRST_NAME = Filling([Filled(tag="FNAME", type="text", field=ShopField.FIRST_NAME)])
#: Few local parts and domains, so that rows meet; some typed in ways that mean the same, some that mean nothing.
EMAIL = st.one_of(
    st.builds("{}@{}".format, st.sampled_from(("a", "A", " b", "c")), st.sampled_from(("shop.example", "SHOP.example", "bücher.example"))),
    st.sampled_from(("", "nobody", "a@b@c", "é@shop.example", "anonymous@psgdpr.com")),
)
USER = st.builds(
    ShopUser, origin=st.sampled_from(Origin), id=st.integers(0, 10**9), email=EMAIL, shop_id=st.sampled_from((None, 1, 2)),
    newsletter=st.booleans(), active=st.booleans(), deleted=st.booleans(), first_name=st.text(max_size=5), group_id=st.sampled_from((None, 1, 3)),
    more=st.none(),
)  # fmt: skip
RULES = st.builds(
    SelectionRules, shops=st.sampled_from((frozenset(), frozenset({1}))), excluded_groups=st.sampled_from((frozenset(), frozenset({3}))),
    include_inactive=st.booleans(),
)  # fmt: skip


def part(count, name):
    return {of: number for (kind, of), number in count.tally.items() if kind == name}


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(users=st.lists(USER, max_size=25), rules=RULES, choice=st.sampled_from(ConsentChoice))
def test_every_row_ends_somewhere_and_the_totals_reconcile(bench, users, rules, choice):
    count = Count()
    terms = Terms(rules=rules, policy=ConsentPolicy(choice=choice), filling=FIRST_NAME, audience=bench.audience().number, now=0.0)
    weighed = list(survey(users, bench.store, terms, count))
    tally = count.tally
    assert sum(part(count, "rows").values()) == len(users)
    assert len(users) == sum(part(count, "skipped").values()) + tally["merged", ""] + tally["contacts", ""]
    assert tally["contacts", ""] == len(weighed) == sum(part(count, "effect").values()) == sum(part(count, "status").values())
    assert part(count, "effect") == Counter(one.effect.value for one in weighed)
    people = [one.contact.address for one in weighed]
    assert people == sorted(set(people))
    for (kind, of), examples in count.examples.items():
        # Of merged rows, the person is the example, who may have had three.
        assert 0 < len(examples) <= EXAMPLES if kind == "merged" else len(examples) == min(EXAMPLES, tally[kind, of])
    kept = Count.from_json(count.to_json())
    assert (dict(kept.tally), kept.examples) == (dict(count.tally), count.examples)


def test_there_are_no_more_examples_than_anybody_reads(bench):
    users = [ShopUser(origin=Origin.CUSTOMER, id=number, email=f"broken{number}") for number in range(EXAMPLES + 5)]
    count = Count()
    terms = Terms(rules=SelectionRules(), policy=ConsentPolicy(), filling=Filling(), audience=bench.audience().number, now=0.0)
    assert list(survey(users, bench.store, terms, count)) == []
    assert count.examples["skipped", "malformed"] == [f"broken{number}" for number in range(EXAMPLES)]
    assert count.tally["skipped", "malformed"] == EXAMPLES + 5


def test_who_is_there_as_they_should_be_is_kept_and_not_sent(bench):
    bench.shop.add(dict.fromkeys(addresses(5), "yes"))
    bench.export()
    again = bench.export()
    assert bench.outcomes(again.id) == {}
    assert bench.store.plans.tally(again.id)["effect", "keep"] == 5
    full = bench.export(full=True)
    assert set(bench.outcomes(full.id).values()) == {("updated", None)}


def test_a_final_refusal_waits_until_the_row_changes_or_someone_asks(bench):
    bench.shop.add({FAKE_LOOKING: "yes"})
    assert bench.outcomes(bench.export().id) == {FAKE_LOOKING: ("refused", "fake")}
    bench.clock.now += 365 * 86_400
    assert bench.outcomes(bench.export().id) == {}
    asked = bench.export(kind=RunKind.ADDRESS, address=FAKE_LOOKING)
    assert bench.outcomes(asked.id) == {FAKE_LOOKING: ("refused", "fake")}
    bench.shop.change(FAKE_LOOKING, name="Max")
    assert bench.outcomes(bench.export().id) == {FAKE_LOOKING: ("refused", "fake")}
    assert bench.outcomes(bench.export().id) == {}
    assert bench.sandbox.sent() == {FAKE_LOOKING: 3}


def test_what_an_older_mcsync_sent_counts_whatever_the_order_of_its_tags(bench):
    """Otherwise an update of mcsync would write over what people changed in Mailchimp, and send again who was refused for good."""
    bench.shop.add({ZOE: "yes", FAKE_LOOKING: "yes"})
    bench.export()
    with bench.store.database.writing() as connection:
        for address_id, sent in connection.exec_driver_sql("SELECT address_id, sent FROM contact").all():
            language, fields = from_json(sent)
            older = orjson.dumps([language, dict(reversed(fields.items()))]).decode()
            assert older != sent
            connection.exec_driver_sql("UPDATE contact SET sent = ? WHERE address_id = ?", (older, address_id))
    theirs = {"email_address": ZOE, "merge_fields": {"FNAME": "Zoette"}}
    bench.sandbox.edit_members([theirs], bench.list_id)
    assert bench.outcomes(bench.export().id) == {}
    assert bench.sandbox.members(bench.list_id)[ZOE]["merge_fields"]["FNAME"] == "Zoette"


def test_a_passing_refusal_is_tried_again_after_a_while_but_not_for_ever(bench):
    bench.shop.add({TOO_MANY_LISTS: "yes"})
    for number in range(PASSING_TRIES_MAX):
        assert bench.outcomes(bench.export().id) == {TOO_MANY_LISTS: ("refused", "too_many_signups")}, number
        assert bench.outcomes(bench.export().id) == {}, number
        bench.clock.now += PASSING_HOLD + 1
    assert bench.outcomes(bench.export().id) == {}
    assert bench.sandbox.sent() == {TOO_MANY_LISTS: PASSING_TRIES_MAX}


def test_a_clock_that_was_put_back_does_not_hold_a_passing_refusal_for_years(bench):
    bench.shop.add({TOO_MANY_LISTS: "yes"})
    bench.export()
    bench.clock.now -= 3 * 365 * 86_400
    assert bench.outcomes(bench.export().id) == {TOO_MANY_LISTS: ("refused", "too_many_signups")}


def test_whoever_mailchimp_forgot_for_good_is_asked_for_once(bench):
    bench.shop.add({ZOE: "yes"})
    bench.put("forgotten", ZOE)
    assert bench.outcomes(bench.export().id) == {ZOE: ("refused", "forgotten")}
    bench.shop.change(ZOE, name="Max")
    bench.clock.now += 86_400 * 30
    assert bench.outcomes(bench.export().id) == {}
    assert bench.sandbox.sent() == {ZOE: 1}


def test_a_request_to_confirm_is_mailed_once(start_bench):
    bench = start_bench(list_id=DOUBLE_OPT_IN)
    bench.shop.add({ZOE: "yes"})
    bench.export()
    assert bench.statuses([ZOE]) == {ZOE: "pending"}
    # Mailchimp drops who never confirmed; asking them again would be spam.
    bench.put("absent", ZOE)
    again = bench.export()
    assert bench.outcomes(again.id) == {}
    assert bench.statuses([ZOE]) == {ZOE: "absent"}


def test_a_yes_that_we_saw_and_that_is_gone_means_that_they_left(bench):
    bench.shop.add({ZOE: "yes"})
    bench.export()
    bench.shop.change(ZOE, consent="never")
    bench.export()
    assert bench.statuses([ZOE]) == {ZOE: "unsubscribed"}


def test_subscribed_there_only_is_a_difference_to_look_at(bench):
    bench.shop.add({ZOE: "never"})
    bench.put("subscribed", ZOE)
    run = bench.export()
    assert bench.store.plans.tally(run.id)["difference", "subscribed_there_only"] == 1
    assert bench.statuses([ZOE]) == {ZOE: "subscribed"}


@pytest.mark.parametrize(("there", "effect"), [("Zoé", Effect.KEEP), ("Max", Effect.UPDATE), ("", Effect.UPDATE)])
def test_the_mirror_says_what_there_is_to_update(bench, there, effect):
    audience = bench.audience().number
    shown = to_json("fr", {"FNAME": there})
    bench.store.mirror.put(audience, 1, [Seen(address=ZOE, status=MemberStatus.SUBSCRIBED, shown=shown)])
    terms = Terms(rules=SelectionRules(), policy=ConsentPolicy(), filling=FIRST_NAME, audience=audience, now=0.0)
    user = ShopUser(origin=Origin.CUSTOMER, id=1, email=ZOE, newsletter=True, first_name="Zoé", language="fr")
    assert [one.effect for one in survey([user], bench.store, terms, Count())] == [effect]
