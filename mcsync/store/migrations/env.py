"""Alembic's entry: migrates the connection that `bring_up_to_date` hands over."""

from alembic import context
from sqlmodel import SQLModel

from mcsync.store import tables, tables_following, tables_mapping  # noqa: F401  # fills the metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=SQLModel.metadata, render_as_batch=True)
context.run_migrations()
