"""The status of a period: its figures, its causes, and the people behind them."""

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from mcsync.outcome import RunKind
from tests.fixtures.ui import figures, press, words

FAKE = "fake.looking@gmial.example"


def charts(reader):
    """The charts that there are, by their place on the page: errors, sent, runs."""
    return [json.loads(chart.proto.spec) for chart in reader.get("plotly_chart")]


def bars(chart):
    """What a legend says → the sum of its bars."""
    return {bar["name"]: sum(bar["y"]) for bar in chart["data"]}


def test_an_empty_period_says_zero_and_what_to_do(pages):
    pages.choose_audience()
    reader = pages.open("status")
    assert figures(reader) == {"Runs": "0", "Contacts sent": "0", "Errors": "0"}
    assert [metric.delta for metric in reader.metric] == ["0", "0", "0"]
    assert "Nobody was refused in this period: 0 errors." in words(reader)
    assert "Nothing was sent in this period: 0 contacts." in words(reader)
    assert "No run in this period. Start one on the Export page." in words(reader)


def test_figures_charts_and_people_agree(exported):
    reader = exported.open("status")
    assert figures(reader) == {"Runs": "1", "Contacts sent": "4,128", "Errors": "3"}
    assert [metric.delta for metric in reader.metric] == ["+1", "+4,128", "+3"]
    errors, sent, runs = charts(reader)
    assert sum(bars(errors).values()) == 3
    assert bars(sent) == {"Created": 4124, "Updated": 1, "Refused": 3}
    assert bars(runs) == {"Export": 1}
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


@pytest.mark.parametrize("days", ["2", "15", "3650"])
def test_any_period_can_be_asked_for_by_its_address(exported, days):
    reader = exported.open("status", days=days)
    assert {len(bar["x"]) for chart in charts(reader) for bar in chart["data"]} == {int(days)}


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


def test_the_people_say_how_long_they_are_in_quarantine(exported):
    reader = exported.open("status")
    assert "In quarantine until the shop's data about them change, or you send them again." in words(reader)
    assert "; then tried again by itself." in words(reader)


def test_everybody_behind_the_number_is_sent_again_by_one_click(exported):
    reader = press(exported.open("status"), "status_retry")
    assert "Run 2 sends them again, as soon as it is its turn." in words(reader)
    run = exported.service.wait(2)
    assert (run.kind, run.to_send, run.refused) == (RunKind.RETRY, 2, 2)  # the third was deleted there for good
    again = exported.open("status")
    assert "People: 5" in words(again)
    assert not again.exception


def test_where_only_the_person_can_come_back_nothing_is_sent_again(exported):
    reader = exported.open("status")
    reader.radio(key="cause").set_value("forgotten").run()
    assert "Not sent again: only they themselves can come back." in words(reader)
    assert not [button for button in reader.button if button.key in {"status_retry", "refused_chosen"}]


def test_the_chosen_ones_are_sent_again(exported):
    reader = exported.open("status")
    reader.checkbox(key=f"refused_1_{FAKE}").check()
    reader.button(key="refused_chosen").click().run()
    run = exported.service.wait(2)
    assert [one["address"] for one in exported.service.people(run.run)] == [FAKE]


def test_choosing_nobody_is_said(exported):
    reader = press(exported.open("status"), "refused_chosen")
    assert "Nobody is chosen. Tick the boxes in front of the addresses first." in words(reader)


def test_runs_are_chosen_by_kind_state_and_errors(exported):
    exported.service.wait(exported.service.export("test", dry_run=True).run)
    reader = exported.open("status")
    assert "Runs: 2" in words(reader)
    reader.multiselect(key="run_kinds").set_value([RunKind.DRY_RUN]).run()
    assert "Runs: 1" in words(reader)
    reader.toggle(key="run_errors").set_value(True).run()
    assert "Runs: 0" in words(reader)
    assert "No run of the period is like this." in words(reader)


def test_the_page_is_there_behind_the_window_of_a_run(exported):
    reader = exported.open("status", run="1")
    assert figures(reader)["Batches done"] == "10"
    assert "Errors per day" in words(reader)


def test_the_banner_tells_of_people_who_are_to_be_sent_again(exported):
    exported.service.retry_people([FAKE], "Ada")
    assert "**Chosen people again 2**: Waiting for a worker" in words(exported.open("status"))
    exported.service.export("Ada")
    assert "**Export 3**: Waiting for a worker" in words(exported.open("status"))


def test_each_run_leads_to_its_page(exported):
    links = [link.proto for link in exported.open("status").page_link if "Export 1" in link.value]
    assert [(link.page, link.query_string) for link in links] == [("run", "run=1")]


def test_the_days_are_those_of_the_time_zone_that_is_set(exported):
    exported.service.change({"time_zone": "Pacific/Kiritimati"}, "test")
    reader = exported.open("status", days="2")
    assert "Days begin at midnight in the time zone Pacific/Kiritimati." in words(reader)
    today = datetime.now(ZoneInfo("Pacific/Kiritimati")).date()
    days = {today.isoformat(), (today - timedelta(days=1)).isoformat()}
    assert {day for bar in charts(reader)[0]["data"] for day in bar["x"]} == days
