"""The layout is the diagram: imports point down, a foreign package has one room, and nothing grows too long."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import house

ROOT = Path(__file__).parent.parent

#: `module.function` or `module` that may be longer, with its reason. None so far.
MAY_BE_LONGER: dict[str, str] = {}


@pytest.fixture
def tree(tmp_path):
    """Writes a made-up project: `tree({"mcsync/errors.py": "import os"})`."""

    def write(files):
        for path, text in files.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text)
        return tmp_path

    return write


def test_every_module_has_its_floor():
    assert house.homeless(ROOT) == []


def test_every_import_points_down():
    assert house.upward(ROOT) == []


def test_no_modules_go_round_in_a_circle():
    assert house.cycles(ROOT) == []


def test_every_foreign_package_stays_in_its_room():
    assert house.strangers(ROOT) == []


def test_nothing_is_too_long_to_be_read_at_once():
    assert [line for line in house.too_long(ROOT) if line.split(":")[0] not in MAY_BE_LONGER] == []


def test_exceptions_are_given_back_when_they_are_not_needed():
    assert set(MAY_BE_LONGER) <= {line.split(":")[0] for line in house.too_long(ROOT)}


def test_the_walk_sees_the_project():
    assert {"mcsync.errors", "mcsync.mailchimp.client"} <= set(house.modules(ROOT))
    assert "mcsync.message" in {found.imported for found in house.imports(ROOT)}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("mcsync/address.py", "from mcsync.selection import choose"),
        ("mcsync/address.py", "import mcsync.selection"),
        ("mcsync/address.py", "from mcsync import selection"),
        ("mcsync/address.py", "from .selection import choose"),
        ("mcsync/address.py", "def late():\n    from mcsync.selection import choose"),
        ("mcsync/address.py", "def late():\n    from . import selection"),
        ("mcsync/address.py", "import importlib\nimportlib.import_module('mcsync.selection')"),
        ("mcsync/address.py", "if TYPE_CHECKING:\n    from mcsync.selection import choose"),
        ("mcsync/store/deep/down.py", "from ...engine import send"),
        ("mcsync/shop/reader.py", "from mcsync.store import tables"),
        ("mcsync/service.py", "from mcsync.ui import frame"),
        ("mcsync/ui/frame.py", "from mcsync.cli import main"),
        ("mcsync/sandbox/members.py", "from mcsync.mailchimp import shapes"),
        ("mcsync/sandbox/members.py", "from mcsync.address import member_id"),
        ("mcsync/errors.py", "from mcsync.nowhere import thing"),
        ("mcsync/reports.py", "from mcsync.charts import bars"),
        ("mcsync/__init__.py", "from mcsync.errors import McsyncError"),
    ],
)
def test_an_import_that_does_not_point_down_is_reported(tree, path, text):
    root = tree({"mcsync/selection.py": "", "mcsync/ui/frame.py": "", "mcsync/engine/send.py": "", path: text})
    assert len(house.upward(root)) == 1


def test_imports_that_point_down_are_left_alone(tree):
    root = tree(
        {
            "mcsync/errors.py": "from mcsync.message import say",
            "mcsync/message.py": "import json",
            "mcsync/settings.py": "from mcsync.address import canonical",
            "mcsync/address.py": "",
            "mcsync/store/runs.py": "from . import tables\nfrom mcsync.outcome import Outcome",
            "mcsync/store/tables.py": "",
            "mcsync/outcome.py": "",
            "pages/export.py": "import mcsync.ui.frame\nfrom mcsync import service",
            "mcsync/ui/frame.py": "from mcsync.service import export",
            "mcsync/service.py": "import mcsync.store.runs",
        }
    )
    assert (house.upward(root), house.homeless(root), house.cycles(root), house.strangers(root)) == ([], [], [], [])


def test_a_module_without_a_floor_is_reported(tree):
    assert house.homeless(tree({"mcsync/utils.py": ""})) == ["mcsync.utils: has no floor yet; give it one in tests/house.py"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("mcsync/service.py", "import streamlit as st"),
        ("mcsync/mailchimp/api.py", "from requests.adapters import HTTPAdapter"),
        ("mcsync/store/runs.py", "def late():\n    import huey"),
        ("mcsync/reports.py", "import plotly.graph_objects as go"),
        ("mcsync/ui/frame.py", "import sqlalchemy"),
        ("mcsync/engine/send.py", "import numpy"),
        ("pages/export.py", "import importlib, os\nimportlib.import_module(os.environ['X'])"),
    ],
)
def test_a_foreign_package_in_the_wrong_room_is_reported(tree, path, text):
    assert len(house.strangers(tree({path: text}))) == 1


def test_a_foreign_package_in_its_room_is_left_alone(tree):
    root = tree({"mcsync/mailchimp/client.py": "import requests, orjson", "mcsync/engine/queue.py": "from huey import SqliteHuey"})
    assert house.strangers(root) == []


def test_a_circle_is_reported(tree):
    root = tree({"mcsync/address.py": "def late():\n    import mcsync.settings", "mcsync/settings.py": "from mcsync import address"})
    assert sorted(set(house.cycles(root)[0].split(" ← "))) == ["mcsync.address", "mcsync.settings"]


def test_long_files_and_functions_are_reported(tree):
    root = tree(
        {
            "mcsync/message.py": "x = 1\n" * 251,
            "mcsync/errors.py": "async def f():\n" + "    pass\n" * 30,
            "pages/export.py": "x = 1\n" * 131,
            "mcsync/address.py": "def f():\n" + "    pass\n" * 29 + "x = 1\n" * 220,
        }
    )
    assert house.too_long(root) == [
        "mcsync.errors.f: 31 lines, at most 30",
        "mcsync.message: 251 lines, at most 250",
        "pages.export: 131 lines, at most 130",
    ]


SKIPS = "from tests.fixtures.tools import need\ndef test_that_needs_a_program():\n    need('no-such-program')\n"
SKIPS_BY_HAND = "import pytest\ndef test_that_is_skipped():\n    pytest.skip('not today')\n"


@pytest.mark.parametrize(("text", "ci", "status"), [(SKIPS, "", 0), (SKIPS_BY_HAND, "", 0), (SKIPS, "true", 1), (SKIPS_BY_HAND, "true", 1)])
def test_a_skipped_test_is_a_failure_only_where_ci_says_so(tree, text, ci, status):
    skipping = tree({"test_skipping.py": text}) / "test_skipping.py"
    command = [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-p", "no:cacheprovider", f"--rootdir={ROOT}", str(skipping)]
    assert subprocess.run(command, cwd=ROOT, env=os.environ | {"CI": ci}, capture_output=True).returncode == status


def test_versions_are_pinned_and_no_address_of_a_registry_is_written_down():
    for file in ("requirements.txt", "requirements-dev.txt", "constraints.txt"):
        lines = [line for line in (ROOT / file).read_text().splitlines() if line and not line.startswith(("#", "-c ", "-r "))]
        assert lines
        assert [line for line in lines if line.count("==") != 1 or "://" in line] == []
