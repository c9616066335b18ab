"""How far one person alone may change a price, and how low it may go.

Revision ID: 0067
Revises: 0066
"""

import sqlalchemy as sa
from alembic import op

revision = "0067"
down_revision = "0066"
branch_labels = None
depends_on = None

TABLE = "catalog_price_rule"
APPROVAL = "access_approval"
ABOUT, ASKED_BY = f"{APPROVAL}_about_idx", f"{APPROVAL}_asked_by_idx"
COLUMNS = {"change_percent": "change", "floor_percent": "floor"}


def upgrade() -> None:
    for column, name in COLUMNS.items():
        op.add_column(TABLE, sa.Column(column, sa.BigInteger(), nullable=True))
        check = op.f(f"{TABLE}_{name}_check")
        op.create_check_constraint(check, TABLE, f"{column} between 1 and 99")
    about = sa.Column("about", sa.Text(), server_default="", nullable=False)
    op.add_column(APPROVAL, about)
    op.create_index(ABOUT, APPROVAL, ["about", "asked_at"])
    op.create_index(ASKED_BY, APPROVAL, ["asked_by_id", "asked_at"])


def downgrade() -> None:
    op.drop_index(ASKED_BY, APPROVAL)
    op.drop_index(ABOUT, APPROVAL)
    op.drop_column(APPROVAL, "about")
    for column in COLUMNS:
        op.drop_column(TABLE, column)
