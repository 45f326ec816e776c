"""Who is exported: every row becomes part of a person or a skip with a reason, and the totals reconcile."""

from collections import Counter, defaultdict
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcsync.address import canonical
from mcsync.comparison import ConsentPolicy, Decision, consent_now, decide
from mcsync.contact import Consent, ConsentChoice, MemberStatus, Origin, Person, ShopUser
from mcsync.exclusion import Exclusions, parse_exclusion
from mcsync.selection import REASON, Candidate, SelectionRules, SkipReason, consent_of, judge, merge
from mcsync.settings import read_settings

EVERYONE = SelectionRules()
SOME_DAY = datetime(2020, 2, 1, 10, 30)


def user(email="ann@shop.example", **more):
    return ShopUser(**{"origin": Origin.CUSTOMER, "id": 1, "email": email} | more)


def rules(*exclusions, **more):
    return SelectionRules(exclusions=Exclusions(parse_exclusion(text) for text in exclusions), **more)


def person(*users, default_language="fr"):
    return merge([judge(one, EVERYONE) for one in users], default_language)


@pytest.mark.parametrize(
    ("row", "asked", "reason"),
    [
        (user(shop_id=2), rules(shops=frozenset({1})), SkipReason.OTHER_SHOP),
        (user(deleted=True), EVERYONE, SkipReason.DELETED),
        (user(active=False), EVERYONE, SkipReason.INACTIVE),
        (user(""), EVERYONE, SkipReason.NO_ADDRESS),
        (user(" \u200b\u3000"), EVERYONE, SkipReason.NO_ADDRESS),
        (user("ann"), EVERYONE, SkipReason.MALFORMED),
        (user("josé@shop.example"), EVERYONE, SkipReason.MALFORMED),
        (user(" Anonymous@PSGDPR.com "), EVERYONE, SkipReason.GDPR_STUB),
        (user(group_id=3), rules(excluded_groups=frozenset({3})), SkipReason.EXCLUDED_GROUP),
        (user(), rules("ann@shop.example"), SkipReason.EXCLUDED_ADDRESS),
        (user("Ann@Sub.Shop.Example"), rules("@shop.example"), SkipReason.EXCLUDED_DOMAIN),
        (user(), rules("ann*"), SkipReason.EXCLUDED_PATTERN),
    ],
)
def test_a_row_is_skipped_for_its_reason(row, asked, reason):
    assert judge(row, asked) is reason


@pytest.mark.parametrize(
    ("row", "asked"),
    [
        (user(shop_id=1), rules(shops=frozenset({1}))),
        (user(shop_id=None), rules(shops=frozenset({1}))),
        (user(shop_id=7), EVERYONE),
        (user(active=False), rules(include_inactive=True)),
        (user(group_id=None), rules(excluded_groups=frozenset({3}))),
        (user(group_id=4), rules(excluded_groups=frozenset({3}))),
        (user("anonymous@psgdpr.com.example"), EVERYONE),
    ],
)
def test_a_row_without_a_reason_against_it_may_be_exported(row, asked):
    assert isinstance(judge(row, asked), Candidate)


def test_reasons_are_asked_in_their_order():
    worst = {"shop_id": 2, "deleted": True, "active": False, "group_id": 3}
    asked = rules("ann@shop.example", "@shop.example", "ann*", shops=frozenset({1}), excluded_groups=frozenset({3}))
    found = [judge(user(**worst), asked)]
    for name, harmless in (("shop_id", 1), ("deleted", False), ("active", True), ("group_id", 4)):
        worst[name] = harmless
        found.append(judge(user(**worst), asked))
    by_rule = [rules(*texts) for texts in (("@shop.example", "ann*"), ("ann*",))]
    found += [judge(user(), asked) for asked in by_rule]
    assert found == sorted(found, key=list(SkipReason).index)
    assert len(set(found)) == len(found)


def test_every_reason_has_a_sentence():
    assert set(REASON) == set(SkipReason)
    assert [reason for reason in SkipReason if not str(REASON[reason]).endswith(".")] == []


@pytest.mark.parametrize(
    ("row", "consent"),
    [
        (user(newsletter=True), Consent.YES),
        (user(newsletter=True, newsletter_date=SOME_DAY), Consent.YES),
        (user(newsletter=False), Consent.NEVER),
        (user(newsletter=False, newsletter_date=SOME_DAY), Consent.LEFT),
        (user(origin=Origin.GUEST, newsletter=False, newsletter_date=SOME_DAY), Consent.LEFT),
        (user(origin=Origin.SUBSCRIBER, newsletter=True), Consent.YES),
        (user(origin=Origin.SUBSCRIBER, newsletter=False, newsletter_date=SOME_DAY), Consent.NEVER),
    ],
)
def test_a_row_consents_left_or_never_said_yes(row, consent):
    assert consent_of(row) is consent


def test_any_live_row_that_says_yes_is_consent():
    no, yes = user(id=1, newsletter_date=SOME_DAY), user(" ANN@Shop.example", id=2, origin=Origin.SUBSCRIBER, newsletter=True)
    assert person(no, yes).consent is Consent.YES
    assert person(no, user(id=3)).consent is Consent.LEFT


def test_a_row_that_is_skipped_says_nothing():
    assert judge(user(newsletter=True, deleted=True), EVERYONE) is SkipReason.DELETED


def test_names_come_from_the_row_that_we_believe_most():
    account = user(id=1, first_name="Ann", last_name="")
    guest = user(id=9, origin=Origin.GUEST, first_name="A.", last_name="Smith", birthday=date(1980, 12, 31))
    subscriber = user(id=5, origin=Origin.SUBSCRIBER, first_name="Anna", language="en")
    assert person(subscriber, guest, account) == Person(
        address="ann@shop.example",
        consent=Consent.NEVER,
        customer=True,
        first_name="Ann",
        last_name="",
        birthday=date(1980, 12, 31),
        language="en",
        rows=3,
    )


def test_of_two_like_rows_the_newest_is_believed():
    assert person(user(id=1, first_name="Old"), user(id=2, first_name="New")).first_name == "New"


def test_a_person_is_a_customer_who_has_an_account_or_has_ordered():
    assert person(user(origin=Origin.GUEST)).customer
    assert not person(user(origin=Origin.SUBSCRIBER)).customer
    assert person(user(origin=Origin.SUBSCRIBER), user(id=2)).customer


def test_without_a_language_of_their_own_people_get_the_chosen_one():
    assert person(user(), default_language="en").language == "en"
    assert person(user(), user(id=2, language="it"), default_language="en").language == "it"


def test_the_rules_are_those_of_the_settings():
    stored = {"shops": "1,2", "exclusions": "@spam.example", "excluded_groups": "3", "include_inactive": "yes", "default_language": "en"}
    found = SelectionRules.of(read_settings(stored, {}))
    assert (found.shops, found.excluded_groups, found.include_inactive, found.default_language) == ({1, 2}, {3}, True, "en")
    assert found.exclusions.rules == (parse_exclusion("@spam.example"),)


def test_the_rule_behind_an_exclusion_can_be_asked_for():
    assert rules("@shop.example").exclusion_of(" ANN@Shop.example ") == parse_exclusion("@shop.example")
    assert rules("@shop.example").exclusion_of("no address") is None


ADDRESSES = st.sampled_from(
    [
        "ann@shop.example",
        "ANN@Shop.example ",
        "bob@bücher.example",
        "bob@xn--bcher-kva.example",
        "Bob@BÜCHER.example",
        "bob@bucher.example",
        "eve@spam.example",
        "",
        "\u200b",
        "no address",
        "josé@shop.example",
        "anonymous@psgdpr.com",
    ]
)
USERS = st.builds(
    ShopUser,
    origin=st.sampled_from(Origin),
    id=st.integers(1, 20),
    email=ADDRESSES,
    shop_id=st.sampled_from([None, 1, 2]),
    newsletter=st.booleans(),
    newsletter_date=st.none() | st.just(SOME_DAY),
    active=st.sampled_from([True, True, True, False]),
    deleted=st.sampled_from([False, False, False, True]),
    first_name=st.sampled_from(["", "Ann", "Zoé"]),
    last_name=st.sampled_from(["", "Smith"]),
    birthday=st.none() | st.dates(date(1900, 1, 1)),
    language=st.sampled_from([None, "fr", "en"]),
    group_id=st.sampled_from([None, 1, 3]),
    more=st.none(),
)
SHOPS = st.lists(USERS, max_size=40)
RULES = st.builds(
    SelectionRules,
    shops=st.sampled_from([frozenset(), frozenset({1})]),
    exclusions=st.sampled_from([Exclusions(), Exclusions([parse_exclusion("@spam.example")])]),
    excluded_groups=st.sampled_from([frozenset(), frozenset({3})]),
    include_inactive=st.booleans(),
)


def live(users, asked):
    return [(one, found) for one in users if isinstance(found := judge(one, asked), Candidate)]


def merged(users, asked):
    by_address = defaultdict(list)
    for _, candidate in live(users, asked):
        by_address[candidate.address].append(candidate)
    return {address: merge(candidates, "fr") for address, candidates in by_address.items()}


@given(st.lists(USERS, min_size=2, max_size=2))
def test_two_rows_are_one_person_exactly_when_their_canonical_addresses_are_equal(users):
    pair = live(users, EVERYONE)
    if len(pair) == 2:
        one, other = (canonical(row.email) for row, _ in pair)
        assert (len(merged(users, EVERYONE)) == 1) is (one == other)


@given(st.lists(USERS, min_size=1, max_size=8).flatmap(lambda users: st.tuples(st.just(users), st.permutations(users))))
def test_the_order_of_the_rows_does_not_matter(orders):
    users, others = orders
    assert merged(users, EVERYONE) == merged(others, EVERYONE)


@given(SHOPS, RULES)
def test_a_person_consents_exactly_when_a_live_row_says_yes(users, asked):
    said_yes = {candidate.address for row, candidate in live(users, asked) if row.newsletter}
    assert {address for address, one in merged(users, asked).items() if one.consent is Consent.YES} == said_yes


@given(SHOPS, RULES)
def test_only_well_formed_addresses_become_people(users, asked):
    assert all(canonical(address) == address for address in merged(users, asked))


@given(SHOPS, RULES, st.sampled_from(ConsentChoice), st.sampled_from(MemberStatus))
def test_rows_are_skipped_plus_merged_plus_contacts(users, asked, choice, member):
    skipped = Counter(found for one in users if not isinstance(found := judge(one, asked), Candidate))
    people = merged(users, asked).values()
    policy, contacts = ConsentPolicy(choice=choice), 0
    for one in people:
        decision = decide(member, consent_now(one.consent, choice, consented_before=False), policy, customer=one.customer)
        contacts += isinstance(decision, Decision)
        skipped.update([decision] if isinstance(decision, SkipReason) else [])
    assert len(users) == skipped.total() + sum(one.rows - 1 for one in people) + contacts
