"""The status of a period: its figures, its causes, and the people behind them."""

import json

import pytest

from tests.fixtures.ui import figures, words

FAKE = "fake.looking@gmial.example"


@pytest.fixture
def exported(pages):
    pages.choose_audience()
    pages.export()
    return pages


def test_an_empty_period_says_zero_and_what_to_do(pages):
    pages.choose_audience()
    reader = pages.open("status")
    assert figures(reader) == {"Runs": "0", "Contacts sent": "0", "Errors": "0"}
    assert "Nobody was refused in this period: 0 errors." in words(reader)
    assert "No run in this period. Start one on the Export page." in words(reader)


def test_figures_charts_and_people_agree(exported):
    reader = exported.open("status")
    assert figures(reader) == {"Runs": "1", "Contacts sent": "4,128", "Errors": "3"}
    errors, runs = (json.loads(chart.proto.spec) for chart in reader.get("plotly_chart"))
    assert sum(sum(bar["y"]) for bar in errors["data"]) == 3
    assert [(bar["name"], sum(bar["y"])) for bar in runs["data"]] == [("Export", 1)]
    assert "People: 3" in words(reader)


def test_choosing_a_cause_shows_its_people(exported):
    reader = exported.open("status")
    reader.radio(key="cause").set_value("fake").run()
    assert "People: 1" in words(reader)
    assert [link for link in reader.page_link if FAKE in link.value]
    assert not [link for link in reader.page_link if "too.many" in link.value]


def test_a_person_leads_to_their_diagnostic(exported):
    links = [link.proto for link in exported.open("status").page_link if FAKE in link.value]
    assert [(link.page, link.query_string) for link in links] == [("diagnostic", "address=fake.looking%40gmial.example")]


@pytest.mark.parametrize("days", ["1", "15", "3650"])
def test_any_period_can_be_asked_for_by_its_address(exported, days):
    reader = exported.open("status", days=days)
    errors = json.loads(reader.get("plotly_chart")[0].proto.spec)
    assert {len(bar["x"]) for bar in errors["data"]} == {int(days)}


@pytest.mark.parametrize("days", ["0", "-1", "3651", "seven", "", "1e3", "٣"])
def test_a_wrong_period_is_refused_in_words_and_the_usual_one_shown(exported, days):
    reader = exported.open("status", days=days)
    assert "number of days" in words(reader)
    assert "Showing 7 days instead" in words(reader)
    assert figures(reader)["Errors"] == "3"


def test_typing_a_period_puts_it_into_the_address(exported):
    reader = exported.open("status")
    reader.text_input(key="any_7").set_value("45").run()
    assert reader.query_params["days"] == "45"
