"""What staff say about words: synonyms, silent words, redirects, hot and blocked ones.

Revision ID: 0043
Revises: 0042
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from hutong.kernel.events import Xid8

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "search_wording",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "same",
                "wider",
                "silent",
                "redirect",
                "hot",
                "blocked",
                name="wordingkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("words", postgresql.JSONB(), nullable=False),
        sa.Column("target", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=True),
        sa.Column("seeded", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("made_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("removed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("removed_by", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column(
            "changed", Xid8(), server_default=sa.text("pg_current_xact_id()"), nullable=False
        ),
        sa.CheckConstraint(
            "(kind = 'hot') = (place is not null)", name=op.f("search_wording_place_check")
        ),
        sa.CheckConstraint(
            "(kind = 'redirect') = (target <> '')", name=op.f("search_wording_target_check")
        ),
        sa.CheckConstraint(
            "(removed_at is null) = (removed_by = '')", name=op.f("search_wording_removed_check")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("search_wording_pkey")),
    )
    op.create_index(
        "search_wording_once_key",
        "search_wording",
        ["kind", "word"],
        unique=True,
        postgresql_where=sa.text(
            "removed_at is null and kind in ('silent', 'redirect', 'hot', 'blocked')"
        ),
    )


def downgrade() -> None:
    op.drop_table("search_wording")
