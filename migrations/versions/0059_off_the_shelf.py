"""What is not on the shelf is found by itself, the latest change first.

Revision ID: 0059
Revises: 0058
"""

import sqlalchemy as sa
from alembic import op

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None

NAME, TABLE = "catalog_product_off_shelf_idx", "catalog_product"


def upgrade() -> None:
    op.create_index(
        NAME,
        TABLE,
        [sa.literal_column("edited_at desc")],
        postgresql_where=sa.text("state <> 'listed'"),
    )


def downgrade() -> None:
    op.drop_index(NAME, TABLE)
