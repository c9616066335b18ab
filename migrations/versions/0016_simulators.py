"""The books of the simulated payment providers, in a schema of their own.

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("create schema if not exists simulators")
    op.create_table(
        "charge",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column(
            "provider",
            sa.Enum("wechat", "alipay", "unionpay", name="provider", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("payer", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open", "paid", "failed", "closed", name="chargestate", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("paid_minor", sa.BigInteger(), nullable=True),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("expires_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("paid_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("return_url", sa.Text(), nullable=False),
        sa.Column("notify_url", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(state = 'paid') = (paid_minor is not null)", name=op.f("charge_paid_check")
        ),
        sa.CheckConstraint("amount_minor > 0", name=op.f("charge_amount_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("charge_pkey")),
        sa.UniqueConstraint("provider", "reference", name=op.f("charge_provider_reference_key")),
        sa.UniqueConstraint("token", name=op.f("charge_token_key")),
        schema="simulators",
    )
    op.create_index(
        "charge_created_idx",
        "charge",
        ["provider", "created_at"],
        unique=False,
        schema="simulators",
    )
    op.create_index(
        "charge_paid_idx", "charge", ["provider", "paid_at"], unique=False, schema="simulators"
    )
    op.create_table(
        "switch",
        sa.Column(
            "provider",
            sa.Enum("wechat", "alipay", "unionpay", name="provider", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "answering",
            sa.Enum(
                "usual",
                "slow",
                "silent",
                "broken",
                "unsigned",
                name="answering",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "telling",
            sa.Enum(
                "at_once",
                "late",
                "never",
                "three_times",
                "replayed",
                "forged",
                "wrong_amount",
                "refund_first",
                name="telling",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "refunding",
            sa.Enum(
                "at_once", "takes_time", "refused", name="refunding", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "billing",
            sa.Enum(
                "usual", "late", "spoilt", "short", name="billing", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("provider", name=op.f("switch_pkey")),
        schema="simulators",
    )
    op.create_table(
        "message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("charge_id", sa.Text(), nullable=False),
        sa.Column("refund_id", sa.Text(), nullable=True),
        sa.Column(
            "telling",
            sa.Enum(
                "at_once",
                "late",
                "never",
                "three_times",
                "replayed",
                "forged",
                "wrong_amount",
                "refund_first",
                name="telling",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("headers", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("due_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("sent_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("times", sa.BigInteger(), nullable=False),
        sa.Column("answer", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["charge_id"], ["simulators.charge.id"], name=op.f("message_charge_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("message_pkey")),
        schema="simulators",
    )
    op.create_index(
        "message_due_idx",
        "message",
        ["due_at"],
        unique=False,
        schema="simulators",
        postgresql_where=sa.text("due_at is not null"),
    )
    op.create_index(
        "message_of_charge_idx", "message", ["charge_id"], unique=False, schema="simulators"
    )
    op.create_table(
        "refund",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("charge_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "processing", "done", "refused", name="refundstate", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("made_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("notify_url", sa.Text(), nullable=False),
        sa.Column("reserved", sa.Text(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("refund_amount_check")),
        sa.ForeignKeyConstraint(
            ["charge_id"], ["simulators.charge.id"], name=op.f("refund_charge_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("refund_pkey")),
        sa.UniqueConstraint("charge_id", "key", name=op.f("refund_charge_id_key_key")),
        schema="simulators",
    )
    op.create_index("refund_key_idx", "refund", ["key"], unique=False, schema="simulators")
    op.create_index("refund_made_idx", "refund", ["made_at"], unique=False, schema="simulators")


def downgrade() -> None:
    op.drop_index("refund_made_idx", table_name="refund", schema="simulators")
    op.drop_index("refund_key_idx", table_name="refund", schema="simulators")
    op.drop_table("refund", schema="simulators")
    op.drop_index("message_of_charge_idx", table_name="message", schema="simulators")
    op.drop_index(
        "message_due_idx",
        table_name="message",
        schema="simulators",
        postgresql_where=sa.text("due_at is not null"),
    )
    op.drop_table("message", schema="simulators")
    op.drop_table("switch", schema="simulators")
    op.drop_index("charge_paid_idx", table_name="charge", schema="simulators")
    op.drop_index("charge_created_idx", table_name="charge", schema="simulators")
    op.drop_table("charge", schema="simulators")
    op.execute("drop schema simulators")
