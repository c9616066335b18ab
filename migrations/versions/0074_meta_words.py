"""What search engines are told of products and categories, where staff say it themselves.

Revision ID: 0074
Revises: 0073
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0074"
down_revision = "0073"
branch_labels = None
depends_on = None

TABLES = ("catalog_product", "catalog_category")
COLUMNS = ("meta_title", "meta_description")
JSONB = postgresql.JSONB(astext_type=sa.Text())


def upgrade() -> None:
    for table in TABLES:
        for name in COLUMNS:
            column = sa.Column(name, JSONB, server_default=sa.text("'{}'"), nullable=False)
            op.add_column(table, column)


def downgrade() -> None:
    for table in TABLES:
        for name in COLUMNS:
            op.drop_column(table, name)
