"""What makers suggest comes in by file.

Revision ID: 0078
Revises: 0077
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0078"
down_revision = "0077"
branch_labels = None
depends_on = None

TABLE = "exchange_line"
COLUMNS = (("suggested", "'{}'"), ("suggested_before", "'{}'"), ("suggested_made", "'[]'"))


def upgrade() -> None:
    for name, empty in COLUMNS:
        column = sa.Column(name, JSONB(), server_default=sa.text(empty), nullable=False)
        op.add_column(TABLE, column)


def downgrade() -> None:
    for name, _empty in reversed(COLUMNS):
        op.drop_column(TABLE, name)
