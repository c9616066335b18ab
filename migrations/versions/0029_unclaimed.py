"""Money in a provider's bill that belongs to no payment of ours: kept apart or sent back.

Revision ID: 0029
Revises: 0028
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

WHEN = postgresql.TIMESTAMP(timezone=True)
TABLE = "payments_unclaimed"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("difference_id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("reference", sa.Uuid(), nullable=True),
        sa.Column("give_back", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", WHEN, nullable=False),
        sa.Column("approval_id", sa.Uuid(), nullable=True),
        sa.Column("try_at", WHEN, nullable=False),
        sa.Column("tries", sa.BigInteger(), nullable=False),
        sa.Column("done_at", WHEN, nullable=True),
        sa.Column("provider_reference", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("payments_unclaimed_amount_check")),
        sa.ForeignKeyConstraint(
            ["difference_id"],
            ["payments_difference.id"],
            name=op.f("payments_unclaimed_difference_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["line_id"], ["payments_bill_line.id"], name=op.f("payments_unclaimed_line_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["approval_id"],
            ["access_approval.id"],
            name=op.f("payments_unclaimed_approval_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("payments_unclaimed_pkey")),
    )
    for column in ("approval_id", "difference_id"):
        op.create_index(op.f(f"payments_unclaimed_{column}_idx"), TABLE, [column])
    op.create_index(
        "payments_unclaimed_line_key",
        TABLE,
        ["line_id"],
        unique=True,
        postgresql_where=sa.text("state <> 'declined'"),
    )
    op.create_index(
        "payments_unclaimed_due_idx",
        TABLE,
        ["try_at"],
        postgresql_where=sa.text("state in ('owed', 'sent')"),
    )


def downgrade() -> None:
    op.drop_table(TABLE)
