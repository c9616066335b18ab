"""How an attempt goes on: the method, and the code, form or call that the provider gave.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TABLE = "payments_attempt"


def upgrade() -> None:
    op.add_column(TABLE, sa.Column("method", sa.String(40), nullable=False, server_default="page"))
    op.add_column(TABLE, sa.Column("fields", postgresql.JSONB()))
    op.add_column(TABLE, sa.Column("code", sa.Text()))
    op.add_column(TABLE, sa.Column("invoke", postgresql.JSONB()))
    op.add_column(TABLE, sa.Column("good_until", postgresql.TIMESTAMP(timezone=True)))
    op.create_index("payments_attempt_started_idx", TABLE, ["started_at"])


def downgrade() -> None:
    op.drop_index("payments_attempt_started_idx", table_name=TABLE)
    for name in ("good_until", "invoke", "code", "fields", "method"):
        op.drop_column(TABLE, name)
