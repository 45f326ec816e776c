"""Fixtures of all tests, and the rule that nothing may be skipped where CI=true."""

import os
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# How fast the machine is just now is nothing that a property can fail on; and each run tries the same examples, so that none fails by chance.
settings.register_profile("calm", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
#: For who wants to find something new: `pytest --hypothesis-profile=search`.
settings.register_profile("search", settings.get_profile("calm"), derandomize=False)
settings.load_profile("calm")

# Marked first, because the modules import each other and pytest warns of one that came in before it was named.
pytest.register_assert_rewrite("tests.fixtures")
#: Every module of tests/fixtures; a new file there is known without being named here.
pytest_plugins = [f"tests.fixtures.{file.stem}" for file in sorted(Path(__file__).parent.joinpath("fixtures").glob("[!_]*.py"))]


#: Folders of the longest tests.
LONGEST = ("tests/faults/", "tests/browser/", "tests/acceptance/", "tests/ui/", "tests/engine/")


def pytest_collection_modifyitems(items):
    """The longest first, so that in the end no core waits for one that began last."""
    items.sort(key=lambda item: next((place for place, folder in enumerate(LONGEST) if item.nodeid.startswith(folder)), len(LONGEST)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """A file's tests stay together, for what they share; those with a browser share nothing, and each takes long enough to go alone."""
    from xdist.scheduler import LoadFileScheduling

    class ByFile(LoadFileScheduling):
        def _split_scope(self, nodeid):
            return nodeid if nodeid.startswith("tests/browser/") else super()._split_scope(nodeid)

    return ByFile(config, log) if config.getvalue("dist") == "loadfile" else None


@pytest.fixture(autouse=True)
def _main_module():
    """Streamlit's tester leaves a page as the main program, and whatever is spawned afterwards would run it."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session, exitstatus):
    """Turns a skip into a failure where CI=true: there, every program is installed first, so a skip hides something."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") == "true" and reporter and reporter.stats.get("skipped") and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter):
    """Says why a run without failures is not accepted."""
    skipped = terminalreporter.stats.get("skipped")
    if os.environ.get("CI") == "true" and skipped:
        terminalreporter.write_line(f"{len(skipped)} skipped: with CI=true that is a failure.", red=True)
