"""Appointments on the shelf, rules that turn goods by themselves, and since when goods are sold out.

Revision ID: 0048
Revises: 0047
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "listing_rule",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("sold_out", "season", name="rulekind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("category_id", sa.Uuid(), nullable=True),
        sa.Column("days", sa.BigInteger(), nullable=True),
        sa.Column("begins", sa.BigInteger(), nullable=True),
        sa.Column("ends", sa.BigInteger(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("edited_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("edited_by", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'season') = (begins is not null) and (begins is null) = (ends is null)",
            name=op.f("listing_rule_season_check"),
        ),
        sa.CheckConstraint(
            "(kind = 'sold_out') = (days is not null)", name=op.f("listing_rule_days_check")
        ),
        sa.CheckConstraint("days between 1 and 365", name=op.f("listing_rule_days_range_check")),
        sa.ForeignKeyConstraint(
            ["category_id"],
            ["catalog_category.id"],
            name=op.f("listing_rule_category_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("listing_rule_pkey")),
    )
    op.create_index(
        op.f("listing_rule_category_id_idx"), "listing_rule", ["category_id"], unique=False
    )
    op.create_table(
        "listing_appointment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("goes_on", sa.Boolean(), nullable=False),
        sa.Column("due_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("asked_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("done_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.Column("cancelled_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("cancelled_by", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "done_at is null or cancelled_at is null",
            name=op.f("listing_appointment_one_end_check"),
        ),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["catalog_product.id"],
            name=op.f("listing_appointment_product_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("listing_appointment_pkey")),
    )
    op.create_index(
        "listing_appointment_due_idx",
        "listing_appointment",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("done_at is null and cancelled_at is null"),
    )
    op.create_index(
        op.f("listing_appointment_product_id_idx"),
        "listing_appointment",
        ["product_id"],
        unique=False,
    )
    op.create_table(
        "listing_sold_out",
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("since", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["catalog_product.id"],
            name=op.f("listing_sold_out_product_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("product_id", name=op.f("listing_sold_out_pkey")),
    )


def downgrade() -> None:
    op.drop_table("listing_sold_out")
    op.drop_index(op.f("listing_appointment_product_id_idx"), table_name="listing_appointment")
    op.drop_index(
        "listing_appointment_due_idx",
        table_name="listing_appointment",
        postgresql_where=sa.text("done_at is null and cancelled_at is null"),
    )
    op.drop_table("listing_appointment")
    op.drop_index(op.f("listing_rule_category_id_idx"), table_name="listing_rule")
    op.drop_table("listing_rule")
