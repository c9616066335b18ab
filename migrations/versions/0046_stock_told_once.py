"""A batch of orders says once what is left of which articles.

Revision ID: 0046
Revises: 0045
"""

from hutong.migrate import put_function

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    put_function("orders/place_batch.sql", "48d80630ab0dc14a")


def downgrade() -> None:
    """The function before said the same more often, and could be called in the same way."""
