"""One address: the verdict, word for word, and what may be done."""

import itertools
from datetime import date

import pytest

from mcsync.contact import MemberStatus
from mcsync.diagnosis import Diagnosed, Facts, diagnose
from mcsync.outcome import Effect
from mcsync.selection import REASON, SkipReason
from mcsync.verdicts import VERDICTS, Cause, Weight

M = MemberStatus
NAME_DIFFERS = {"FNAME": ("Ann", "Anne")}
GONE = [M.UNSUBSCRIBED, M.CLEANED, M.ARCHIVED, M.FORGOTTEN]


def finding(decided, member, **more):
    return diagnose(Facts(decided=decided, member=member, **more))


@pytest.mark.parametrize(
    ("facts", "verdict", "sentence", "advice", "may_resync"),
    [
        (
            Facts(decided=None, member=M.ABSENT),
            Diagnosed.NOT_IN_SHOP,
            "Neither in the shop nor in the audience.",
            "Check the spelling, or look the person up in the shop under another address.",
            False,
        ),
        (
            Facts(decided=None, member=M.SUBSCRIBED),
            Diagnosed.NOT_IN_SHOP,
            "Not in the shop, but in the audience as subscribed.",
            "Check the spelling, or look the person up in the shop under another address.",
            False,
        ),
        (
            Facts(decided=Effect.ADD, member=M.ABSENT, batch=3, run=12),
            Diagnosed.WAITING,
            "Waiting for batch 3 of run 12.",
            "Nothing to do: it goes with its batch. Re-sync to send it at once.",
            True,
        ),
        (
            Facts(decided=Effect.ADD, member=M.ABSENT, run=12),
            Diagnosed.WAITING,
            "Waiting for run 12, which has not begun yet.",
            "Nothing to do: it goes as soon as it is the run's turn. Re-sync to send it at once.",
            True,
        ),
        (
            Facts(decided=SkipReason.DELETED, member=M.SUBSCRIBED),
            Diagnosed.EXCLUDED,
            "Never sent: Deleted in the shop.",
            "Change what keeps it out, then re-sync it.",
            False,
        ),
        (
            Facts(decided=SkipReason.EXCLUDED_DOMAIN, member=M.SUBSCRIBED, rule="@shop.example", sent=True),
            Diagnosed.EXCLUDED,
            "Sent before, not any more: excluded by your rule @shop.example.",
            "Change what keeps it out, then re-sync it.",
            False,
        ),
        (
            Facts(decided=Effect.LEAVE, member=M.UNSUBSCRIBED, left_on=date(2026, 11, 23)),
            Diagnosed.LEFT_THERE,
            "Left on 2026-11-23: this person unsubscribed in Mailchimp, and that wins.",
            "Only they can come back, through your Mailchimp sign-up form; mcsync never subscribes someone who left.",
            False,
        ),
        (
            Facts(decided=Effect.ADD, member=M.ABSENT, sent=True, accepted=True),
            Diagnosed.GONE,
            "Sent before, and not in the audience any more: somebody removed it in Mailchimp.",
            "Press Re-sync if they should be there. Mailchimp itself refuses people who were permanently deleted.",
            True,
        ),
        (
            Facts(decided=Effect.LEAVE, member=M.UNSUBSCRIBED),
            Diagnosed.LEFT_THERE,
            "Left alone: this person unsubscribed in Mailchimp, and that wins.",
            "Only they can come back, through your Mailchimp sign-up form; mcsync never subscribes someone who left.",
            False,
        ),
        (
            Facts(decided=Effect.LEAVE, member=M.CLEANED),
            Diagnosed.LEFT_THERE,
            "Left alone: mail to this address bounced, so Mailchimp stopped sending to it.",
            "Only they can come back, through your Mailchimp sign-up form; mcsync never subscribes someone who left.",
            False,
        ),
        (
            Facts(decided=Effect.LEAVE, member=M.ABSENT, cause=Cause.FAKE),
            Diagnosed.REFUSED,
            "Refused by Mailchimp: Mailchimp takes this address for a fake or mistyped one.",
            "Look for a typing error (gmial for gmail), correct the address in the shop, then re-sync it.",
            True,
        ),
        (
            Facts(decided=Effect.LEAVE, member=M.ABSENT, cause=Cause.FORGOTTEN, words="was permanently deleted"),
            Diagnosed.REFUSED,
            (
                "Refused by Mailchimp: This person was permanently deleted from the audience in Mailchimp, "
                "which never takes such an address back by itself."
            ),
            "Nothing to do. If they want the newsletter again, send them the link of your Mailchimp sign-up form.",
            False,
        ),
        (
            Facts(decided=Effect.LEAVE, member=M.ABSENT, cause=Cause.OTHER, words="The moon is {full}."),
            Diagnosed.REFUSED,
            (
                "Refused by Mailchimp: Mailchimp refused this contact for a reason that we do not know yet; "
                "its own words are beside this sentence. “The moon is {full}.”"
            ),
            "Read Mailchimp's words, correct the contact in the shop, then re-sync it.",
            True,
        ),
        (
            Facts(decided=Effect.LEAVE, member=M.SUBSCRIBED, cause=Cause.MERGE_FIELDS, words="Please enter a value"),
            Diagnosed.REFUSED,
            "Refused by Mailchimp: A field of this contact is not what the audience asks for. “Please enter a value”",
            "Correct the value in the shop, or make the field optional in Mailchimp, then re-sync.",
            True,
        ),
        (
            Facts(decided=Effect.LEAVE, member=M.ABSENT),
            Diagnosed.ASKED,
            "Asked by mail to confirm, and has not confirmed yet; mcsync asks only once.",
            "Nothing to do. Re-sync only if they want to get the confirmation mail again.",
            True,
        ),
        (
            Facts(decided=Effect.KEEP, member=M.SUBSCRIBED),
            Diagnosed.IN_PLACE,
            "In place: in the audience as subscribed, the same as in the shop.",
            "Nothing to do.",
            True,
        ),
        (
            Facts(decided=Effect.UPDATE, member=M.SUBSCRIBED, differences={**NAME_DIFFERS, "language": ("", "fr")}),
            Diagnosed.DIFFERENT,
            "Differs from the shop in: FNAME, language.",
            "Press Re-sync to send this contact now, or wait for the next export.",
            True,
        ),
        (
            Facts(decided=Effect.UNSUBSCRIBE, member=M.SUBSCRIBED, differences={"status": ("subscribed", "unsubscribed")}),
            Diagnosed.DIFFERENT,
            "Differs from the shop in: status.",
            "Press Re-sync to send this contact now, or wait for the next export.",
            True,
        ),
        (
            Facts(decided=Effect.ADD, member=M.ABSENT),
            Diagnosed.NEVER_SENT,
            "In the shop, and not in the audience yet.",
            "Press Re-sync to send this contact now, or wait for the next export.",
            True,
        ),
    ],
)
def test_each_case_has_its_verdict_and_its_words(facts, verdict, sentence, advice, may_resync):
    found = diagnose(facts)
    assert (found.verdict, str(found.sentence), str(found.advice), found.may_resync) == (verdict, sentence, advice, may_resync)


EVERY_CASE = [
    Facts(decided=decided, member=member, cause=cause, differences=differences, batch=batch, run=batch)
    for decided, member, cause, differences, batch in itertools.product(
        [None, *Effect, *SkipReason], MemberStatus, [None, *Cause], [{}, NAME_DIFFERS], [None, 1]
    )
]


def test_every_combination_has_a_verdict_and_either_may_be_resynced_or_says_why_not():
    for facts in EVERY_CASE:
        found = diagnose(facts)
        assert found.may_resync is (found.why_not is None), facts


def test_nobody_who_left_is_ever_offered_a_resync_unless_they_wait_in_a_batch():
    left = [facts for facts in EVERY_CASE if facts.member in GONE and facts.batch is None]
    assert [facts for facts in left if diagnose(facts).may_resync] == []


def test_nobody_is_in_place_who_differs():
    assert [facts for facts in EVERY_CASE if facts.differences and diagnose(facts).verdict is Diagnosed.IN_PLACE] == []


def test_nobody_is_said_to_differ_who_does_not():
    absent = [facts for facts in EVERY_CASE if facts.member is M.ABSENT]
    assert [facts for facts in absent if diagnose(facts).verdict is Diagnosed.DIFFERENT] == []
    held_back = [facts for facts in EVERY_CASE if facts.decided is Effect.LEAVE]
    assert [facts for facts in held_back if diagnose(facts).verdict is Diagnosed.DIFFERENT] == []


@pytest.mark.parametrize("reason", SkipReason)
def test_who_is_not_exported_reads_why(reason):
    found = finding(reason, M.ABSENT)
    assert str(found.sentence) == f"Never sent: {REASON[reason]}"
    assert str(found.why_not) == "It is not exported, for the reason above."


@pytest.mark.parametrize("cause", Cause)
def test_who_was_refused_reads_the_causes_own_sentence_and_advice(cause):
    found = finding(Effect.LEAVE, M.ABSENT, cause=cause)
    assert str(found.sentence) == f"Refused by Mailchimp: {VERDICTS[cause].sentence}"
    assert found.advice == VERDICTS[cause].advice
    assert found.may_resync is (VERDICTS[cause].weight is not Weight.THEIRS)


def test_an_old_refusal_is_not_told_of_someone_who_is_in_the_audience_by_now():
    assert finding(Effect.KEEP, M.SUBSCRIBED, cause=Cause.FAKE).verdict is Diagnosed.IN_PLACE
    assert finding(Effect.UPDATE, M.SUBSCRIBED, cause=Cause.FAKE, differences=NAME_DIFFERS).verdict is Diagnosed.DIFFERENT
