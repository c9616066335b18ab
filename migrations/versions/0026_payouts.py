"""What providers pay out to the bank, by their bills.

Revision ID: 0026
Revises: 0025
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
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
