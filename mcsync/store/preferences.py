"""What the operator chose, and the journal of who chose it."""

from collections.abc import Mapping

import orjson
from sqlalchemy import Connection, delete, insert, select

from mcsync.message import Message, say
from mcsync.setting_names import SETTING_NAMES, setting_value
from mcsync.settings import SETTINGS, mask
from mcsync.store.bulk import table, upsert
from mcsync.store.database import Database
from mcsync.store.tables import JournalRow, SettingRow
from mcsync.store.vault import Vault

#: What `Message.to_json` begins with, and nothing that anybody typed.
_SENTENCE = '{"template":'

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
                self._note(connection, by, "setting", _changed(name, mask(name, text)))

    def note(self, by: str, action: str, detail: Message | str = "") -> None:
        """Write into the journal; a detail that is a sentence is read in each reader's language."""
        with self._database.writing() as connection:
            self._note(connection, by, action, detail)

    def _write_one(self, connection: Connection, name: str, text: str) -> None:
        if not text:
            connection.execute(delete(_settings).where(_settings.c.name == name))
            return
        upsert(connection, SettingRow, [{"name": name, "text": self._vault.lock(text) if SETTINGS[name].secret else text}])

    def _note(self, connection: Connection, by: str, action: str, detail: Message | str) -> None:
        row = {"at": self._database.now(), "by": by, "action": action, "detail": kept(detail)}
        connection.execute(insert(_journal), row)


def _changed(name: str, text: str) -> Message:
    called = SETTING_NAMES.get(name, name)
    return say("{name}: {value}", name=called, value=setting_value(name, text)) if text else say("{name}: emptied", name=called)


def kept(detail: Message | str) -> str:
    """A detail of the journal as the store keeps it."""
    return detail if isinstance(detail, str) else orjson.dumps(detail.to_json()).decode()


def told(text: str) -> Message | str:
    """The detail behind what `kept` gave; older ones are texts."""
    return Message.from_json(orjson.loads(text)) if text.startswith(_SENTENCE) else text
