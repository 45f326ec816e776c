"""The command line speaks the reader's language, and a script's JSON does not change with the machine."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FRENCH = {"LANG": "fr_FR.UTF-8"}


@pytest.fixture
def run(tmp_path):
    """A function that runs a command without a shop or an account; the environment by keyword."""

    def run(*args, **environment):
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("MCSYNC_", "MAILCHIMP_", "LC_", "LANG"))}
        environment = {**kept, **environment, "MCSYNC_DATA": str(tmp_path), "PYTHONIOENCODING": "utf-8"}
        command = [sys.executable, "-m", "mcsync", *args]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8")

    return run


@pytest.mark.parametrize(
    ("args", "environment"),
    [(("runs",), FRENCH), (("runs",), {"MCSYNC_LANG": "fr", "LC_ALL": "C"}), (("--lang", "fr", "runs"), {}), (("--lang=fr", "runs"), {})],
)
def test_the_language_is_the_one_asked_for_else_the_machines(run, args, environment):
    assert run(*args, **environment).stdout == "Aucune synchronisation pour l’instant.\n"


def test_english_is_spoken_where_nothing_else_is_asked_for(run):
    assert run("runs").stdout == "No runs yet.\n"


def test_what_commands_are_for_is_explained_in_the_readers_language(run):
    told = run("export", "--help", **FRENCH).stdout
    assert "Envoie tous ceux" in told
    assert "Options" in told
    assert "Send everyone" not in told
    assert "Show this message" not in told


@pytest.mark.parametrize(
    ("args", "english", "french"),
    [
        (("diagnose",), "Missing argument: 'address'.", "Il manque un argument\N{NO-BREAK SPACE}: 'address'."),
        (("fly",), "No such command 'fly'.", "La commande 'fly' n’existe pas."),
        (("runs", "--fly"), "There is no option --fly.", "L’option --fly n’existe pas."),
        (("run", "7"), "There is no run 7.", "Il n’y a pas de synchronisation 7."),
    ],
)
def test_what_was_not_understood_is_said_in_the_readers_language(run, args, english, french):
    in_english, in_french = run(*args), run(*args, **FRENCH)
    assert in_english.stderr.startswith(english)
    assert in_french.stderr.startswith(french)
    assert in_english.returncode == in_french.returncode != 0


def test_a_scripts_json_is_the_same_on_every_machine_unless_a_language_is_asked_for(run):
    here, there, asked = (json.loads(run("run", "7", "--json", **how).stdout)["error"] for how in ({}, FRENCH, {"MCSYNC_LANG": "fr"}))
    assert here == there
    assert here.startswith("There is no run 7.")
    assert asked.startswith("Il n’y a pas de synchronisation 7.")


def test_a_language_that_there_is_not_is_refused(run):
    refused = run("--lang", "de", "runs")
    assert refused.returncode == 2
    assert "There is no language “de”. Choose one of: en, fr." in refused.stderr
