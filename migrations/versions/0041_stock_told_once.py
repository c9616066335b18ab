"""A batch of orders says once what is left of which articles.

Revision ID: 0041
Revises: 0040
"""

from hutong.migrate import put_function

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    put_function("orders/place_batch.sql", "43ec483971979e13")


def downgrade() -> None:
    """The function before said the same more often, and could be called in the same way."""
