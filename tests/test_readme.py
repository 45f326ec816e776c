"""What the README shows must be so."""

import re
import subprocess
from pathlib import Path

import pytest
from typer.main import get_command

from mcsync.cli import app
from mcsync.settings import SETTINGS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = get_command(app).commands


@pytest.mark.parametrize("line", re.findall(r"^\$ python -m mcsync (.+)$", README, re.MULTILINE))
def test_every_command_shown_exists_with_its_options(line):
    name, *words = line.split()
    options = {option for parameter in COMMANDS[name].params for option in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= options


def test_every_command_is_named():
    assert [name for name in COMMANDS if not re.search(rf"\b{name}\b", README)] == []


def test_every_variable_of_a_setting_is_explained():
    assert [setting.variable for setting in SETTINGS.values() if setting.variable and f"`{setting.variable}`" not in README] == []


def test_every_variable_explained_is_read_somewhere():
    code = "\n".join(file.read_text(encoding="utf-8") for file in (ROOT / "mcsync").rglob("*.py"))
    assert [name for name in re.findall(r"`(MCSYNC_\w+|MAILCHIMP_\w+)`", README) if f'"{name}"' not in code] == []


def test_every_file_shown_is_there():
    shown = [*re.findall(r"\]\(([^)]+)\)", README), *re.findall(r"`(mcsync/[\w/]+(?:\.py|/)|tests/[\w/]+\.py)`", README)]
    assert shown
    assert [name for name in shown if not (ROOT / name).exists()] == []


def test_make_explains_every_target_the_readme_names():
    helped = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert [target for target in set(re.findall(r"`?make (\w+)", README)) if f"make {target}" not in helped] == []
