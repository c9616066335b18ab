"""Providers and their customers read why money goes back, in words.

Revision ID: 0038
Revises: 0037
"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "payments_refund", sa.Column("told", sa.Text(), server_default="", nullable=False)
    )


def downgrade() -> None:
    op.drop_column("payments_refund", "told")
