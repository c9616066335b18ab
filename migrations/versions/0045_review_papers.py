"""Goods are reviewed, have certificates, and their categories a standard.

Revision ID: 0045
Revises: 0044
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "listing_paper_file",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "octet_length(content) <= 10485760", name=op.f("listing_paper_file_size_check")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("listing_paper_file_pkey")),
    )
    op.create_table(
        "listing_standard",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("category_id", sa.Uuid(), nullable=True),
        sa.Column("reviewed", sa.Boolean(), nullable=False),
        sa.Column("papers", postgresql.JSONB(), nullable=False),
        sa.Column(
            "on_expiry",
            sa.Enum("keep", "take_off", name="onexpiry", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("edited_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("edited_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"],
            ["catalog_category.id"],
            name=op.f("listing_standard_category_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("listing_standard_pkey")),
    )
    op.create_index(
        "listing_standard_category_key",
        "listing_standard",
        ["category_id"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    op.create_table(
        "listing_paper",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "inspection",
                "compulsory",
                "licence",
                "brand",
                "origin",
                name="paperkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("batch", sa.Text(), nullable=False),
        sa.Column("supplier", sa.Text(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("file_key", sa.Text(), nullable=False),
        sa.Column("added_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.Text(), nullable=False),
        sa.CheckConstraint("expires_on >= issued_on", name=op.f("listing_paper_days_check")),
        sa.ForeignKeyConstraint(
            ["file_key"], ["listing_paper_file.key"], name=op.f("listing_paper_file_key_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["catalog_product.id"],
            name=op.f("listing_paper_product_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("listing_paper_pkey")),
    )
    op.create_index(
        "listing_paper_expires_idx",
        "listing_paper",
        ["expires_on"],
        unique=False,
        postgresql_where=sa.text("withdrawn_at is null"),
    )
    op.create_index(
        op.f("listing_paper_product_id_idx"), "listing_paper", ["product_id"], unique=False
    )
    op.create_table(
        "listing_review",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("approval_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "approved",
                "returned",
                "withdrawn",
                name="reviewstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("lists", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("remarks", postgresql.JSONB(), nullable=False),
        sa.Column("asked_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("decided_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["approval_id"], ["access_approval.id"], name=op.f("listing_review_approval_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["catalog_product.id"],
            name=op.f("listing_review_product_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("listing_review_pkey")),
        sa.UniqueConstraint("approval_id", name=op.f("listing_review_approval_id_key")),
    )
    op.create_index(
        "listing_review_asked_idx", "listing_review", [sa.text("asked_at DESC")], unique=False
    )
    op.create_index(
        "listing_review_product_idx",
        "listing_review",
        ["product_id", sa.text("asked_at DESC")],
        unique=False,
    )
    op.create_index(
        "listing_review_waiting_key",
        "listing_review",
        ["product_id"],
        unique=True,
        postgresql_where=sa.text("state = 'waiting'"),
    )


def downgrade() -> None:
    op.drop_index(
        "listing_review_waiting_key",
        table_name="listing_review",
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.drop_index("listing_review_product_idx", table_name="listing_review")
    op.drop_index("listing_review_asked_idx", table_name="listing_review")
    op.drop_table("listing_review")
    op.drop_index(op.f("listing_paper_product_id_idx"), table_name="listing_paper")
    op.drop_index(
        "listing_paper_expires_idx",
        table_name="listing_paper",
        postgresql_where=sa.text("withdrawn_at is null"),
    )
    op.drop_table("listing_paper")
    op.drop_index(
        "listing_standard_category_key",
        table_name="listing_standard",
        postgresql_nulls_not_distinct=True,
    )
    op.drop_table("listing_standard")
    op.drop_table("listing_paper_file")
