"""Approvals, the rules of refunds, and many refunds together.

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

WHEN = postgresql.TIMESTAMP(timezone=True)
FIRST_RULE = """
insert into payments_refund_rule (currency, auto_minor, auto_daily_minor, auto_days, four_eyes_minor)
values ('CNY', 20000, 100000, 30, 200000)
"""


def upgrade() -> None:
    op.create_table(
        "access_approval",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("facts", postgresql.JSONB(), nullable=False),
        sa.Column("four_eyes", sa.Boolean(), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=True),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", WHEN, nullable=False),
        sa.Column("approved", sa.Boolean(), nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("decided_at", WHEN, nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "not (four_eyes and approved and decided_by_id = asked_by_id)",
            name=op.f("access_approval_four_eyes_check"),
        ),
        sa.CheckConstraint(
            "(decided_at is null) = (approved is null)", name=op.f("access_approval_decided_check")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("access_approval_pkey")),
    )
    op.create_index(
        "access_approval_open_idx",
        "access_approval",
        ["asked_at"],
        postgresql_where=sa.text("decided_at is null"),
    )
    op.add_column("payments_refund", sa.Column("asked_by_id", sa.Uuid(), nullable=True))
    op.add_column(
        "payments_refund", sa.Column("asked_by", sa.Text(), server_default="", nullable=False)
    )
    op.add_column("payments_refund", sa.Column("approval_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("payments_refund_approval_id_fkey"),
        "payments_refund",
        "access_approval",
        ["approval_id"],
        ["id"],
    )
    op.create_index(op.f("payments_refund_approval_id_idx"), "payments_refund", ["approval_id"])
    _rules()
    _batches()


def _rules() -> None:
    op.create_table(
        "payments_refund_rule",
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("auto_minor", sa.BigInteger(), nullable=False),
        sa.Column("auto_daily_minor", sa.BigInteger(), nullable=False),
        sa.Column("auto_days", sa.BigInteger(), nullable=False),
        sa.Column("four_eyes_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "0 <= auto_minor and auto_minor <= four_eyes_minor",
            name=op.f("payments_refund_rule_limits_check"),
        ),
        sa.CheckConstraint(
            "auto_daily_minor >= 0 and auto_days >= 0",
            name=op.f("payments_refund_rule_auto_check"),
        ),
        sa.PrimaryKeyConstraint("currency", name=op.f("payments_refund_rule_pkey")),
    )
    op.execute(FIRST_RULE)


def _batches() -> None:
    op.create_table(
        "payments_refund_batch",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", WHEN, nullable=False),
        sa.Column("sent_at", WHEN, nullable=True),
        sa.Column("discarded_at", WHEN, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("payments_refund_batch_pkey")),
    )
    op.create_index(
        "payments_refund_batch_draft_key",
        "payments_refund_batch",
        ["made_by_id"],
        unique=True,
        postgresql_where=sa.text("sent_at is null and discarded_at is null"),
    )
    op.create_index(op.f("payments_refund_batch_made_at_idx"), "payments_refund_batch", ["made_at"])
    op.create_table(
        "payments_refund_batch_line",
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("intent_id", sa.Uuid(), nullable=True),
        sa.Column("refund_id", sa.Uuid(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["payments_refund_batch.id"],
            name=op.f("payments_refund_batch_line_batch_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["intent_id"],
            ["payments_intent.id"],
            name=op.f("payments_refund_batch_line_intent_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["refund_id"],
            ["payments_refund.id"],
            name=op.f("payments_refund_batch_line_refund_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("batch_id", "number", name=op.f("payments_refund_batch_line_pkey")),
    )
    op.create_index(
        op.f("payments_refund_batch_line_refund_id_idx"),
        "payments_refund_batch_line",
        ["refund_id"],
    )


def downgrade() -> None:
    op.drop_table("payments_refund_batch_line")
    op.drop_table("payments_refund_batch")
    op.drop_table("payments_refund_rule")
    op.drop_index(op.f("payments_refund_approval_id_idx"), table_name="payments_refund")
    op.drop_constraint(
        op.f("payments_refund_approval_id_fkey"), "payments_refund", type_="foreignkey"
    )
    op.drop_column("payments_refund", "approval_id")
    op.drop_column("payments_refund", "asked_by")
    op.drop_column("payments_refund", "asked_by_id")
    op.drop_table("access_approval")
