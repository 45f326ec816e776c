"""The command line speaks the reader's language, and a script's JSON does not change with the machine."""

import json

import pytest

FRENCH = {"LANG": "fr_FR.UTF-8"}
#: What may say which language a machine speaks.
SAYS_NOTHING = dict.fromkeys(("LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES"))


@pytest.fixture
def run(new_command):
    """A function that runs a command without a shop or an account; the environment by keyword."""
    command = new_command()
    return lambda *args, **environment: command(*args, **{**SAYS_NOTHING, **environment})


@pytest.mark.parametrize(
    ("args", "environment"),
    [(("runs",), FRENCH), (("runs",), {"MCSYNC_LANG": "fr", "LC_ALL": "C"}), (("--lang", "fr", "runs"), {}), (("--lang=fr", "runs"), {})],
)
def test_the_language_is_the_one_asked_for_else_the_machines(run, args, environment):
    assert run(*args, **environment).out == "Aucune synchronisation pour l’instant.\n"


def test_english_is_spoken_where_nothing_else_is_asked_for(run):
    assert run("runs").out == "No runs yet.\n"


def test_what_commands_are_for_is_explained_in_the_readers_language(new_command):
    told = new_command(cold=True)("export", "--help", **{**SAYS_NOTHING, **FRENCH}).out
    assert "Envoie tous ceux" in told
    assert "Options" in told
    assert "Send everyone" not in told
    assert "Show this message" not in told


@pytest.mark.parametrize(
    ("args", "english", "french"),
    [
        (("resync",), "Missing argument: 'address'.", "Il manque un argument\N{NO-BREAK SPACE}: 'address'."),
        (("fly",), "No such command 'fly'.", "La commande 'fly' n’existe pas."),
        (("runs", "--fly"), "There is no option --fly.", "L’option --fly n’existe pas."),
        (("run", "7"), "There is no run 7.", "Il n’y a pas de synchronisation 7."),
    ],
)
def test_what_was_not_understood_is_said_in_the_readers_language(run, args, english, french):
    in_english, in_french = run(*args), run(*args, **FRENCH)
    assert in_english.err.startswith(english)
    assert in_french.err.startswith(french)
    assert in_english.code == in_french.code != 0


def test_a_scripts_json_is_the_same_on_every_machine_unless_a_language_is_asked_for(run):
    here, there, asked = (json.loads(run("run", "7", "--json", **how).out)["error"] for how in ({}, FRENCH, {"MCSYNC_LANG": "fr"}))
    assert here == there
    assert here.startswith("There is no run 7.")
    assert asked.startswith("Il n’y a pas de synchronisation 7.")


def test_a_language_that_there_is_not_is_refused(run):
    refused = run("--lang", "de", "runs")
    assert refused.code == 2
    assert "There is no language “de”. Choose one of: en, fr." in refused.err
