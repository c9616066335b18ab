"""What providers pay out to the bank, by their bills.

Revision ID: 0025
Revises: 0024
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

COLUMNS = ("paid_out_minor", "paid_out_booked_minor")


def upgrade() -> None:
    for name in COLUMNS:
        column = sa.Column(name, sa.BigInteger(), server_default="0", nullable=False)
        op.add_column("payments_reconciliation", column)


def downgrade() -> None:
    for name in COLUMNS:
        op.drop_column("payments_reconciliation", name)
