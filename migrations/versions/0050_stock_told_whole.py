"""What a batch of orders says of its articles is written with all its fields.

Revision ID: 0050
Revises: 0049
"""

from hutong.migrate import put_function

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    put_function("orders/place_batch.sql", "29b5b780783a5b05")


def downgrade() -> None:
    """The function before left out what was empty, and could be called in the same way."""
