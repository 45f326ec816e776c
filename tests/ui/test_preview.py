"""The preview's figures add up, and are the run's."""

import itertools
import threading

import pytest

from mcsync.language import LANGUAGES, translate
from mcsync.message import Message
from mcsync.selection import REASON_NAMES, SkipReason
from mcsync.service import Counted, Survey
from mcsync.ui import recall
from mcsync.ui.steps import steps
from mcsync.ui.waterfall import falls
from tests.fixtures.held import under_way
from tests.fixtures.ui import figures, press, words


@pytest.fixture
def reader(pages):
    pages.choose_audience()
    return pages.open("preview")


def number(text):
    return int(text.replace(",", ""))


def test_without_an_audience_the_reader_is_sent_to_choose_one(pages):
    read = words(pages.open("preview"))
    assert "No audience is chosen yet" in read
    assert "Go to the Audience page" in read


def test_the_figures_add_up(reader):
    shown = {label: number(value) for label, value in figures(reader).items() if label != "Time"}
    assert shown["Rows of the shop"] == shown["Not exported"] + shown["Merged"] + shown["Contacts"]
    assert shown["Contacts"] == shown["To send"] + shown["Unchanged"] + shown["Left alone"]


def test_the_figures_are_those_of_the_export(reader, pages):
    run = pages.export()
    shown = {label: number(value) for label, value in figures(reader).items() if label != "Time"}
    assert (shown["Contacts"], shown["To send"], shown["Left alone"], shown["Requests"]) == (
        run.contacts,
        run.to_send,
        run.left_alone,
        run.batches,
    )


def test_every_row_and_every_contact_has_its_line(pages):
    pages.choose_audience()
    preview = pages.service.preview()
    groups = {}
    for line in steps(preview):
        groups[line.group] = groups.get(line.group, 0) + line.count
    assert groups == {
        "Rows of the shop": preview.rows,
        "Not exported": preview.rows - preview.contacts - preview.merged,
        "Merged": preview.merged,
        "Contacts": preview.contacts,
    }


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "The batch size is empty. Enter a whole number from 1 to 500."),
        ("ten", "“ten” is not a batch size. Enter a whole number from 1 to 500."),
        ("0", "The batch size must be from 1 to 500, not 0."),
        ("501", "The batch size must be from 1 to 500, not 501."),
        ("-1", "The batch size must be from 1 to 500, not -1."),
        ("1.5", "“1.5” is not a batch size. Enter a whole number from 1 to 500."),
    ],
)
def test_a_wrong_batch_size_is_refused_in_words_and_not_stored(reader, pages, typed, sentence):
    reader.text_input(key="batch_size").set_value(typed).run()
    assert sentence in words(reader)
    assert pages.service.in_force().settings.batch_size == 500


def test_a_batch_size_is_stored_and_its_requests_are_shown_at_once(reader, pages):
    reader.text_input(key="batch_size").set_value("100").run()
    assert pages.service.in_force().settings.batch_size == 100
    assert figures(reader)["Requests"] == str(pages.service.preview().batches)


def test_the_proposed_size_is_one_click_away(reader, pages):
    pages.service.choose_batch_size("100", "test")
    press(reader.run(), "use_proposal")
    assert pages.service.in_force().settings.batch_size == 500
    assert "use_proposal" not in {button.key for button in reader.button}


def test_the_picture_goes_down_from_the_rows_to_what_is_sent(pages):
    pages.choose_audience()
    pages.open("preview")
    preview = pages.service.preview()
    bars = falls(preview)
    totals = {bar.step.name: (bar.start, bar.end) for bar in bars if bar.kind == "total"}
    assert totals == {"Rows of the shop": (0, preview.rows), "Contacts": (0, preview.contacts), "To send": (0, preview.to_send)}
    for above, below in itertools.pairwise(bars):
        assert below.start == (0 if below.kind == "total" or (above.kind == "total" and below.kind == "part") else above.end)
    assert bars[-1].end == preview.to_send
    assert [bar for bar in bars if bar.kind == "out"][-1].end in {preview.to_send, preview.contacts}


def test_a_page_that_counts_says_how_far_it_is_and_what_it_was_last_time(pages, monkeypatch):
    pages.choose_audience()
    pages.service.survey().answer()
    counted = Counted(preview=pages.service.preview(), at=0.0)
    release = threading.Event()
    slow = Survey("", 0.0, lambda count: release.wait(60) and counted.preview, lambda _: None)
    monkeypatch.setattr(recall, "AT_ONCE", 0.0)
    monkeypatch.setattr(pages.service._surveyor, "ask", lambda wiring: slow)
    reader = pages.open("preview")
    assert figures(reader) == {"Rows read so far": "0", "Not exported so far": "0", "Contacts so far": "0"}
    assert "4,128 to send, of 4,132 contacts." in words(reader)
    release.set()
    slow.finished(60)
    assert figures(reader.run())["To send"] == "4,128"


def test_the_preview_is_kept_until_the_reader_looks_again(reader, pages):
    pages.service.change({"exclusions": "@gmail.example"}, "test")
    kept = figures(reader.run())["To send"]
    assert kept == "4,128"
    assert number(figures(press(reader, "look_again"))["To send"]) < number(kept)


def test_while_a_run_sends_counting_waits_and_its_window_is_offered(pages):
    pages.choose_audience()
    with under_way(pages.service, pages.sandbox) as run:
        opened = pages.open("preview")
        assert f"Counting waits until run {run} has ended." in words(opened)
        assert not opened.error


def test_an_export_that_ended_makes_the_preview_look_again(reader, pages):
    pages.export()
    assert figures(reader.run())["To send"] == "0"


def test_reasons_are_in_a_word_or_two_and_at_length(pages):
    pages.choose_audience()
    found = {line.name: line.sentence for line in steps(pages.service.preview())}
    assert found["Deleted in the shop"] == "Deleted in the shop."
    assert found["Address not valid"] == "The address is not a valid e-mail address. Correct it in the shop."
    assert not [word for word in (*found, *found.values()) if isinstance(word, Message)]


@pytest.mark.parametrize("reason", SkipReason)
def test_the_name_of_a_reason_is_short_enough_for_a_telephone(reason):
    assert all(len(translate(REASON_NAMES[reason], code)) <= 30 for code in LANGUAGES)


def test_where_nothing_is_to_be_sent_no_time_passes(reader, pages):
    pages.export()
    assert figures(reader.run())["Time"] == "0 min"
