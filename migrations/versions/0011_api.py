"""Answers kept for writes that are sent again.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "api_answer",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("status", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("member_id", "key", name=op.f("api_answer_pkey")),
    )
    op.create_index(op.f("api_answer_at_idx"), "api_answer", ["at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("api_answer_at_idx"), table_name="api_answer")
    op.drop_table("api_answer")
