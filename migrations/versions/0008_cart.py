"""Carts and checkouts

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cart_checkout",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("items", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "source",
            sa.Enum("cart", "buy_now", "repurchase", name="source", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("address_id", sa.Uuid(), nullable=True),
        sa.Column("delivery", sa.Text(), server_default=sa.text("'express'"), nullable=False),
        sa.Column("note", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("begun_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("expires_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("cart_checkout_pkey")),
    )
    op.create_index("cart_checkout_expiry_idx", "cart_checkout", ["expires_at"], unique=False)
    op.create_index(
        op.f("cart_checkout_member_id_idx"), "cart_checkout", ["member_id"], unique=False
    )
    op.create_table(
        "cart_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("guest_token", sa.Text(), nullable=True),
        sa.Column("sku_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("selected", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("added_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint(
            "num_nonnulls(member_id, guest_token) = 1", name=op.f("cart_line_one_owner_check")
        ),
        sa.CheckConstraint("quantity between 1 and 99", name=op.f("cart_line_quantity_check")),
        sa.ForeignKeyConstraint(["sku_id"], ["catalog_sku.id"], name=op.f("cart_line_sku_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("cart_line_pkey")),
        sa.UniqueConstraint("guest_token", "sku_id", name=op.f("cart_line_guest_token_sku_id_key")),
        sa.UniqueConstraint("member_id", "sku_id", name=op.f("cart_line_member_id_sku_id_key")),
    )
    op.create_index(
        "cart_line_guest_age_idx",
        "cart_line",
        ["added_at"],
        unique=False,
        postgresql_where=sa.text("guest_token is not null"),
    )
