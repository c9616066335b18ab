"""What a batch of orders says of its articles is written with all its fields.

Revision ID: 0049
Revises: 0048
"""

from hutong.migrate import put_function

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    put_function("orders/place_batch.sql", "29b5b780783a5b05")


def downgrade() -> None:
    """The function before left out what was empty, and could be called in the same way."""
