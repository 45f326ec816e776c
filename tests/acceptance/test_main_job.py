"""The main job, once, from an empty desk: look, export, prove, export again. One story, looked at from all sides."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

import pytest

from mcsync.sandbox import Options, Sandbox
from mcsync.sandbox.practice import ALREADY_THERE, FAKE_LOOKING, GONE_FOR_GOOD, LEFT_ALONE, PRACTICE_PEOPLE, TOO_MANY_LISTS
from tests.acceptance.oracle import Oracle, judge
from tests.fixtures.command import Answer

#: A size that leaves a rest.
SIZE = 130
#: Refused by the sandbox, each for a cause of its own.
REFUSED = {FAKE_LOOKING: "fake", TOO_MANY_LISTS: "too_many_signups", GONE_FOR_GOOD: "forgotten"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What was asked, in this order, and what was answered."""

    oracle: Oracle
    check: Answer
    preview: Answer
    dry: Answer
    received_before: int
    export: Answer
    before: dict
    members: dict
    sent: dict
    stats: dict
    verify: Answer
    second: Answer
    received_by_second: int
    run: Answer
    runs: Answer
    status: Answer
    settings: Answer


@pytest.fixture(scope="module")
def box():
    with Sandbox(Options()) as running:
        yield running


@pytest.fixture(scope="module")
def mcsync(new_command, box, filled):
    return new_command(sandbox=box, shop=filled.tables)


@pytest.fixture(scope="module")
def story(mcsync, box, filled, beforehand):
    box.edit_members(beforehand)
    there = box.members()
    oracle = judge(filled.customers, filled.subscribers, there)
    check, preview = mcsync.json("check"), mcsync.json("preview", "--batch-size", str(SIZE))
    dry = mcsync.json("export", "--dry-run", "--wait", "--batch-size", str(SIZE))
    received_before = box.stats()["members_received"]
    export = mcsync.json("export", "--wait", "--batch-size", str(SIZE), code=None)
    members, sent, stats = box.members(), box.sent(), box.stats()
    verify, second = mcsync.json("verify", code=None), mcsync.json("export", "--wait", code=None)
    run, runs, status, settings = mcsync.all(
        ("run", str(export["run"])), ("runs", "--days", "2"), ("status", "--days", "3"), ("settings",)
    )  # fmt: skip
    return Story(
        oracle=oracle, check=check, preview=preview, dry=dry, received_before=received_before, export=export, before=there, members=members,
        sent=sent, stats=stats, verify=verify, second=second, received_by_second=box.stats()["members_received"] - stats["members_received"],
        run=run, runs=runs, status=status, settings=settings,
    )  # fmt: skip


def test_check_counts_the_shop_and_names_account_and_audience(story, filled, box):
    assert story.check["shop"]["ok"]
    assert story.check["shop"]["version"] == "1.7.8.11"
    assert (story.check["shop"]["customers"], story.check["shop"]["newsletter_only"]) == (len(filled.customers), len(filled.subscribers))
    assert story.check["mailchimp"] | {"ok": True, "account": "mcsync practice"} == story.check["mailchimp"]
    assert story.check["audience"] | {"ok": True, "id": "b0071c0de1", "name": "Boutique – newsletter"} == story.check["audience"]


def test_the_oracle_has_something_of_everything(story):
    people = story.oracle.people.values()
    assert {(person.before, person.consent) for person in people} == {
        (before, consent)
        for before in ("absent", "subscribed", "pending", "transactional", "unsubscribed", "cleaned", "archived")
        for consent in ("yes", "left", "never")
    }
    assert {"deleted", "inactive", "gdpr_stub", "no_address", "malformed", "unconfirmed"} == set(story.oracle.skipped)
    assert story.oracle.merged > 1000


@pytest.mark.parametrize("figure", ["rows", "skipped", "merged", "contacts", "by_status", "unchanged", "left_alone", "to_send"])
def test_the_preview_counts_as_the_oracle_does(story, figure):
    assert story.preview[figure] == story.oracle.figures[figure]


def test_the_preview_reconciles(story):
    figures = story.preview.json
    assert figures["rows"] == sum(figures["skipped"].values()) + figures["merged"] + figures["contacts"]
    assert figures["contacts"] == figures["to_send"] + figures["unchanged"] + figures["left_alone"] == sum(figures["by_status"].values())


def test_the_preview_announces_the_requests_that_the_export_makes(story):
    assert story.preview["batch_size"] == SIZE
    assert story.preview["batches"] == story.export["batches"] == story.export["batches_done"]
    assert story.preview["batches"] >= -(-story.preview["to_send"] // SIZE)


def test_a_dry_run_plans_the_same_and_sends_nothing(story):
    assert story.received_before == 0
    assert story.dry["kind"] == "dry_run"
    assert story.dry["state"] == "done"
    for figure in ("contacts", "to_send", "unchanged", "left_alone"):
        assert story.dry[figure] == story.oracle.figures[figure]
    assert story.dry["created"] == story.dry["updated"] == story.dry["refused"] == 0


def test_the_audience_is_the_oracle_address_by_address(story):
    expected = {person.address: person for person in story.oracle.people.values() if person.address not in REFUSED}
    forgotten = {address for address, member in story.before.items() if member["status"] == "forgotten"}
    differing = {
        address: (story.members.get(address, {}).get("status"), person.after)
        for address, person in expected.items()
        if address not in forgotten and story.members.get(address, {}).get("status") != person.after
    }
    assert differing == {}
    strangers = set(story.members) - set(expected) - set(PRACTICE_PEOPLE) - forgotten
    assert strangers == set()


def test_whom_mailchimp_has_closed_stays_exactly_as_before(story):
    closed = {
        address: member
        for address, member in story.before.items()
        if member["status"] in {"unsubscribed", "cleaned", "archived", "forgotten"}
    }
    assert len(closed) >= 5 * 18
    assert {address: story.members[address] for address in closed} == closed


def test_names_birthdays_and_languages_arrive(story):
    wrong = {}
    for person in story.oracle.people.values():
        member = story.members.get(person.address)
        if person.left_alone or member is None or member["status"] == "forgotten":
            continue
        shown = {tag: value for tag, value in member["merge_fields"].items() if value} | {"language": member["language"]}
        # What the shop does not know stays as Mailchimp had it.
        kept = {tag: value for tag, value in story.before.get(person.address, {}).get("merge_fields", {}).items() if value}
        expected = kept | dict(person.fields) | {"language": person.language}
        if shown != expected:
            wrong[person.address] = (shown, expected)
    assert wrong == {}


def test_everyone_is_sent_once_and_nobody_else(story):
    expected = {person.address for person in story.oracle.people.values() if person.sent}
    assert set(story.sent) == expected
    assert story.stats["over_limit"] == 0
    assert story.stats["max_in_flight"] <= 10
    # Who is refused may be asked for once more, alone; nobody else.
    assert {address for address, times in story.sent.items() if times > 1} <= set(_forgotten(story)) | set(REFUSED)


def test_the_run_reconciles_with_the_preview_and_the_audience(story):
    export = story.export.json
    refused = len([address for address in {*_forgotten(story), *REFUSED} if address in story.oracle.people])
    new = [person for person in story.oracle.people.values() if person.sent and person.before == "absent"]
    assert export["state"] == "done"
    assert story.export.code == 0
    assert {name: export[name] for name in ("contacts", "to_send", "unchanged", "left_alone")} == {
        name: story.oracle.figures[name] for name in ("contacts", "to_send", "unchanged", "left_alone")
    }
    assert export["refused"] == refused
    assert export["created"] == len(new) - refused
    assert export["created"] + export["updated"] + export["refused"] == export["to_send"]


def test_the_run_tells_its_refusals_by_cause(story):
    causes = Counter(REFUSED.values()) + Counter({"forgotten": len(set(_forgotten(story)) - set(REFUSED))})
    assert story.run["refusals"] == dict(causes)
    assert {name: story.run[name] for name in ("run", "created", "refused")} == {
        name: story.export[name] for name in ("run", "created", "refused")
    }


def test_a_second_export_sends_nothing(story):
    assert story.received_by_second == 0
    assert (story.second["to_send"], story.second["created"], story.second["updated"], story.second["batches"]) == (0, 0, 0, 0)
    assert story.second["contacts"] == story.export["contacts"]
    assert story.second["run"] != story.export["run"]


def test_verify_finds_all_in_place_but_the_refused(story):
    missing = {example["address"] for example in story.verify["examples"] if example["kind"] == "missing"}
    assert story.verify["different"] == 0, story.verify["examples"]
    assert missing == {*REFUSED, *_forgotten(story)} & set(story.oracle.people)
    assert story.verify["missing"] == len(missing)
    # Whom the export has just unsubscribed is left alone from now on.
    left = len(story.oracle.of(lambda person: person.left_alone or person.after == "unsubscribed"))
    assert story.verify["in_place"] == story.oracle.figures["contacts"] - left - len(missing)
    assert story.verify.code == 1


def test_runs_lists_them_all_with_who_and_when(story):
    listed = {run["run"]: run for run in story.runs["runs"]}
    assert set(listed) == {story.dry["run"], story.export["run"], story.second["run"]}
    assert (
        listed[story.export["run"]] | {"kind": "manual", "state": "done", "batches": story.export["batches"]} == listed[story.export["run"]]
    )
    assert all(run["started"] and run["ended"] and run["by"] for run in listed.values())


def test_status_has_every_day_and_the_causes_in_words(story):
    days = story.status["days"]
    assert len(days) == 3
    assert [day["date"] for day in days] == sorted(day["date"] for day in days)
    assert (date.fromisoformat(days[-1]["date"]) - date.fromisoformat(days[0]["date"])).days == 2
    assert days[0] | {"runs": 0, "sent": 0, "errors": 0} == days[0]
    assert sum(day["sent"] for day in days) == story.export["to_send"]
    assert sum(day["errors"] for day in days) == story.export["refused"]
    assert {cause["cause"]: cause["count"] for cause in story.status["causes"]} == story.run["refusals"]
    assert all(cause["sentence"].endswith(".") for cause in story.status["causes"])


def test_settings_are_shown_with_their_secrets_masked(story, mcsync):
    assert story.settings["audience"] == "b0071c0de1"
    assert story.settings["shop_prefix"] == "0k3x9_"
    assert "mcsync_reader" in story.settings["shop_url"]
    assert story.settings["mailchimp_key"].endswith(mcsync.environment["MAILCHIMP_API_KEY"][-4:])
    assert not mcsync.secrets_in(story.settings.out)


def _forgotten(story):
    return [address for address, member in story.before.items() if member["status"] == "forgotten" and address in story.oracle.people]


@pytest.fixture(scope="module")
def diagnoses(story, mcsync):
    addresses = (ALREADY_THERE, LEFT_ALONE, GONE_FOR_GOOD, FAKE_LOOKING, TOO_MANY_LISTS, "nobody@nowhere.example")
    return dict(zip(addresses, mcsync.all(*(("diagnose", address) for address in addresses)), strict=True))


@pytest.mark.parametrize(
    ("address", "status", "may"),
    [
        (ALREADY_THERE, "subscribed", True),
        (LEFT_ALONE, "unsubscribed", False),
        (GONE_FOR_GOOD, None, False),
        (FAKE_LOOKING, None, True),
        (TOO_MANY_LISTS, None, True),
    ],
)
def test_diagnose_shows_shop_and_mailchimp_and_says_what_may_be_done(diagnoses, address, status, may):
    found = diagnoses[address].json
    assert diagnoses[address].code == 0
    assert found["address"] == address
    assert [row["email"] for row in found["shop"]["rows"]] == [address]
    assert status is None or found["mailchimp"]["status"] == status
    assert found["verdict"]
    assert found["sentence"].endswith(".")
    assert found["may_resync"] is may
    assert bool(found["why_not"]) is not may


def test_diagnose_tells_what_was_done_and_refused(diagnoses, story):
    refusal, dry = diagnoses[FAKE_LOOKING]["timeline"]
    assert refusal | {"cause": "fake", "outcome": "refused", "run": story.export["run"]} == refusal
    assert dry | {"cause": None, "kind": "dry_run", "run": story.dry["run"]} == dry
    assert diagnoses[ALREADY_THERE]["last_sent"]


def test_diagnose_knows_when_nobody_has_heard_of_an_address(diagnoses):
    found = diagnoses["nobody@nowhere.example"].json
    assert found["shop"]["rows"] == found["timeline"] == []
    assert found["may_resync"] is False
    assert found["why_not"]
