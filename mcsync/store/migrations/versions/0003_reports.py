"""What status and runs are counted from."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_FIGURES = ["settled_at", "run_id", "number", "size", "created", "updated", "refused", "left_alone"]
_STANDING = ["run_id", "state", "number", "strikes", "size", "created", "updated", "refused", "left_alone", "claimed_at", "settled_at"]


def upgrade() -> None:
    """Apply."""
    op.add_column("run", sa.Column("settings", sa.Text(), nullable=True))
    op.create_index("run_by_time", "run", ["audience", "created_at"], unique=False)
    # A settled batch is the roll-up of its contacts: with its figures in the index, a period is counted without touching the rows.
    op.drop_index("ix_batch_settled_at", "batch")
    op.create_index("batch_figures", "batch", _FIGURES, unique=False)
    # Who watches a run asks every second: the packed contacts lie between a row's state and its figures, and would be read past.
    op.drop_index("batch_state", "batch")
    op.create_index("batch_state", "batch", _STANDING, unique=False)
