"""Whom we saw consent although there was nothing to send them: they have left, too, when the shop no longer has them."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Apply."""
    op.add_column("member", sa.Column("consented", sa.Boolean(), nullable=False, server_default=sa.false()))
