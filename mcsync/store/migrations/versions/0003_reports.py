"""What status and runs are counted from."""

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Apply."""
