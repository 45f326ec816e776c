"""A list of addresses on the command line: from a file or from standard input, as JSON and as a table."""

import json

import pytest
from typer.testing import CliRunner

from mcsync.cli import app

ZOE = "zoe@shop.example"


@pytest.fixture
def run(pages, monkeypatch):
    """A function that runs a command over an audience in which the shop's people are."""
    pages.choose_audience()

    def go(*args, typed=None):
        return CliRunner().invoke(app, list(args), input=typed)

    return go


def some(pages, count):
    run = pages.export().run
    return [one["address"] for one in pages.service.people(run) if one["outcome"] == "created"][:count]


def test_each_entry_of_a_file_has_its_verdict_in_json(pages, run, tmp_path):
    first, second = some(pages, 2)
    file = tmp_path / "list.csv"
    file.write_text(f"name,mail\nAnn,{first.upper()}\nBob,{second}\nEve,nobody@nowhere.example\n")
    found = run("diagnose", "--file", str(file), "--json")
    body = json.loads(found.stdout)
    assert [(one["address"], one["verdict"]) for one in body["addresses"]] == [
        (first, "in_place"),
        (second, "in_place"),
        ("nobody@nowhere.example", "not_in_shop"),
    ]
    assert found.exit_code == 0


def test_standard_input_is_a_table_for_people(pages, run):
    (first,) = some(pages, 1)
    lines = run("diagnose", "--file", "-", typed=f"{first}\nnot an address\n").stdout.splitlines()
    assert [line.split("  ")[0] for line in lines] == [first, "not an address"]
    assert "In place" in lines[0]
    assert "Not an address" in lines[1]


@pytest.mark.parametrize("args", [(), (ZOE, "--file", "-")])
def test_one_address_or_a_list_but_not_both_and_not_neither(run, args):
    found = run("diagnose", *args)
    assert found.exit_code == 2
    assert "Give one address, or --file with a list of them." in found.stderr


def test_a_file_that_is_not_there_is_said_in_a_sentence(run, tmp_path):
    found = run("diagnose", "--file", str(tmp_path / "none.csv"))
    assert found.exit_code == 2
    assert "cannot be used: No such file or directory." in found.stderr
