"""Orders, their lines, every step they took, and what staff noted.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "orders_order",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("seller_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("shard", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open", "completed", "cancelled", name="orderstate", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "payment",
            sa.Enum(
                "unpaid",
                "paid",
                "refunding",
                "refunded",
                name="paymentstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "fulfilment",
            sa.Enum(
                "none",
                "partial",
                "shipped",
                "delivered",
                name="fulfilmentstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("moves", sa.BigInteger(), nullable=False),
        sa.Column("placed_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("pay_by", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("paid_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("shipped_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("delivered_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("completed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("cancelled_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("cancel_reason", sa.Text(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("goods_minor", sa.BigInteger(), nullable=False),
        sa.Column("discount_minor", sa.BigInteger(), nullable=False),
        sa.Column("freight_minor", sa.BigInteger(), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("freight_trace", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("region_code", sa.Text(), nullable=False),
        sa.Column("province", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("district", sa.Text(), nullable=False),
        sa.Column("street", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("buyer_note", sa.Text(), nullable=False),
        sa.Column("idempotency_key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(payment <> 'unpaid') = (paid_at is not null)", name=op.f("orders_order_paid_check")
        ),
        sa.CheckConstraint(
            "(state = 'cancelled') = (cancelled_at is not null)",
            name=op.f("orders_order_cancelled_check"),
        ),
        sa.CheckConstraint(
            "(state = 'completed') = (completed_at is not null)",
            name=op.f("orders_order_completed_check"),
        ),
        sa.CheckConstraint(
            "payment <> 'unpaid' or fulfilment = 'none'", name=op.f("orders_order_paid_first_check")
        ),
        sa.CheckConstraint(
            "total_minor = goods_minor - discount_minor + freight_minor and goods_minor >= 0 and discount_minor between 0 and goods_minor and freight_minor >= 0",
            name=op.f("orders_order_sum_check"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("orders_order_pkey")),
        sa.UniqueConstraint(
            "member_id", "idempotency_key", name=op.f("orders_order_member_id_idempotency_key_key")
        ),
        sa.UniqueConstraint("number", name=op.f("orders_order_number_key")),
    )
    op.create_index(
        "orders_order_arrived_idx",
        "orders_order",
        ["delivered_at"],
        unique=False,
        postgresql_where=sa.text("state = 'open' and fulfilment = 'delivered'"),
    )
    op.create_index("orders_order_of_member_idx", "orders_order", ["member_id", "id"], unique=False)
    op.create_index(
        "orders_order_paid_idx",
        "orders_order",
        ["paid_at"],
        unique=False,
        postgresql_where=sa.text("paid_at is not null"),
    )
    op.create_index("orders_order_placed_idx", "orders_order", ["placed_at", "id"], unique=False)
    op.create_index(
        "orders_order_to_ship_idx",
        "orders_order",
        ["paid_at"],
        unique=False,
        postgresql_where=sa.text(
            "state = 'open' and payment = 'paid' and fulfilment in ('none', 'partial')"
        ),
    )
    op.create_index(
        "orders_order_unpaid_idx",
        "orders_order",
        ["pay_by"],
        unique=False,
        postgresql_where=sa.text("state = 'open' and payment = 'unpaid'"),
    )
    op.create_table(
        "orders_history",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column(
            "axis",
            sa.Enum("order", "payment", "fulfilment", name="axis", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column(
            "by_kind",
            sa.Enum(
                "guest", "member", "staff", "system", name="actorkind", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders_order.id"], name=op.f("orders_history_order_id_fkey")
        ),
        sa.PrimaryKeyConstraint("order_id", "position", name=op.f("orders_history_pkey")),
    )
    op.create_table(
        "orders_line",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("sku_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column(
            "title", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False
        ),
        sa.Column(
            "sku_title", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False
        ),
        sa.Column("sku_code", sa.Text(), nullable=False),
        sa.Column("picture", sa.Text(), nullable=True),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("shipped", sa.BigInteger(), nullable=False),
        sa.Column("weight_grams", sa.BigInteger(), nullable=False),
        sa.Column("trace", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("unit_price_minor", sa.BigInteger(), nullable=False),
        sa.Column("payable_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "payable_minor between 0 and unit_price_minor * quantity",
            name=op.f("orders_line_payable_check"),
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("orders_line_quantity_check")),
        sa.CheckConstraint(
            "shipped between 0 and quantity", name=op.f("orders_line_shipped_check")
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders_order.id"], name=op.f("orders_line_order_id_fkey")
        ),
        sa.PrimaryKeyConstraint("order_id", "position", name=op.f("orders_line_pkey")),
    )
    op.create_index("orders_line_product_idx", "orders_line", ["product_id"], unique=False)
    op.create_index("orders_line_sku_idx", "orders_line", ["sku_id"], unique=False)
    op.create_table(
        "orders_note",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("staff_name", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders_order.id"], name=op.f("orders_note_order_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("orders_note_pkey")),
    )
    op.create_index("orders_note_of_order_idx", "orders_note", ["order_id"], unique=False)


def downgrade() -> None:
    op.drop_index("orders_note_of_order_idx", table_name="orders_note")
    op.drop_table("orders_note")
    op.drop_index("orders_line_sku_idx", table_name="orders_line")
    op.drop_index("orders_line_product_idx", table_name="orders_line")
    op.drop_table("orders_line")
    op.drop_table("orders_history")
    op.drop_index(
        "orders_order_unpaid_idx",
        table_name="orders_order",
        postgresql_where=sa.text("state = 'open' and payment = 'unpaid'"),
    )
    op.drop_index(
        "orders_order_to_ship_idx",
        table_name="orders_order",
        postgresql_where=sa.text(
            "state = 'open' and payment = 'paid' and fulfilment in ('none', 'partial')"
        ),
    )
    op.drop_index("orders_order_placed_idx", table_name="orders_order")
    op.drop_index(
        "orders_order_paid_idx",
        table_name="orders_order",
        postgresql_where=sa.text("paid_at is not null"),
    )
    op.drop_index("orders_order_of_member_idx", table_name="orders_order")
    op.drop_index(
        "orders_order_arrived_idx",
        table_name="orders_order",
        postgresql_where=sa.text("state = 'open' and fulfilment = 'delivered'"),
    )
    op.drop_table("orders_order")
