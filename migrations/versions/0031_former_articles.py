"""Addresses that articles have left lead on to where they stand now.

Revision ID: 0031
Revises: 0030
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

TABLE = "content_former_article_slug"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_by", sa.Text(), nullable=False),
        sa.CheckConstraint("slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", name=op.f(f"{TABLE}_slug_check")),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["content_article.id"], name=op.f(f"{TABLE}_owner_id_fkey")
        ),
        sa.PrimaryKeyConstraint("slug", name=op.f(f"{TABLE}_pkey")),
    )
    op.create_index(op.f(f"{TABLE}_owner_id_idx"), TABLE, ["owner_id"])


def downgrade() -> None:
    op.drop_table(TABLE)
