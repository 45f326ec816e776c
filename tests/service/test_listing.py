"""Many addresses: found in what was pasted or uploaded, and each with the verdict that it would have alone."""

import io

import openpyxl
import pytest

from mcsync.errors import AddressError, ShopError
from mcsync.service.listing import MOST

ZOE, MAX, EVE, TOM, LEA = (f"{name}@shop.example" for name in ("zoe", "max", "eve", "tom", "lea"))


@pytest.fixture
def exported(open_office):
    """A shop of people with a story each."""
    office = open_office(settings={"exclusions": "@blocked.example"})
    office.shop.add({ZOE: "yes", MAX: "yes", EVE: "yes", TOM: "yes", "bad@blocked.example": "yes", "fake1@shop.example": "yes"})
    office.export()
    office.put("unsubscribed", MAX)
    office.put("absent", EVE)
    office.shop.change(TOM, name="Thomas")
    office.shop.add({LEA: "yes"})
    office.service.verify("test")
    return office


STORIES = [ZOE, MAX, EVE, TOM, LEA, "bad@blocked.example", "fake1@shop.example", "nobody@shop.example"]


def test_every_entry_has_its_verdict(exported):
    found = exported.service.look_up([*STORIES, "no address"])
    assert {line.typed: line.finding.verdict if line.finding else str(line.problem) for line in found} == {
        ZOE: "in_place",
        MAX: "left_there",
        EVE: "gone",
        TOM: "different",
        LEA: "never_sent",
        "bad@blocked.example": "excluded",
        "fake1@shop.example": "refused",
        "nobody@shop.example": "not_in_shop",
        "no address": "This is not an e-mail address: it needs one @ with a name before it and a domain after it.",
    }


def test_a_list_says_of_each_what_a_single_look_says(exported):
    for line in exported.service.look_up(STORIES):
        alone = exported.service.diagnose(line.address)
        assert (line.finding.verdict, line.finding.may_resync) == (alone.finding.verdict, alone.finding.may_resync), line.typed
        assert (line.status, dict(line.differences)) == (alone.mailchimp["status"], dict(alone.differences)), line.typed


def test_mailchimp_is_not_asked_about_each(exported):
    before = exported.sandbox.stats()["by_path"].get("GET /lists/*/members/*", 0)
    exported.service.look_up(STORIES)
    assert exported.sandbox.stats()["by_path"].get("GET /lists/*/members/*", 0) == before


def test_an_address_in_two_spellings_is_the_same_person(exported):
    found = exported.service.look_up([ZOE, f" {ZOE.upper()} "])
    assert [line.address for line in found] == [ZOE, ZOE]


def test_the_chosen_ones_are_sent_in_one_run_and_are_in_place_then(exported):
    sendable = [line.address for line in exported.service.look_up([ZOE, EVE, TOM, LEA]) if line.finding.may_resync]
    run = exported.service.retry_people(sendable, "test")
    assert exported.service.retry_people(sendable, "test").run == run.run
    assert exported.service.wait(run.run).state == "done"
    assert {line.finding.verdict for line in exported.service.look_up([ZOE, EVE, TOM, LEA])} == {"in_place"}


def test_a_pasted_list_is_read(exported):
    assert exported.service.read_pasted(f"Zoé <{ZOE}>\n{MAX}, {EVE}\nno address") == [ZOE, MAX, EVE, "no address"]


def workbook():
    book, content = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["Name", "E-mail"])
    book.active.append(["Zoé", ZOE])
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("list.csv", f"name;email\nZoé;{ZOE}\n".encode()),
        ("LIST.TXT", f"{ZOE}\n".encode("utf-16")),
        ("../../etc/list.csv", f"{ZOE},x\n".encode("cp1252")),
        ("list.xlsx", workbook()),
    ],
)
def test_a_file_is_read_whatever_its_columns_are(exported, name, content):
    assert exported.service.read_file(name, content) == [ZOE]


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("list.pdf", b"%PDF", ShopError),
        ("list.csv", b"", ShopError),
        ("list.xlsx", b"PK not a workbook", ShopError),
        ("list.csv", b"nobody\nhere\n", AddressError),
        ("list.csv", b"x@y.example\n" * 500_000, AddressError),
    ],
)
def test_a_file_without_addresses_is_refused_in_words(office, name, content, error):
    with pytest.raises(error):
        office.service.read_file(name, content)


def test_a_list_that_is_too_long_is_refused_with_its_number(office):
    with pytest.raises(AddressError, match=f"This list has {MOST + 1} addresses. Look up at most {MOST} at a time."):
        office.service.read_pasted("\n".join(f"p{number}@x.example" for number in range(MOST + 1)))
