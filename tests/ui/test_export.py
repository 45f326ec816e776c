"""Export: recalled, started once, watched by whoever opens its window."""

import pytest

from mcsync.outcome import RunState
from mcsync.ui import run_window
from tests.fixtures.ui import figures, press, words


@pytest.fixture
def reader(pages):
    pages.choose_audience()
    return pages.open("export")


def test_what_will_happen_is_recalled_before_anyone_agrees(reader):
    assert figures(reader) == {"Contacts": "4,132", "To send": "4,128", "Batch size": "500", "Requests": "10"}
    read = words(reader)
    assert "Boutique – newsletter" in read
    assert "Other customers are added as transactional" in read


def test_one_click_starts_it_and_opens_its_window(reader, pages):
    press(reader, "start")
    run = pages.service.last_run()
    assert reader.query_params["run"] == str(run.run)
    assert "Waiting for a worker" in words(reader)


def test_two_people_who_press_start_make_one_run(reader, pages):
    other = pages.open("export")
    press(reader, "start")
    press(other, "start")
    assert len(pages.service.runs(2)) == 1
    assert other.query_params["run"] == reader.query_params["run"]
    assert "This run was under way already, so your start joined it." in words(other)
    assert "joined" not in words(reader)


def test_while_a_run_is_under_way_its_window_is_offered_and_no_second_start(reader, pages):
    press(reader, "start")
    other = pages.open("export")
    assert "A run is under way already" in [box.proto.title for box in other.info]
    assert [button.key for button in other.button if button.key == "start"] == []


def test_with_nothing_to_send_an_export_is_possible_but_not_the_one_thing_to_do(reader, pages):
    assert reader.button(key="start").proto.type == "primary"
    pages.export()
    again = pages.open("export")
    assert "Everybody is in the audience already, or is left alone; the preview says why." in words(again)
    assert (again.button(key="start").label, again.button(key="start").proto.type) == ("Export all the same", "secondary")
    assert "It takes" not in words(again)


def test_a_window_that_was_opened_by_its_address_shows_the_run(pages):
    pages.choose_audience()
    run = pages.export()
    reader = pages.open("export", run=str(run.run))
    shown = figures(reader)
    assert (shown["Created"], shown["Updated"], shown["Refused"], shown["Batches done"]) == ("4,124", "1", "3", "10")
    assert "See who was refused" in words(reader)


@pytest.mark.parametrize("asked", ["999", "x", "-1", "1;drop", "９", "9" * 50])
def test_a_run_that_there_is_not_is_said_in_a_sentence(reader, pages, asked):
    opened = pages.open("export", run=asked)
    assert "This run cannot be shown" in words(opened)
    assert not opened.exception


def test_pausing_resuming_and_cancelling_are_written_down(reader, pages):
    press(reader, "start")
    run = pages.service.last_run().run
    press(reader, "pause")
    assert pages.service.run(run).state is RunState.WAITING
    assert "Pause it?" in words(reader)
    press(reader, "pause_really")
    assert pages.service.run(run).state is RunState.PAUSED
    press(reader, "resume")
    assert pages.service.run(run).state is RunState.WAITING
    press(reader, "cancel")
    assert pages.service.run(run).state is RunState.WAITING
    assert "Cancel for good?" in words(reader)
    press(reader, "cancel_not")
    assert "Cancel for good?" not in words(reader)
    press(press(reader, "cancel"), "cancel_really")
    assert pages.service.run(run).state is RunState.CANCELLED


def test_the_window_closes_at_the_end_and_leaves_a_summary_with_what_comes_next(reader, pages):
    press(reader, "start")
    run = pages.service.last_run().run
    pages.service.wait(run)
    summary = pages.open("export", ended=str(run))
    assert f"Export {run}: Done" in words(summary)
    assert figures(summary)["Refused"] == "3"
    assert "Mailchimp refused 2 people of the last export who can still be helped: see who, and why." in words(summary)
    assert summary.button(key="verify")
    press(summary, "close_summary")
    assert f"Export {run}: Done" not in words(summary)
    assert not summary.query_params


@pytest.mark.parametrize(
    ("state", "watched", "open_for", "turns"),
    [
        (RunState.SENDING, True, 60.0, False),
        (RunState.DONE, True, 60.0, True),
        (RunState.DONE, True, 0.5, False),
        (RunState.CANCELLED, True, 0.5, False),
        (RunState.FAILED, True, 0.5, True),
        (RunState.WAITING, False, 0.5, True),
        (RunState.DONE, False, 60.0, False),
    ],
)
def test_a_window_closes_at_the_end_of_its_run_once_it_could_be_read(state, watched, open_for, turns):
    assert run_window.must_turn(state, watched=watched, open_for=open_for) is turns


@pytest.mark.parametrize("asked", ["0", "99", "x", "9" * 30])
def test_a_summary_of_a_run_that_is_not_there_is_refused_in_words(pages, asked):
    pages.choose_audience()
    opened = pages.open("export", ended=asked)
    assert "This run cannot be shown" in words(opened)
    assert not opened.exception


def test_a_problem_is_told_with_its_sentence_and_can_be_resumed(reader, pages):
    (pages.folder / "practice.json").write_text("{}")
    pages.choose_audience()
    run = pages.service.export("test").run
    pages.service.wait(run)
    opened = pages.open("export", run=str(run))
    assert "the practice sandbox is not running" in words(opened)
    assert opened.button(key="resume")
    assert "See the connections" in words(opened)


def test_a_dry_run_says_what_an_export_would_do_and_sends_nothing(reader, pages):
    press(reader, "dry_run")
    run = pages.service.last_run().run
    pages.service.wait(run)
    opened = pages.open("export", run=str(run))
    table = opened.table[0].value
    assert dict(table.itertuples(index=False)) == {
        "Created, because they are new to the audience": "4,127",
        "Updated, keeping their status": "1",
        "Left alone: what Mailchimp says of them wins, or they were refused before and nothing has changed": "4",
    }
    assert pages.service.preview().to_send == 4128


def test_a_run_can_be_proved(pages):
    pages.choose_audience()
    run = pages.export()
    reader = press(pages.open("export", run=str(run.run)), "verify")
    shown = figures(reader)
    assert (shown["In place"], shown["Different"], shown["Missing"]) == ("4,125", "0", "3")


def test_runs_are_listed_with_links_to_their_windows(reader, pages):
    pages.export()
    assert "accepted 4,125 of 4,128, refused 3" in words(reader.run())
    assert "Export 1" in words(reader)
