"""Waking workers: huey carries “there is something to do” and nothing else. Losing all of it loses nothing, since workers also look by themselves."""

import os
from collections.abc import Callable
from pathlib import Path

from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey

from mcsync.errors import SettingsError
from mcsync.message import say


class Queue:
    """Submits runs; a worker subscribes."""

    def __init__(self, url: str, folder: Path) -> None:
        """`url` is redis://…, postgresql://… or empty for a file in `folder`. Raises `SettingsError`."""
        self.huey = _huey(url, folder)
        self._woken: Callable[[], None] = lambda: None
        self._wake = self.huey.task(name="wake")(lambda _run: self._woken())

    def submit(self, run: int) -> None:
        """Wake a worker for this run."""
        self._wake(run)

    def subscribe(self, woken: Callable[[], None]) -> None:
        """Call `woken` in this process whenever something was submitted."""
        self._woken = woken


def _huey(url: str, folder: Path) -> Huey:
    if not url:
        return SqliteHuey("mcsync", filename=str(_made(folder / "queue.sqlite")), results=False)
    if url.startswith(("redis://", "rediss://")):
        return RedisHuey("mcsync", url=url, results=False)
    if url.startswith(("postgresql://", "postgres://")):
        return PostgresHuey("mcsync", dsn=url, results=False)
    raise SettingsError(say("The queue's address must begin with redis:// or postgresql://, or be left empty for a file."))


def _made(path: Path) -> Path:
    """For its owner's eyes only, which the files that SQLite puts beside it take over."""
    os.close(os.open(path, os.O_RDONLY | os.O_CREAT, 0o600))
    return path
