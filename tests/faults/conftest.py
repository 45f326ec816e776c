"""One stage a test."""

from contextlib import ExitStack

import pytest

from mcsync.sandbox import Options, Sandbox
from tests.faults.stage import ShopFile, Stage


@pytest.fixture
def start_stage(tmp_path, zygote):
    """A function that sets a stage: sandbox options, `environment` for the workers. Nothing is left running."""
    with ExitStack() as running:

        def start(*, environment=None, **options) -> Stage:
            sandbox = running.enter_context(Sandbox(Options(**options)))
            shop = ShopFile(path=tmp_path / "shop.sqlite").create()
            stage = Stage(folder=tmp_path / "data", sandbox=sandbox, zygote=zygote, shop=shop, environment=environment or {})
            running.callback(stage.close)
            return stage

        yield start


@pytest.fixture
def stage(start_stage):
    """A stage as it comes: calls take 30 ms."""
    return start_stage(latency=0.03)
