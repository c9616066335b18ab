"""What shoppers search for, and what comes of it.

Revision ID: 0032
Revises: 0031
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "search_asked",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("meant", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("times", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("shown", postgresql.JSONB(), nullable=False),
        sa.CheckConstraint("length(words) between 1 and 60", name=op.f("search_asked_words_check")),
        sa.CheckConstraint("times >= 0 and total >= 0", name=op.f("search_asked_counts_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("search_asked_pkey")),
        sa.UniqueConstraint(
            "device", "words", "day", name=op.f("search_asked_device_words_day_key")
        ),
    )
    op.create_index("search_asked_day_idx", "search_asked", ["day"])
    op.create_index(
        "search_asked_member_idx",
        "search_asked",
        ["member_id"],
        postgresql_where=sa.text("member_id is not null"),
    )
    op.create_table(
        "search_words_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("searches", sa.BigInteger(), nullable=False),
        sa.Column("empty", sa.BigInteger(), nullable=False),
        sa.Column("clicked", sa.BigInteger(), nullable=False),
        sa.Column("added", sa.BigInteger(), nullable=False),
        sa.Column("bought", sa.BigInteger(), nullable=False),
        sa.Column("found", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", "words", name=op.f("search_words_day_pkey")),
    )
    op.create_index("search_words_day_words_idx", "search_words_day", ["words"])
    op.create_table(
        "search_deed",
        sa.Column("asked_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("clicked", "added", "bought", name="deedkind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(kind = 'bought') = (order_id is not null)", name=op.f("search_deed_order_check")
        ),
        sa.CheckConstraint("position >= 1", name=op.f("search_deed_position_check")),
        sa.ForeignKeyConstraint(
            ["asked_id"],
            ["search_asked.id"],
            name=op.f("search_deed_asked_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("asked_id", "product_id", "kind", name=op.f("search_deed_pkey")),
    )
    op.create_index("search_deed_at_idx", "search_deed", ["at"])


def downgrade() -> None:
    op.drop_table("search_deed")
    op.drop_table("search_words_day")
    op.drop_table("search_asked")
