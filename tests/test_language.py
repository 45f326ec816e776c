"""Sentences, numbers and dates in the reader's language."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from mcsync import language
from mcsync.language import pick, spoken, translate
from mcsync.message import say, say_many


class Catalogue:
    """A made-up catalogue that knows two sentences."""

    def gettext(self, text):
        return {"{name}: {rows}": "{name} : {rows}", "The shop": "La boutique"}[text]

    def ngettext(self, one, several, n):
        assert (one, several) == ("{n} row", "{n} rows")
        return "{n} ligne" if n < 2 else "{n} lignes"


@pytest.fixture
def french(monkeypatch):
    monkeypatch.setattr(language, "_catalogue", lambda _code: Catalogue())


@pytest.mark.parametrize(
    ("wanted", "picked"),
    [
        (["fr-CA", "en"], "fr"),
        (["fr_FR.UTF-8"], "fr"),
        (["fr@euro"], "fr"),
        (["C.UTF-8"], "en"),
        ([None, "", "EN_us"], "en"),
        (["de"], "en"),
        ([], "en"),
        (["../../etc"], "en"),
        (["de", "fr"], "fr"),
    ],
)
def test_the_first_wanted_language_that_there_is_wins(wanted, picked):
    assert pick(wanted) == picked


@pytest.mark.parametrize(
    ("environment", "asked_only", "code"),
    [
        ({}, False, "en"),
        ({"LANG": "fr_FR.UTF-8"}, False, "fr"),
        ({"LANG": "fr_FR.UTF-8", "LC_MESSAGES": "en_US"}, False, "en"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "C"}, False, "en"),
        ({"LC_ALL": "", "LANG": "fr"}, False, "fr"),
        ({"LANG": "en_US", "MCSYNC_LANG": "fr"}, False, "fr"),
        ({"LANG": "fr_FR.UTF-8"}, True, "en"),
        ({"LANG": "en_US", "MCSYNC_LANG": "fr"}, True, "fr"),
    ],
)
def test_a_program_speaks_as_it_is_asked_to_then_as_the_machine_does(environment, asked_only, code):
    assert spoken(environment, asked_only=asked_only) == code


@pytest.mark.usefixtures("french")
def test_sentences_in_a_sentence_are_translated_too_and_a_number_decides_its_form():
    sentence = say("{name}: {rows}", name=say("The shop"), rows=say_many("{n} row", "{n} rows", 12_345))
    assert translate(sentence, "fr") == "La boutique : 12\u202f345 lignes"
    assert translate(say_many("{n} row", "{n} rows", 0), "fr") == "0 ligne"


@pytest.mark.usefixtures("french")
def test_a_text_in_braces_from_outside_is_no_template():
    assert translate(say("{name}: {rows}", name="{rows}", rows=1), "fr") == "{rows} : 1"


def test_nothing_is_nothing_in_every_language():
    assert [translate("", code) for code in language.LANGUAGES] == ["", ""]


def test_a_day_in_a_sentence_is_written_as_the_language_does():
    assert translate(say("{day}", day=date(2026, 11, 23)), "fr") == "23 nov. 2026"


MOMENT = 1_795_450_508.0
PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("code", "written"),
    [
        (
            "en",
            [
                "12,345",
                "0.5",
                "Nov 23, 2026, 5:15:08\u202fPM",
                "5:15\u202fPM",
                "Nov 23 5:15\u202fPM",
                "Nov 23",
                "Nov 23, 2026",
                "2 minutes",
            ],
        ),
        ("fr", ["12\u202f345", "0,5", "23 nov. 2026, 17:15:08", "17:15", "23 nov. 17:15", "23 nov.", "23 nov. 2026", "2 minutes"]),
    ],
)
def test_numbers_dates_and_times_are_written_as_the_language_does(code, written):
    day = date(2026, 11, 23)
    assert [
        language.number(12_345, code),
        language.number(0.5, code),
        language.moment(MOMENT, code, PARIS),
        language.clock(MOMENT, code, PARIS),
        language.day_and_time(MOMENT, code, PARIS),
        language.day_name(day, code),
        language.full_date(day, code),
        language.duration(130, code),
    ] == written
