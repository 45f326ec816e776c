"""What the operator chose, and the journal of who chose it."""

from collections.abc import Mapping

from sqlalchemy import Connection, delete, insert, select

from mcsync.settings import SETTINGS, mask
from mcsync.store.bulk import table, upsert
from mcsync.store.database import Database
from mcsync.store.tables import JournalRow, SettingRow
from mcsync.store.vault import Vault

_settings, _journal = table(SettingRow), table(JournalRow)


class Preferences:
    """Stored settings, by name, as typed."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    def read(self) -> dict[str, str]:
        """Every stored setting; secrets in clear. Raises `SettingsError` when they cannot be decrypted."""
        with self._database.reading() as connection:
            rows = connection.execute(select(_settings.c.name, _settings.c.text)).all()
        return {name: self._vault.unlock(text) if SETTINGS[name].secret else text for name, text in rows if name in SETTINGS}

    def write(self, texts: Mapping[str, str], by: str) -> None:
        """Store these settings, all or none; an empty text forgets one. Each goes into the journal, secrets masked."""
        with self._database.writing() as connection:
            for name, text in texts.items():
                self._write_one(connection, name, text)
                self._note(connection, by, "setting", f"{name} = {mask(name, text)}")

    def note(self, by: str, action: str, detail: str = "") -> None:
        """Write into the journal."""
        with self._database.writing() as connection:
            self._note(connection, by, action, detail)

    def _write_one(self, connection: Connection, name: str, text: str) -> None:
        if not text:
            connection.execute(delete(_settings).where(_settings.c.name == name))
            return
        upsert(connection, SettingRow, [{"name": name, "text": self._vault.lock(text) if SETTINGS[name].secret else text}])

    def _note(self, connection: Connection, by: str, action: str, detail: str) -> None:
        row = {"at": self._database.now(), "by": by, "action": action, "detail": detail}
        connection.execute(insert(_journal), row)
