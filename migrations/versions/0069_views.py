"""How product pages are read.

Revision ID: 0069
Revises: 0068
"""

import sqlalchemy as sa
from alembic import op

revision = "0069"
down_revision = "0068"
branch_labels = None
depends_on = None

VIEW, DAY = "analytics_view", "analytics_view_day"


def upgrade() -> None:
    op.create_table(
        VIEW,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("scene", sa.Text(), nullable=False),
        sa.Column("seconds", sa.BigInteger(), nullable=False),
        sa.Column("added", sa.Boolean(), nullable=False),
        sa.CheckConstraint("seconds between 0 and 1800", name=op.f(f"{VIEW}_seconds_check")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"{VIEW}_pkey")),
    )
    op.create_table(
        DAY,
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("scene", sa.Text(), nullable=False),
        sa.Column("seconds", sa.BigInteger(), nullable=False),
        sa.Column("views", sa.BigInteger(), nullable=False),
        sa.Column("added", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "seconds between 0 and 1800 and seconds % 5 = 0", name=op.f(f"{DAY}_seconds_check")
        ),
        sa.CheckConstraint("added between 0 and views", name=op.f(f"{DAY}_added_check")),
        sa.PrimaryKeyConstraint("day", "scene", "seconds", name=op.f(f"{DAY}_pkey")),
    )


def downgrade() -> None:
    op.drop_table(DAY)
    op.drop_table(VIEW)
