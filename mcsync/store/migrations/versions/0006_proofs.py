"""Whom a run was asked for, what verifying found, and what was erased."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Apply."""
    _asked()
    _verification()
    _erasure()


def _asked() -> None:
    op.create_table(
        "asked",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("address_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("run_id", "address_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_asked_address_id", "asked", ["address_id"])


def _verification() -> None:
    op.create_table(
        "verification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("audience", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("in_place", "different", "missing", "left_alone", "not_ours")),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_verification_run_id", "verification", ["run_id"])
    op.create_index("verification_of_audience", "verification", ["audience", "at"])
    op.create_table(
        "verified",
        sa.Column("verification_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("address_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("verification_id", "place"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_verified_address_id", "verified", ["address_id"])


def _erasure() -> None:
    op.create_table(
        "erasure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("removed", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "erased",
        sa.Column("audience", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("consented", sa.Boolean(), nullable=False),
        sa.Column("left", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("audience", "hash"),
        sqlite_with_rowid=False,
    )
