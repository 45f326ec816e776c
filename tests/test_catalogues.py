"""Every sentence is in every language, in the form that a reader of it expects. `make messages` mends what can be mended by itself."""

import pytest
from babel.messages import Catalog

from mcsync.language import LANGUAGES
from tests import messages

OTHERS = LANGUAGES[1:]


@pytest.fixture(scope="module")
def wanted():
    return messages.collected()


@pytest.mark.parametrize("code", OTHERS)
def test_every_sentence_is_there_translated_and_whole(code, wanted):
    assert messages.faults(code, wanted) == []


@pytest.mark.parametrize("code", OTHERS)
def test_what_the_program_reads_is_what_people_wrote(code):
    compiled = messages.path(code).with_suffix(".mo").read_bytes()
    assert compiled == messages.compiled(messages.read(code)), "make messages"


@pytest.mark.parametrize("code", OTHERS)
def test_the_catalogue_is_in_its_form_so_that_a_change_shows_as_that_change(code):
    assert messages.path(code).read_bytes() == messages.written(messages.read(code)), "make messages"


def test_french_says_none_in_the_singular():
    assert messages.read("fr").plural_expr == "(n > 1)"


SOURCE = '''
class WrongError(McsyncError):
    """Something
    is wrong."""

class Other:
    """Not for the operator."""

@app.command("set")
def change(name: Annotated[str, typer.Argument(help="The name.")]):
    """Change it."""
    plain(_("one" "whole") if here else "two", x=say_many("{n} row", "{n} rows", 3))
    say(variable)
    say("")
    print("not a sentence")
'''


def test_sentences_are_found_wherever_they_are_written():
    assert set(messages.sentences(SOURCE)) == {
        "Something is wrong.",
        "The name.",
        "Change it.",
        "onewhole",
        "two",
        ("{n} row", "{n} rows"),
    }


def test_the_sandbox_speaks_mailchimps_english():
    assert not [name for name in messages.files() if "sandbox" in name]


@pytest.mark.parametrize(
    ("sentence", "translation", "fault"),
    [
        ("It runs.", "", "untranslated"),
        (("{n} row", "{n} rows"), ("{n} ligne", ""), "untranslated"),
        ("{count} rows.", "{nombre} lignes.", "other placeholders"),
        ("It runs.", "Il tourne", "another end"),
        ("Really?", "Vraiment ?", "a blank that may break"),
        ("Really?", "Vraiment?", "no blank"),
        ("So: no.", "Donc: non.", "no blank"),
        ("“a” is no.", "«a» ne va pas.", "no blank"),
        ("“a” is no.", "“a” ne va pas.", "English quotation marks"),
        ("It is.", "C'est ça.", "a typewriter's apostrophe"),
    ],
)
def test_a_fault_is_told(tmp_path, monkeypatch, sentence, translation, fault):
    assert [line.split(":")[0].split(" in ")[0] for line in faults_of(tmp_path, monkeypatch, sentence, translation)] == [fault]


@pytest.mark.parametrize(
    ("sentence", "translation"),
    [
        ("Really {n}: “{a}”?", "Vraiment {n}\u00a0: «\u00a0{a}\u00a0»\u202f?"),
        ("See `a: b`, http://x.example:80/y.", "Voyez `a: b`, http://x.example:80/y."),
        (("{n} row", "{n} rows"), ("{n} ligne", "{n} lignes")),
    ],
)
def test_a_good_translation_has_no_fault(tmp_path, monkeypatch, sentence, translation):
    assert faults_of(tmp_path, monkeypatch, sentence, translation) == []


def test_a_sentence_too_much_and_one_too_few_are_told(tmp_path, monkeypatch):
    other = Catalog()
    other.add("New.")
    assert faults_of(tmp_path, monkeypatch, "Old.", "Ancien.", other) == ["missing: 'New.'", "stale: 'Old.'"]


def faults_of(folder, monkeypatch, sentence, translation, wanted=None):
    """What is found in a French catalogue with this one sentence."""
    catalogue = Catalog(locale="fr")
    catalogue.add(sentence, translation)
    monkeypatch.setattr(messages, "CATALOGUES", folder)
    messages.path("fr").parent.mkdir(parents=True)
    messages.path("fr").write_bytes(messages.written(catalogue))
    return messages.faults("fr", wanted or catalogue)
