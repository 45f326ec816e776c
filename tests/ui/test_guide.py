"""The guide says what the pages say, and can be read on a page in the reader's language."""

import re

import pytest

from mcsync.language import LANGUAGES
from mcsync.ui.guide import DOCS, FILES, chapters
from tests import messages
from tests.fixtures.ui import words


def on_the_screen(code):
    """Every text that a page may show in this language."""
    texts = {message.id: message.string for message in messages.read("fr")}
    shown = texts.values() if code == "fr" else texts.keys()
    return {text for each in shown for text in (each if isinstance(each, tuple) else (each,))}


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_word_in_bold_is_on_the_screen(code):
    guide = (DOCS / FILES[code]).read_text(encoding="utf-8")
    named = set(re.findall(r"\*\*(.+?)\*\*", guide.split("## Questions")[0])) - {"gras", "bold"}
    answers = guide.split("## Questions")[1]
    named |= {word for line in answers.splitlines() for word in re.findall(r"(?<=.)\*\*(.+?)\*\*", re.sub(r"^\*\*.+?\*\*", "", line))}
    assert len(named) > 20
    assert named - on_the_screen(code) == set()


def test_both_guides_have_the_same_chapters_and_steps():
    english, french = (chapters(code) for code in ("en", "fr"))
    assert len(english) == len(french) > 8
    shapes = [
        [re.sub(r"[^\n]*", lambda line: line[0][:1] if line[0][:1] in "-123456789" else "", text) for text in guide.values()]
        for guide in (english, french)
    ]
    assert shapes[0] == shapes[1]


@pytest.mark.parametrize(("code", "heading"), [("en", "First try"), ("fr", "Premier essai")])
def test_the_page_shows_the_guide_in_the_readers_language(pages, code, heading):
    reader = pages.open("help", lang=code)
    assert reader.expander[0].label == heading
    assert chapters(code)[""] in words(reader)
