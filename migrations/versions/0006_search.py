"""Search documents

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from hutong.kernel.events import Xid8

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "search_document",
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column(
            "title", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False
        ),
        sa.Column(
            "subtitle", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False
        ),
        sa.Column("path", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("specs", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("price_from_minor", sa.BigInteger(), nullable=False),
        sa.Column("price_to_minor", sa.BigInteger(), nullable=False),
        sa.Column("picture", sa.Text(), nullable=True),
        sa.Column("badges", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("skus", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("in_stock", sa.Boolean(), nullable=False),
        sa.Column("sales", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("launched_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column(
            "changed", Xid8(), server_default=sa.text("pg_current_xact_id()"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["catalog_product.id"], name=op.f("search_document_product_id_fkey")
        ),
        sa.PrimaryKeyConstraint("product_id", name=op.f("search_document_pkey")),
    )
    op.create_index("search_document_changed_idx", "search_document", ["changed"], unique=False)
    op.create_index(
        "search_document_skus_idx",
        "search_document",
        ["skus"],
        unique=False,
        postgresql_using="gin",
    )
