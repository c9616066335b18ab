"""New products and categories are proposed with a scorecard, where a standard asks for it.

Revision ID: 0057
Revises: 0056
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "introductions_introduction",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=True),
        sa.Column("category_id", sa.Uuid(), nullable=True),
        sa.Column("approval_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "approved",
                "declined",
                name="introductionstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("scores", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("least", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("decided_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(product_id is null) <> (category_id is null)",
            name=op.f("introductions_introduction_of_one_thing_check"),
        ),
        sa.CheckConstraint(
            "least between 0 and 100 and total >= least",
            name=op.f("introductions_introduction_passed_check"),
        ),
        sa.CheckConstraint(
            "total between 0 and 100", name=op.f("introductions_introduction_total_check")
        ),
        sa.ForeignKeyConstraint(
            ["approval_id"],
            ["access_approval.id"],
            name=op.f("introductions_introduction_approval_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["category_id"],
            ["catalog_category.id"],
            name=op.f("introductions_introduction_category_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["catalog_product.id"],
            name=op.f("introductions_introduction_product_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("introductions_introduction_pkey")),
        sa.UniqueConstraint("approval_id", name=op.f("introductions_introduction_approval_id_key")),
    )
    op.create_index(
        "introductions_introduction_asked_idx",
        "introductions_introduction",
        [sa.literal_column("asked_at DESC")],
        unique=False,
    )
    op.create_index(
        "introductions_introduction_category_key",
        "introductions_introduction",
        ["category_id"],
        unique=True,
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index(
        "introductions_introduction_of_category_idx",
        "introductions_introduction",
        ["category_id"],
        unique=False,
    )
    op.create_index(
        "introductions_introduction_of_product_idx",
        "introductions_introduction",
        ["product_id"],
        unique=False,
    )
    op.create_index(
        "introductions_introduction_product_key",
        "introductions_introduction",
        ["product_id"],
        unique=True,
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.add_column("listing_standard", sa.Column("introduced_from", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("listing_standard", "introduced_from")
    op.drop_index(
        "introductions_introduction_product_key",
        table_name="introductions_introduction",
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.drop_index(
        "introductions_introduction_of_product_idx", table_name="introductions_introduction"
    )
    op.drop_index(
        "introductions_introduction_of_category_idx", table_name="introductions_introduction"
    )
    op.drop_index(
        "introductions_introduction_category_key",
        table_name="introductions_introduction",
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.drop_index("introductions_introduction_asked_idx", table_name="introductions_introduction")
    op.drop_table("introductions_introduction")
