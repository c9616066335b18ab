"""The function that writes orders is given less: what follows from the rest it knows by itself.

Revision ID: 0071
Revises: 0070
"""

from hutong.migrate import put_function

revision = "0071"
down_revision = "0070"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The one before has other parameters and stays: processes that began before still call it."""
    put_function("orders/place_batch.sql", "7570de30fc04c09d")


def downgrade() -> None:
    """The one before is still there; nobody calls this one by then."""
