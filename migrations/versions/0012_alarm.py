"""Alarms that staff see; the sandbox finds a day's payments by their time.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

WHEN = postgresql.TIMESTAMP(timezone=True)


def upgrade() -> None:
    op.create_table(
        "access_alarm",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("facts", postgresql.JSONB(), nullable=False),
        sa.Column("times", sa.BigInteger(), nullable=False),
        sa.Column("raised_at", WHEN, nullable=False),
        sa.Column("seen_at", WHEN, nullable=False),
        sa.Column("acknowledged_at", WHEN, nullable=True),
        sa.Column("acknowledged_by", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("cleared_at", WHEN, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("access_alarm_pkey")),
    )
    op.create_index(
        "access_alarm_on_key",
        "access_alarm",
        ["kind", "key"],
        unique=True,
        postgresql_where=sa.text("cleared_at is null"),
    )
    op.create_index(
        "access_alarm_raised_idx", "access_alarm", [sa.literal_column("raised_at DESC")]
    )
    op.create_index("charge_paid_idx", "charge", ["paid_at"], schema="sandbox")


def downgrade() -> None:
    op.drop_index("charge_paid_idx", table_name="charge", schema="sandbox")
    op.drop_table("access_alarm")
