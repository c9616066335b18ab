"""An order that was sent before is found by its key: a buyer may have thousands of orders.

Revision ID: 0064
Revises: 0063
"""

from alembic import op

from hutong.migrate import put_function

revision = "0064"
down_revision = "0063"
branch_labels = None
depends_on = None

TABLE = "orders_order"
BY_KEY, BY_BUYER = ["idempotency_key", "member_id"], ["member_id", "idempotency_key"]


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    _replace(BY_BUYER, BY_KEY)
    put_function("orders/place_batch.sql", "6cbb2145f32aa7cc")


def downgrade() -> None:
    _replace(BY_KEY, BY_BUYER)


def _replace(old: list[str], new: list[str]) -> None:
    op.create_unique_constraint(_name(new), TABLE, new)
    op.drop_constraint(_name(old), TABLE)


def _name(columns: list[str]) -> str:
    return op.f(f"{TABLE}_{columns[0]}_{columns[1]}_key")
