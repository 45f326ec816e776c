"""Forgetting details of people after a while, a little at a time, so that nothing else has to wait."""

from collections.abc import Callable

from mcsync.settings import Settings
from mcsync.store import Store

#: Rows of one commit: a writer has SQLite for itself, and a few thousand rows take it some hundredths of a second.
CHUNK = 2000
#: Commits of one round.
CHUNKS = 25
_SECONDS_A_DAY = 86_400.0


class Retention:
    """Applied in each round of a worker; several workers may do so at once."""

    def __init__(self, store: Store, settings: Callable[[], Settings]) -> None:
        self._store, self._settings = store, settings

    def round(self) -> None:
        """Remove some of what is older than the settings allow. Raises `SettingsError`, `StoreError`."""
        days = self._settings().retention_days
        if not days:
            return
        before = self._store.now() - days * _SECONDS_A_DAY
        for _ in range(CHUNKS):
            if not self._store.retention.remove(before, CHUNK):
                return
