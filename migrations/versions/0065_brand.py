"""The brand as it was saved each time, and the name under messages.

Revision ID: 0065
Revises: 0064
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0065"
down_revision = "0064"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "decoration_brand",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("settings", postgresql.JSONB(), nullable=False),
        sa.Column("kept_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("kept_by", sa.Text(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("decoration_brand_number_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("decoration_brand_pkey")),
        sa.UniqueConstraint("number", name=op.f("decoration_brand_number_key")),
    )
    op.create_table(
        "messaging_signature",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", postgresql.JSONB(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("messaging_signature_only_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("messaging_signature_pkey")),
    )
    op.execute(
        "insert into messaging_signature (id, name) select 1, saved->'name' from content_shopfront"
    )


def downgrade() -> None:
    op.drop_table("messaging_signature")
    op.drop_table("decoration_brand")
