"""How many of a product one person can buy.

Revision ID: 0022
Revises: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("limit_per_member", "limit_days"):
        op.add_column("catalog_product", sa.Column(name, sa.BigInteger(), nullable=True))
    op.create_check_constraint(
        op.f("catalog_product_limit_check"),
        "catalog_product",
        "limit_per_member > 0 and limit_days > 0"
        " and (limit_days is null or limit_per_member is not null)",
    )


def downgrade() -> None:
    for name in ("limit_per_member", "limit_days"):
        op.drop_column("catalog_product", name)
