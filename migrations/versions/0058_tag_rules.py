"""The rules by which goods are given tags, and which goods they leave alone.

Revision ID: 0058
Revises: 0057
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None

TIME = postgresql.TIMESTAMP(timezone=True)


def upgrade() -> None:
    numbers = ("listed_days", "sold_least", "sold_days", "price_from", "price_to")
    op.create_table(
        "tagging_rule",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("tag_id", sa.Uuid(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("category_id", sa.Uuid(), nullable=True),
        sa.Column("brand_id", sa.Uuid(), nullable=True),
        *(sa.Column(name, sa.BigInteger(), nullable=True) for name in numbers),
        sa.Column("parameter", sa.Text(), nullable=True),
        sa.Column("value", sa.Text(), nullable=True),
        *(
            sa.Column(name, sa.BigInteger(), nullable=True)
            for name in ("stock_least", "stock_most", "begins", "ends")
        ),
        sa.Column("edited_at", TIME, nullable=False),
        sa.Column("edited_by", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(sold_least is null) = (sold_days is null)", name=op.f("tagging_rule_sold_check")
        ),
        sa.CheckConstraint(
            "(begins is null) = (ends is null)", name=op.f("tagging_rule_season_check")
        ),
        sa.CheckConstraint(
            "(parameter is null) = (value is null)", name=op.f("tagging_rule_parameter_check")
        ),
        sa.ForeignKeyConstraint(
            ["tag_id"], ["catalog_tag.id"], name=op.f("tagging_rule_tag_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["category_id"],
            ["catalog_category.id"],
            name=op.f("tagging_rule_category_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["brand_id"], ["catalog_brand.id"], name=op.f("tagging_rule_brand_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("tagging_rule_pkey")),
    )
    op.create_index(op.f("tagging_rule_tag_id_idx"), "tagging_rule", ["tag_id"])
    op.create_index(op.f("tagging_rule_category_id_idx"), "tagging_rule", ["category_id"])
    op.create_table(
        "tagging_exempt",
        sa.Column("rule_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["rule_id"],
            ["tagging_rule.id"],
            name=op.f("tagging_exempt_rule_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["catalog_product.id"],
            name=op.f("tagging_exempt_product_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("rule_id", "product_id", name=op.f("tagging_exempt_pkey")),
    )
    op.create_index(op.f("tagging_exempt_product_id_idx"), "tagging_exempt", ["product_id"])


def downgrade() -> None:
    op.drop_table("tagging_exempt")
    op.drop_table("tagging_rule")
