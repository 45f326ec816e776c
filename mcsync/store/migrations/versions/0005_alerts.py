"""What the operator was alerted of."""

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Apply."""
