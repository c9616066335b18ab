"""The sandbox: a payment provider and a carrier with books of their own.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("create schema if not exists sandbox")
    op.create_table(
        "charge",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("merchant", sa.Text(), nullable=False),
        sa.Column("reference", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open", "paid", "failed", "closed", name="chargestate", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("expires_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("paid_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("return_url", sa.Text(), nullable=False),
        sa.Column("notify_url", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("paid_minor", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(state = 'paid') = (paid_minor is not null)", name=op.f("charge_paid_check")
        ),
        sa.CheckConstraint("amount_minor > 0", name=op.f("charge_amount_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("charge_pkey")),
        sa.UniqueConstraint("merchant", "reference", name=op.f("charge_merchant_reference_key")),
        schema="sandbox",
    )
    op.create_index("charge_created_idx", "charge", ["created_at"], unique=False, schema="sandbox")
    op.create_table(
        "parcel",
        sa.Column("carrier", sa.Text(), nullable=False),
        sa.Column("tracking_number", sa.Text(), nullable=False),
        sa.Column("begins_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("speed", sa.BigInteger(), nullable=False),
        sa.Column("province", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("district", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("carrier", "tracking_number", name=op.f("parcel_pkey")),
        schema="sandbox",
    )
    op.create_table(
        "signing_key",
        sa.Column("serial", sa.Text(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("public", sa.Text(), nullable=False),
        sa.Column("made_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("retired_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("serial", name=op.f("signing_key_pkey")),
        schema="sandbox",
    )
    op.create_table(
        "message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("charge_id", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("forged", sa.Boolean(), nullable=False),
        sa.Column("made_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["charge_id"], ["sandbox.charge.id"], name=op.f("message_charge_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("message_pkey")),
        schema="sandbox",
    )
    op.create_index(
        "message_of_charge_idx", "message", ["charge_id"], unique=False, schema="sandbox"
    )
    op.create_table(
        "refund",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("charge_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("refund_amount_check")),
        sa.ForeignKeyConstraint(
            ["charge_id"], ["sandbox.charge.id"], name=op.f("refund_charge_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("refund_pkey")),
        sa.UniqueConstraint("charge_id", "key", name=op.f("refund_charge_id_key_key")),
        schema="sandbox",
    )
    op.create_table(
        "delivery",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("sent_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("answer", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["message_id"], ["sandbox.message.id"], name=op.f("delivery_message_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("delivery_pkey")),
        schema="sandbox",
    )
    op.create_index(
        "delivery_of_message_idx", "delivery", ["message_id"], unique=False, schema="sandbox"
    )


def downgrade() -> None:
    op.drop_index("delivery_of_message_idx", table_name="delivery", schema="sandbox")
    op.drop_table("delivery", schema="sandbox")
    op.drop_table("refund", schema="sandbox")
    op.drop_index("message_of_charge_idx", table_name="message", schema="sandbox")
    op.drop_table("message", schema="sandbox")
    op.drop_table("signing_key", schema="sandbox")
    op.drop_table("parcel", schema="sandbox")
    op.drop_index("charge_created_idx", table_name="charge", schema="sandbox")
    op.drop_table("charge", schema="sandbox")
