"""What automatic synchronisation remembers."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Apply."""
    _schedule()
    _shop()
    _pending()
    _trouble()
    _news()


def _schedule() -> None:
    op.create_table(
        "schedule",
        sa.Column("audience", sa.Integer(), nullable=False),
        sa.Column("claimed_at", sa.Double(), nullable=False),
        sa.Column("looked_at", sa.Double(), nullable=True),
        sa.Column("succeeded_at", sa.Double(), nullable=True),
        sa.Column("read_back_at", sa.Double(), nullable=True),
        sa.Column("whole_at", sa.Double(), nullable=True),
        sa.Column("whole_asked_at", sa.Double(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("moved_at", sa.Double(), nullable=True),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.Column("allowed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("audience"),
    )


def _shop() -> None:
    op.create_table(
        "stretch",
        sa.Column("audience", sa.Integer(), nullable=False),
        sa.Column("origin", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("audience", "origin", "number"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "shop_row",
        sa.Column("audience", sa.Integer(), nullable=False),
        sa.Column("origin", sa.Integer(), nullable=False),
        sa.Column("stretch", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("audience", "origin", "stretch", "id"),
        sqlite_with_rowid=False,
    )
    op.create_index("shop_row_of_address", "shop_row", ["audience", "address_id"], unique=False)


def _pending() -> None:
    op.create_table(
        "pending",
        sa.Column("audience", sa.Integer(), nullable=False),
        sa.Column("address_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("audience", "address_id"),
        sqlite_with_rowid=False,
    )


def _trouble() -> None:
    op.create_table(
        "trouble",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("audience", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("since", sa.Double(), nullable=False),
        sa.Column("seen_at", sa.Double(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "one_trouble_a_cause",
        "trouble",
        ["audience", "cause"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _news() -> None:
    op.create_table(
        "news",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("audience", sa.Integer(), nullable=False),
        sa.Column("address_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_news_address_id", "news", ["address_id"], unique=False)
    op.create_index("news_by_time", "news", ["audience", "at"], unique=False)
