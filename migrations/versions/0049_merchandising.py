"""Rules of staff about the order of search results and of the goods of a category.

Revision ID: 0049
Revises: 0048
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from hutong.kernel.events import Xid8

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

TABLE = "search_merchandising_rule"
MOMENT = postgresql.TIMESTAMP(timezone=True)


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("category_id", sa.Uuid(), nullable=True),
        sa.Column("goods", postgresql.JSONB(), nullable=False),
        sa.Column("sold_out_too", sa.Boolean(), nullable=False),
        sa.Column("begins_at", MOMENT, nullable=True),
        sa.Column("ends_at", MOMENT, nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("removed_at", MOMENT, nullable=True),
        sa.Column("removed_by", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column(
            "changed", Xid8(), server_default=sa.text("pg_current_xact_id()"), nullable=False
        ),
        sa.CheckConstraint(
            "(words = '') = (category_id is not null)", name=op.f(f"{TABLE}_about_check")
        ),
        sa.CheckConstraint("length(words) <= 60", name=op.f(f"{TABLE}_words_check")),
        sa.CheckConstraint("begins_at < ends_at", name=op.f(f"{TABLE}_period_check")),
        sa.CheckConstraint(
            "(removed_at is null) = (removed_by = '')", name=op.f(f"{TABLE}_removed_check")
        ),
        sa.ForeignKeyConstraint(
            ["category_id"],
            ["catalog_category.id"],
            name=op.f(f"{TABLE}_category_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"{TABLE}_pkey")),
    )
    op.create_index(op.f(f"{TABLE}_category_id_idx"), TABLE, ["category_id"])


def downgrade() -> None:
    op.drop_table(TABLE)
