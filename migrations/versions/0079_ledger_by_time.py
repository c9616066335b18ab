"""The ledger of stock is leafed through by time, whoever's clock made the ids.

Revision ID: 0079
Revises: 0078
"""

from alembic import op

revision = "0079"
down_revision = "0078"
branch_labels = None
depends_on = None

INDEX, TABLE = "inventory_movement_at_idx", "inventory_movement"


def upgrade() -> None:
    op.drop_index(INDEX, table_name=TABLE)
    op.create_index(INDEX, TABLE, ["at", "id"])


def downgrade() -> None:
    op.drop_index(INDEX, table_name=TABLE)
    op.create_index(INDEX, TABLE, ["at"], postgresql_using="brin")
