"""Products, pictures, prices and stock

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "content_article",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column(
            "title", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False
        ),
        sa.Column(
            "body", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False
        ),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("edited_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("edited_by", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", name=op.f("content_article_slug_check")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("content_article_pkey")),
        sa.UniqueConstraint("slug", name=op.f("content_article_slug_key")),
    )
    op.create_table(
        "content_picture",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("width", sa.BigInteger(), nullable=False),
        sa.Column("height", sa.BigInteger(), nullable=False),
        sa.Column(
            "alt", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False
        ),
        sa.Column("put_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("width > 0 and height > 0", name=op.f("content_picture_size_check")),
        sa.PrimaryKeyConstraint("key", name=op.f("content_picture_pkey")),
    )
    op.create_table(
        "inventory_location",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column(
            "name", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False
        ),
        sa.Column(
            "kind",
            sa.Enum("warehouse", "shop", name="locationkind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("inventory_location_pkey")),
        sa.UniqueConstraint("code", name=op.f("inventory_location_code_key")),
    )
    op.create_table(
        "pricing_freight_rule",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "name", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False
        ),
        sa.Column("regions", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("priority", sa.BigInteger(), nullable=False),
        sa.Column("first_grams", sa.BigInteger(), nullable=False),
        sa.Column("next_grams", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("first_fee_minor", sa.BigInteger(), nullable=False),
        sa.Column("next_fee_minor", sa.BigInteger(), nullable=False),
        sa.Column("free_from_minor", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "first_fee_minor >= 0 and next_fee_minor >= 0",
            name=op.f("pricing_freight_rule_fees_check"),
        ),
        sa.CheckConstraint(
            "first_grams > 0 and next_grams > 0", name=op.f("pricing_freight_rule_grams_check")
        ),
        sa.CheckConstraint(
            "free_from_minor > 0", name=op.f("pricing_freight_rule_free_from_check")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pricing_freight_rule_pkey")),
    )
    op.create_table(
        "catalog_category",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column(
            "name", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False
        ),
        sa.Column(
            "blurb", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False
        ),
        sa.Column("picture", sa.Text(), nullable=True),
        sa.Column("parameters", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("edited_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("edited_by", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", name=op.f("catalog_category_slug_check")
        ),
        sa.CheckConstraint(
            "parent_id <> id", name=op.f("catalog_category_not_its_own_parent_check")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["catalog_category.id"], name=op.f("catalog_category_parent_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["picture"], ["content_picture.key"], name=op.f("catalog_category_picture_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("catalog_category_pkey")),
        sa.UniqueConstraint("slug", name=op.f("catalog_category_slug_key")),
    )
    op.create_index(
        op.f("catalog_category_parent_id_idx"), "catalog_category", ["parent_id"], unique=False
    )
    op.create_table(
        "catalog_product",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("seller_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column(
            "title", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False
        ),
        sa.Column(
            "subtitle", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False
        ),
        sa.Column(
            "description",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=False,
        ),
        sa.Column("category_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft", "listed", "delisted", name="productstate", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("parameters", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("badges", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("launched_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("listed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("edited_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("edited_by", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(state = 'listed') <= (listed_at is not null)",
            name=op.f("catalog_product_listed_since_check"),
        ),
        sa.CheckConstraint(
            "slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", name=op.f("catalog_product_slug_check")
        ),
        sa.ForeignKeyConstraint(
            ["category_id"], ["catalog_category.id"], name=op.f("catalog_product_category_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("catalog_product_pkey")),
        sa.UniqueConstraint("slug", name=op.f("catalog_product_slug_key")),
    )
    op.create_index(
        op.f("catalog_product_category_id_idx"), "catalog_product", ["category_id"], unique=False
    )
    op.create_index(
        "catalog_product_recent_idx",
        "catalog_product",
        [sa.literal_column("edited_at desc"), "id"],
        unique=False,
    )
    op.create_table(
        "catalog_product_picture",
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column(
            "alt", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["key"], ["content_picture.key"], name=op.f("catalog_product_picture_key_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["catalog_product.id"],
            name=op.f("catalog_product_picture_product_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "product_id", "position", name=op.f("catalog_product_picture_pkey")
        ),
    )
    op.create_table(
        "catalog_sku",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("barcode", sa.Text(), nullable=True),
        sa.Column(
            "title", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False
        ),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("weight_grams", sa.BigInteger(), nullable=False),
        sa.Column("picture", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("combination", sa.Text(), nullable=True),
        sa.CheckConstraint("barcode ~ '^[0-9]{13}$'", name=op.f("catalog_sku_barcode_check")),
        sa.CheckConstraint(
            "not active or combination is not null",
            name=op.f("catalog_sku_active_is_a_choice_check"),
        ),
        sa.CheckConstraint("price_minor > 0", name=op.f("catalog_sku_price_check")),
        sa.CheckConstraint("weight_grams >= 0", name=op.f("catalog_sku_weight_check")),
        sa.ForeignKeyConstraint(
            ["picture"], ["content_picture.key"], name=op.f("catalog_sku_picture_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["catalog_product.id"], name=op.f("catalog_sku_product_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("catalog_sku_pkey")),
        sa.UniqueConstraint(
            "barcode", deferrable=True, initially="DEFERRED", name=op.f("catalog_sku_barcode_key")
        ),
        sa.UniqueConstraint(
            "code", deferrable=True, initially="DEFERRED", name=op.f("catalog_sku_code_key")
        ),
        sa.UniqueConstraint(
            "product_id",
            "combination",
            deferrable=True,
            initially="DEFERRED",
            name=op.f("catalog_sku_product_id_combination_key"),
        ),
    )
    op.create_index(op.f("catalog_sku_product_id_idx"), "catalog_sku", ["product_id"], unique=False)
    op.create_table(
        "catalog_spec",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column(
            "name", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["catalog_product.id"],
            name=op.f("catalog_spec_product_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("catalog_spec_pkey")),
    )
    op.create_index(
        op.f("catalog_spec_product_id_idx"), "catalog_spec", ["product_id"], unique=False
    )
    op.create_table(
        "catalog_spec_value",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("spec_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column(
            "name", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False
        ),
        sa.Column("picture", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["picture"], ["content_picture.key"], name=op.f("catalog_spec_value_picture_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["spec_id"],
            ["catalog_spec.id"],
            name=op.f("catalog_spec_value_spec_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("catalog_spec_value_pkey")),
    )
    op.create_index(
        op.f("catalog_spec_value_spec_id_idx"), "catalog_spec_value", ["spec_id"], unique=False
    )
    op.create_table(
        "inventory_movement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("sku_id", sa.Uuid(), nullable=False),
        sa.Column("on_hand_delta", sa.BigInteger(), nullable=False),
        sa.Column("reserved_delta", sa.BigInteger(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "receive",
                "reserve",
                "release",
                "ship",
                "adjust",
                "return",
                name="movementreason",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reference", sa.Uuid(), nullable=True),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("by_kind", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "on_hand_delta <> 0 or reserved_delta <> 0", name=op.f("inventory_movement_moves_check")
        ),
        sa.ForeignKeyConstraint(
            ["location_id"],
            ["inventory_location.id"],
            name=op.f("inventory_movement_location_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["sku_id"], ["catalog_sku.id"], name=op.f("inventory_movement_sku_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("inventory_movement_pkey")),
    )
    op.create_index(
        "inventory_movement_ledger_idx",
        "inventory_movement",
        ["sku_id", "location_id", "at"],
        unique=False,
    )
    op.create_index(
        "inventory_movement_reference_idx",
        "inventory_movement",
        ["reference"],
        unique=False,
        postgresql_where=sa.text("reference is not null"),
    )
    op.create_table(
        "inventory_reservation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.Uuid(), nullable=False),
        sa.Column("sku_id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("shipped", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "held",
                "claimed",
                "shipped",
                "released",
                name="reservationstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("expires_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("made_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(state = 'held') = (expires_at is not null)",
            name=op.f("inventory_reservation_expiry_check"),
        ),
        sa.CheckConstraint(
            "state <> 'shipped' or shipped = quantity",
            name=op.f("inventory_reservation_all_shipped_check"),
        ),
        sa.CheckConstraint(
            "0 <= shipped and shipped <= quantity", name=op.f("inventory_reservation_shipped_check")
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("inventory_reservation_quantity_check")),
        sa.ForeignKeyConstraint(
            ["location_id"],
            ["inventory_location.id"],
            name=op.f("inventory_reservation_location_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["sku_id"], ["catalog_sku.id"], name=op.f("inventory_reservation_sku_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("inventory_reservation_pkey")),
        sa.UniqueConstraint(
            "reference", "sku_id", name=op.f("inventory_reservation_reference_sku_id_key")
        ),
    )
    op.create_index(
        "inventory_reservation_expiry_idx",
        "inventory_reservation",
        ["expires_at"],
        unique=False,
        postgresql_where=sa.text("state = 'held'"),
    )
    op.create_index(
        "inventory_reservation_open_idx",
        "inventory_reservation",
        ["sku_id"],
        unique=False,
        postgresql_where=sa.text("state in ('held', 'claimed')"),
    )
    op.create_table(
        "inventory_stock",
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("sku_id", sa.Uuid(), nullable=False),
        sa.Column("on_hand", sa.BigInteger(), nullable=False),
        sa.Column("reserved", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("alert_below", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "0 <= reserved and reserved <= on_hand", name=op.f("inventory_stock_promised_check")
        ),
        sa.ForeignKeyConstraint(
            ["location_id"],
            ["inventory_location.id"],
            name=op.f("inventory_stock_location_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["sku_id"], ["catalog_sku.id"], name=op.f("inventory_stock_sku_id_fkey")
        ),
        sa.PrimaryKeyConstraint("location_id", "sku_id", name=op.f("inventory_stock_pkey")),
    )
    op.create_index(op.f("inventory_stock_sku_id_idx"), "inventory_stock", ["sku_id"], unique=False)
    op.create_table(
        "catalog_sku_value",
        sa.Column("sku_id", sa.Uuid(), nullable=False),
        sa.Column("spec_id", sa.Uuid(), nullable=False),
        sa.Column("value_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sku_id"],
            ["catalog_sku.id"],
            name=op.f("catalog_sku_value_sku_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["spec_id"],
            ["catalog_spec.id"],
            name=op.f("catalog_sku_value_spec_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["value_id"],
            ["catalog_spec_value.id"],
            name=op.f("catalog_sku_value_value_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("sku_id", "spec_id", name=op.f("catalog_sku_value_pkey")),
    )
    op.create_index(
        op.f("catalog_sku_value_value_id_idx"), "catalog_sku_value", ["value_id"], unique=False
    )
    op.execute(
        "insert into inventory_location (id, code, name, kind) values"
        " ('01900000-0000-7000-8000-000000000101', 'main',"
        """ '{"zh": "总仓", "en": "Main warehouse"}', 'warehouse')"""
    )
