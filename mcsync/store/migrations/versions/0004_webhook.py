"""What Mailchimp's webhook said, until it is read."""

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Apply."""
