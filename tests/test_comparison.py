"""The consent table, cell by cell, against the product's own table written out once more."""

from itertools import product

import pytest

from mcsync.comparison import TABLE, ConsentPolicy, Decision, consent_now, decide
from mcsync.contact import Consent, ConsentChoice, MemberStatus
from mcsync.outcome import Effect
from mcsync.selection import SkipReason

M = MemberStatus
GONE = [M.UNSUBSCRIBED, M.CLEANED, M.ARCHIVED, M.FORGOTTEN]

#: In Mailchimp | shop: consents | shop: left | shop: never said yes. As the product's description has it.
PRODUCT = """
absent        | subscribe     | record        | record
subscribed    | fields        | unsubscribe   | fields, or unsubscribe by setting
pending       | fields        | unsubscribe   | fields, or unsubscribe by setting
transactional | subscribe     | fields        | fields
unsubscribed  | leave alone   | leave alone   | leave alone
cleaned       | leave alone   | leave alone   | leave alone
archived      | leave alone   | leave alone   | leave alone
forgotten     | leave alone   | leave alone   | leave alone
"""
ROWS = [[cell.strip() for cell in line.split("|")] for line in PRODUCT.strip().splitlines()]
CELLS = {
    (M(member), consent): cell
    for member, *cells in ROWS
    for consent, cell in zip([Consent.YES, Consent.LEFT, Consent.NEVER], cells, strict=True)
}

POLICIES = [
    ConsentPolicy(choice=choice, double_optin=double_optin, unsubscribe_never=unsubscribe_never)
    for choice, double_optin, unsubscribe_never in product(ConsentChoice, [False, True], [False, True])
]
EVERY_CASE = list(product(MemberStatus, Consent, POLICIES, [False, True]))


def expected(member, consent, policy, customer):
    """What the product's table says, as (effect, status to send, status afterwards) or the reason to skip."""
    cell = CELLS[member, consent]
    if cell == "subscribe":
        status = M.PENDING if policy.double_optin else M.SUBSCRIBED
        return (Effect.ADD if member is M.ABSENT else Effect.SUBSCRIBE, status, status)
    if cell == "record":
        if policy.choice is ConsentChoice.CONSENTING_ONLY:
            return SkipReason.NOT_CONSENTING
        return (Effect.ADD, M.TRANSACTIONAL, M.TRANSACTIONAL) if customer else SkipReason.UNCONFIRMED
    if cell == "unsubscribe" or (cell.endswith("by setting") and policy.unsubscribe_never):
        return (Effect.UNSUBSCRIBE, M.UNSUBSCRIBED, M.UNSUBSCRIBED)
    return (Effect.LEAVE if cell == "leave alone" else Effect.UPDATE, None, member)


def test_unless_asked_their_choice_is_respected_and_nobody_unsubscribed_who_never_said_yes():
    assert ConsentPolicy() == ConsentPolicy(choice=ConsentChoice.RESPECT, double_optin=False, unsubscribe_never=False)


def test_the_products_table_has_every_cell():
    assert set(CELLS) == set(product(MemberStatus, Consent))
    assert {(member, consent) for member, row in TABLE.items() for consent in row} == set(CELLS)


@pytest.mark.parametrize(("member", "consent"), CELLS)
def test_every_cell_is_decided_as_the_product_says(member, consent):
    for policy, customer in product(POLICIES, [False, True]):
        found = decide(member, consent, policy, customer=customer)
        answer = (found.effect, found.send, found.status) if isinstance(found, Decision) else found
        assert answer == expected(member, consent, policy, customer), (policy, customer)


@pytest.mark.parametrize("member", GONE)
def test_nobody_who_is_gone_there_is_ever_sent_a_status(member):
    for _, consent, policy, customer in (case for case in EVERY_CASE if case[0] is member):
        assert decide(member, consent, policy, customer=customer) == Decision(effect=Effect.LEAVE, send=None, status=member)


SUBSCRIBING = {M.SUBSCRIBED, M.PENDING}


def sent(member, consent, policy, customer):
    found = decide(member, consent, policy, customer=customer)
    return found.send if isinstance(found, Decision) else None


def test_nobody_who_left_or_never_said_yes_is_ever_subscribed():
    assert [case for case in EVERY_CASE if case[1] is not Consent.YES and sent(*case) in SUBSCRIBING] == []


def test_nobody_who_left_is_subscribed_by_any_choice():
    for choice, before in product(ConsentChoice, [False, True]):
        assert consent_now(Consent.LEFT, choice, consented_before=before) is Consent.LEFT


def test_double_opt_in_is_obeyed_both_ways():
    assert {sent(*case) for case in EVERY_CASE if case[2].double_optin} & SUBSCRIBING == {M.PENDING}
    assert {sent(*case) for case in EVERY_CASE if not case[2].double_optin} & SUBSCRIBING == {M.SUBSCRIBED}


def test_a_status_is_sent_only_when_it_is_new():
    assert [case for case in EVERY_CASE if sent(*case) is case[0]] == []


def test_nobody_is_ever_sent_as_cleaned_archived_or_forgotten():
    assert {sent(*case) for case in EVERY_CASE} <= {None, M.SUBSCRIBED, M.PENDING, M.TRANSACTIONAL, M.UNSUBSCRIBED}


def test_the_effect_tells_what_is_sent():
    for case in EVERY_CASE:
        found = decide(*case[:3], customer=case[3])
        if isinstance(found, Decision):
            assert (found.send is None) is (found.effect in {Effect.UPDATE, Effect.LEAVE})
            assert (found.effect is Effect.ADD) is (case[0] is M.ABSENT)
            assert found.status is (found.send or case[0])


def test_who_is_there_is_never_skipped():
    there = [case for case in EVERY_CASE if case[0] is not M.ABSENT]
    assert [case for case in there if isinstance(decide(*case[:3], customer=case[3]), SkipReason)] == []


@pytest.mark.parametrize(
    ("shop_says", "choice", "before", "column"),
    [
        (Consent.YES, ConsentChoice.RESPECT, False, Consent.YES),
        (Consent.YES, ConsentChoice.RESPECT, True, Consent.YES),
        (Consent.NEVER, ConsentChoice.RESPECT, False, Consent.NEVER),
        (Consent.NEVER, ConsentChoice.RESPECT, True, Consent.LEFT),
        (Consent.LEFT, ConsentChoice.RESPECT, False, Consent.LEFT),
        (Consent.YES, ConsentChoice.CONSENTING_ONLY, True, Consent.YES),
        (Consent.NEVER, ConsentChoice.CONSENTING_ONLY, False, Consent.NEVER),
        (Consent.NEVER, ConsentChoice.CONSENTING_ONLY, True, Consent.LEFT),
        (Consent.YES, ConsentChoice.EVERYONE, False, Consent.YES),
        (Consent.NEVER, ConsentChoice.EVERYONE, False, Consent.YES),
        (Consent.NEVER, ConsentChoice.EVERYONE, True, Consent.LEFT),
        (Consent.LEFT, ConsentChoice.EVERYONE, False, Consent.LEFT),
    ],
)
def test_the_column_follows_from_the_shop_the_choice_and_what_we_saw(shop_says, choice, before, column):
    assert consent_now(shop_says, choice, consented_before=before) is column
