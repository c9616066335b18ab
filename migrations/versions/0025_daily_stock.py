"""The closed days of stock are written without asking twice for what the ledger vouches for.

Revision ID: 0025
Revises: 0024
"""

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

KEYS = {"location_id": "inventory_location", "sku_id": "catalog_sku"}


def upgrade() -> None:
    op.drop_index("inventory_daily_shelf_idx", "inventory_daily")
    for column in KEYS:
        op.drop_constraint(f"inventory_daily_{column}_fkey", "inventory_daily")


def downgrade() -> None:
    for column, table in KEYS.items():
        name = f"inventory_daily_{column}_fkey"
        op.create_foreign_key(name, "inventory_daily", table, [column], ["id"])
    op.create_index(
        "inventory_daily_shelf_idx", "inventory_daily", ["sku_id", "location_id", "day"]
    )
