"""Bills of providers, and where they differ from our ledger.

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

WHEN = postgresql.TIMESTAMP(timezone=True)
COUNTS = ("lines", "matched", "neighbours", "differences", "mended")
MINORS = ("captured_minor", "refunded_minor", "fee_minor", "fee_booked_minor")


def upgrade() -> None:
    op.create_index("payments_ledger_day_idx", "payments_ledger", ["provider", "at"])
    op.create_table(
        "payments_bill_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("reference", sa.Uuid(), nullable=True),
        sa.Column("provider_reference", sa.Text(), nullable=False),
        sa.Column("at", WHEN, nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("fee_minor", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("payments_bill_line_pkey")),
        sa.UniqueConstraint(
            "provider",
            "kind",
            "provider_reference",
            name=op.f("payments_bill_line_provider_kind_provider_reference_key"),
        ),
    )
    op.create_index("payments_bill_line_day_idx", "payments_bill_line", ["provider", "day"])
    op.create_index("payments_bill_line_reference_idx", "payments_bill_line", ["reference"])
    op.create_table(
        "payments_reconciliation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("at", WHEN, nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in COUNTS),
        sa.Column("currency", sa.Text(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in MINORS),
        sa.PrimaryKeyConstraint("id", name=op.f("payments_reconciliation_pkey")),
    )
    op.create_index(
        "payments_reconciliation_day_idx", "payments_reconciliation", ["provider", "day"]
    )
    op.create_index(op.f("payments_reconciliation_at_idx"), "payments_reconciliation", ["at"])
    op.create_table(
        "payments_difference",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("move", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=True),
        sa.Column("ledger_id", sa.Uuid(), nullable=True),
        sa.Column("reference", sa.Uuid(), nullable=True),
        sa.Column("found_at", WHEN, nullable=False),
        sa.Column("settled_at", WHEN, nullable=True),
        sa.Column("settled_by", sa.Text(), nullable=False),
        sa.Column("how", sa.String(length=40), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("theirs_minor", sa.BigInteger(), nullable=True),
        sa.Column("ours_minor", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "line_id is not null or ledger_id is not null",
            name=op.f("payments_difference_about_check"),
        ),
        sa.ForeignKeyConstraint(
            ["line_id"], ["payments_bill_line.id"], name=op.f("payments_difference_line_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["ledger_id"], ["payments_ledger.id"], name=op.f("payments_difference_ledger_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("payments_difference_pkey")),
        sa.UniqueConstraint("line_id", name=op.f("payments_difference_line_id_key")),
        sa.UniqueConstraint("ledger_id", name=op.f("payments_difference_ledger_id_key")),
    )
    op.create_index(
        "payments_difference_open_idx",
        "payments_difference",
        ["provider"],
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index("payments_difference_day_idx", "payments_difference", ["day"])


def downgrade() -> None:
    op.drop_table("payments_difference")
    op.drop_table("payments_reconciliation")
    op.drop_table("payments_bill_line")
    op.drop_index("payments_ledger_day_idx", table_name="payments_ledger")
