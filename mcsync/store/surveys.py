"""The last survey of each audience, kept under a digest of all that it depended on."""

from sqlalchemy import select

from mcsync.store.bulk import table, upsert
from mcsync.store.database import Database
from mcsync.store.tables import SurveyRow

_surveys = table(SurveyRow)


class Surveys:
    """One an audience; the newest takes the place of the one before."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, audience: int, key: str) -> str | None:
        """The figures kept under exactly this key, if they still hold."""
        with self._database.reading() as connection:
            mine = select(_surveys).where(_surveys.c.audience == audience, _surveys.c.key == key)
            row = connection.execute(mine).mappings().first()
        fresh = row is not None and (row["valid_until"] is None or self._database.now() < row["valid_until"])
        return row["figures"] if row and fresh else None

    def keep(self, audience: int, key: str, figures: str, valid_until: float | None) -> None:
        """Keep these figures."""
        row = {"audience": audience, "key": key, "figures": figures, "valid_until": valid_until}
        with self._database.writing() as connection:
            upsert(connection, SurveyRow, [row])
