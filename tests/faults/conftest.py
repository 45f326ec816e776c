"""One stage a test."""

import shutil
from contextlib import ExitStack

import pytest

from mcsync.sandbox import Options, Sandbox
from tests.faults.stage import ShopFile, Stage


@pytest.fixture
def start_stage(tmp_path, zygote, migrated_sqlite):
    """A function that sets a stage: sandbox options, `environment` for the workers, a `folder` of its own. Nothing is left running."""
    with ExitStack() as running:

        def start(*, environment=None, folder=tmp_path, **options) -> Stage:
            sandbox = running.enter_context(Sandbox(Options(**options)))
            (folder / "data").mkdir(parents=True)
            shutil.copy(migrated_sqlite, folder / "data" / "mcsync.sqlite")
            shop = ShopFile(path=folder / "shop.sqlite").create()
            stage = Stage(folder=folder / "data", sandbox=sandbox, zygote=zygote, shop=shop, environment=environment or {})
            running.callback(stage.close)
            return stage

        yield start


@pytest.fixture
def stage(start_stage):
    """A stage as it comes: calls take 30 ms."""
    return start_stage(latency=0.03)
