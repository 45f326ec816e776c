"""What Mailchimp's webhook said, until it is read; and by which settings everybody was last compared."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "webhook",
        sa.Column("audience", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("registered_at", sa.Double(), nullable=True),
        sa.Column("heard_at", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("audience"),
        sa.UniqueConstraint("mark"),
    )
    op.create_table(
        "heard",
        sa.Column("audience", sa.Integer(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("audience", "address"),
        sqlite_with_rowid=False,
    )
    op.add_column("schedule", sa.Column("chosen", sa.String(), nullable=False, server_default=""))
