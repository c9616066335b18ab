"""Whether a member looks for lower prices, as it was last worked out.

Revision ID: 0075
Revises: 0074
"""

import sqlalchemy as sa
from alembic import op

revision = "0075"
down_revision = "0074"
branch_labels = None
depends_on = None

TABLE, COLUMN = "recommendation_taste", "price_minded"


def upgrade() -> None:
    column = sa.Column(COLUMN, sa.Boolean(), server_default=sa.false(), nullable=False)
    op.add_column(TABLE, column)


def downgrade() -> None:
    op.drop_column(TABLE, COLUMN)
