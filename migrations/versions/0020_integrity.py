"""What was looked for, and what was found not to hold.

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

WHEN = postgresql.TIMESTAMP(timezone=True)


def upgrade() -> None:
    op.create_table(
        "integrity_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("started_at", WHEN, nullable=False),
        sa.Column("ended_at", WHEN, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("counts", postgresql.JSONB(), nullable=False),
        sa.Column("mended", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("integrity_run_pkey")),
    )
    op.create_index(
        "integrity_run_started_idx", "integrity_run", [sa.literal_column("started_at DESC")]
    )
    op.create_table(
        "integrity_finding",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("invariant", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("says", sa.Text(), nullable=False),
        sa.Column("first_seen_at", WHEN, nullable=False),
        sa.Column("last_seen_at", WHEN, nullable=False),
        sa.Column("tries", sa.BigInteger(), nullable=False),
        sa.Column("tried_at", WHEN, nullable=True),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.Column("ended_at", WHEN, nullable=True),
        sa.Column("by_rule", sa.Boolean(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("noted_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("integrity_finding_pkey")),
    )
    op.create_index(
        "integrity_finding_open_key",
        "integrity_finding",
        ["invariant", "key"],
        unique=True,
        postgresql_where=sa.text("ended_at is null"),
    )
    op.create_index(
        "integrity_finding_seen_idx",
        "integrity_finding",
        [sa.literal_column("first_seen_at DESC")],
    )


def downgrade() -> None:
    op.drop_table("integrity_finding")
    op.drop_table("integrity_run")
