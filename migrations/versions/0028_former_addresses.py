"""Addresses that products and categories have left lead on to where they stand now.

Revision ID: 0028
Revises: 0027
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for kind in ("category", "product"):
        table = f"catalog_former_{kind}_slug"
        op.create_table(
            table,
            sa.Column("slug", sa.Text(), nullable=False),
            sa.Column("owner_id", sa.Uuid(), nullable=False),
            sa.Column("left_at", sa.DateTime(timezone=True), nullable=False),
            sa.Column("left_by", sa.Text(), nullable=False),
            sa.CheckConstraint(
                "slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", name=op.f(f"{table}_slug_check")
            ),
            sa.ForeignKeyConstraint(
                ["owner_id"], [f"catalog_{kind}.id"], name=op.f(f"{table}_owner_id_fkey")
            ),
            sa.PrimaryKeyConstraint("slug", name=op.f(f"{table}_pkey")),
        )
        op.create_index(op.f(f"{table}_owner_id_idx"), table, ["owner_id"])
    op.add_column(
        "search_document", sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.execute(
        "update search_document d set edited_at = p.edited_at"
        " from catalog_product p where p.id = d.product_id"
    )


def downgrade() -> None:
    op.drop_column("search_document", "edited_at")
    op.drop_table("catalog_former_product_slug")
    op.drop_table("catalog_former_category_slug")
