"""Brings a store of any age up to date, with Alembic."""

from pathlib import Path

from sqlalchemy import Engine, inspect, text

#: The newest revision in `versions/`; a test compares the two, so that a store that is up to date opens without Alembic.
HEAD = "0001"


def bring_up_to_date(engine: Engine) -> None:
    """Run the migrations that this store has not seen yet."""
    with engine.connect() as connection:
        known = inspect(connection).has_table("alembic_version")
        if known and connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == HEAD:
            return
    _migrate(engine)


def _migrate(engine: Engine) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    with engine.connect().execution_options(mcsync_writes=True) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
