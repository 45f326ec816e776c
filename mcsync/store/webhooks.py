"""What Mailchimp's webhook tells, kept until it is read: a post says at most that there is something to read."""

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, delete, func, select, update

from mcsync.store.bulk import chunks, table, upsert
from mcsync.store.database import Database
from mcsync.store.tables_webhook import HeardRow, WebhookRow
from mcsync.store.vault import Vault

_webhooks, _heard = table(WebhookRow), table(HeardRow)

#: People whom posts may name before the next look: whoever floods us with more only makes the look read all changes.
HEARD_MAX = 1_000


class Webhooks:
    """The webhooks of all audiences, by our number of the audience."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database, self._vault = database, vault

    def keep(self, audience: int, *, url: str, mark: str) -> None:
        """Before Mailchimp is told: its question whether we are there comes at once."""
        row = {"audience": audience, "url": self._vault.lock(url), "mark": mark, "registered_at": None, "heard_at": None}
        with self._database.writing() as connection:
            upsert(connection, WebhookRow, [row])

    def registered(self, audience: int) -> None:
        """Mailchimp has taken it."""
        with self._database.writing() as connection:
            mine = _webhooks.c.audience == audience
            connection.execute(update(_webhooks).where(mine).values(registered_at=self._database.now()))

    def find(self, audience: int) -> WebhookRow | None:
        """The audience's, its URL in clear. Raises `SettingsError` where it cannot be decrypted."""
        with self._database.reading() as connection:
            row = connection.execute(select(_webhooks).where(_webhooks.c.audience == audience)).mappings().first()
        return WebhookRow(**{**row, "url": self._vault.unlock(row["url"])}) if row else None

    def marks(self) -> Mapping[str, int]:
        """The mark of each → its audience."""
        with self._database.reading() as connection:
            return {row.mark: row.audience for row in connection.execute(select(_webhooks.c.mark, _webhooks.c.audience))}

    def drop(self, audience: int) -> None:
        """Forget it, and what it said."""
        with self._database.writing() as connection:
            connection.execute(delete(_webhooks).where(_webhooks.c.audience == audience))
            connection.execute(delete(_heard).where(_heard.c.audience == audience))

    def hear(self, audience: int, addresses: Collection[str]) -> None:
        """A post came, and named these people; beyond `HEARD_MAX`, names are left out."""
        with self._database.writing() as connection:
            now = self._database.now()
            connection.execute(update(_webhooks).where(_webhooks.c.audience == audience).values(heard_at=now))
            if self._count(connection, audience) < HEARD_MAX:
                upsert(connection, HeardRow, [{"audience": audience, "address": address, "at": now} for address in addresses])

    def waiting(self, audience: int) -> Mapping[str, float]:
        """Address → when it was last named, of all that is not read yet."""
        with self._database.reading() as connection:
            return {row.address: row.at for row in connection.execute(select(_heard).where(_heard.c.audience == audience))}

    def read(self, audience: int, heard: Mapping[str, float]) -> None:
        """These were read; who was named again since still waits."""
        with self._database.writing() as connection:
            for some in chunks(heard):
                mine = (_heard.c.audience == audience) & _heard.c.address.in_(some) & (_heard.c.at <= max(heard.values()))
                connection.execute(delete(_heard).where(mine))

    def _count(self, connection: Connection, audience: int) -> int:
        return connection.execute(select(func.count()).select_from(_heard).where(_heard.c.audience == audience)).scalar_one()
