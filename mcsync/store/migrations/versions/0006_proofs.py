"""What verifying found, and what was erased."""

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Apply."""
