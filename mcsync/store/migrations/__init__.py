"""Brings a store of any age up to date, with Alembic."""

from pathlib import Path

from sqlalchemy import Engine, inspect, text

from mcsync.errors import StoreError
from mcsync.message import say

#: The newest revision in `versions/`; a test compares the two, so that a store that is up to date opens without Alembic.
HEAD = "0008"
#: Any number, as long as it stays the same: PostgreSQL lets one session hold it at a time.
_ONE_AT_A_TIME = 5_077_001


def bring_up_to_date(engine: Engine) -> None:
    """Run the migrations that this store has not seen yet. Raises `StoreError` for a store of a newer mcsync."""
    with engine.connect() as connection:
        known = inspect(connection).has_table("alembic_version")
        revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar() if known else None
    if revision is not None and revision > HEAD:
        raise StoreError(
            say(
                "The store was last used by a newer mcsync (its tables are {found}, this one knows {ours}). Install that version again.",
                found=revision,
                ours=HEAD,
            )
        )
    if revision != HEAD:
        _migrate(engine)


def _migrate(engine: Engine) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    with engine.connect().execution_options(mcsync_writes=True) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _ONE_AT_A_TIME})
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
