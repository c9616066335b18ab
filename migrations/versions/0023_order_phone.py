"""Staff find an order by the telephone that it goes to.

Revision ID: 0023
Revises: 0022
"""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("orders_order_phone_idx", "orders_order", ["phone"])


def downgrade() -> None:
    op.drop_index("orders_order_phone_idx", table_name="orders_order")
