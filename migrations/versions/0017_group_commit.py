"""Orders are committed in groups.

Revision ID: 0017
Revises: 0016
"""

from alembic import op

from hutong.migrate import put_function

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    put_function("orders/place_batch.sql", "78b0312479f7d21c")


def downgrade() -> None:
    op.execute("drop function orders_place_batch")
