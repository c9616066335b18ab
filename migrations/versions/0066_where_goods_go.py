"""What an import says of where goods are sold.

Revision ID: 0066
Revises: 0065
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0066"
down_revision = "0065"
branch_labels = None
depends_on = None

LINE = "exchange_line"
JSONB = postgresql.JSONB(astext_type=sa.Text())


def upgrade() -> None:
    op.add_column(LINE, sa.Column("areas", JSONB, nullable=True))
    op.add_column(
        LINE, sa.Column("areas_before", JSONB, server_default=sa.text("'[]'"), nullable=False)
    )
    op.add_column(LINE, sa.Column("areas_after", JSONB, nullable=True))


def downgrade() -> None:
    for column in ("areas_after", "areas_before", "areas"):
        op.drop_column(LINE, column)
