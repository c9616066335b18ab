"""What members do with goods, and what interests them.

Revision ID: 0070
Revises: 0069
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0070"
down_revision = "0069"
branch_labels = None
depends_on = None

DEED, TASTE = "recommendation_deed", "recommendation_taste"
JSONB = postgresql.JSONB(astext_type=sa.Text())
TIME = postgresql.TIMESTAMP(timezone=True)


def upgrade() -> None:
    op.create_table(
        DEED,
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                *("seen", "added", "marked", "bought"),
                name="deedkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("at", TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members_member.id"],
            name=op.f(f"{DEED}_member_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("member_id", "product_id", "kind", name=op.f(f"{DEED}_pkey")),
    )
    op.create_index("recommendation_deed_at_idx", DEED, ["at"])
    op.create_table(
        TASTE,
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("interests", JSONB, server_default=sa.text("'[]'"), nullable=False),
        sa.Column("bought", JSONB, server_default=sa.text("'[]'"), nullable=False),
        sa.Column("off_since", TIME, nullable=True),
        sa.Column("stale_since", TIME, nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members_member.id"],
            name=op.f(f"{TASTE}_member_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("member_id", name=op.f(f"{TASTE}_pkey")),
    )
    op.create_index(
        "recommendation_taste_stale_idx",
        TASTE,
        ["stale_since"],
        postgresql_where=sa.text("stale_since is not null"),
    )


def downgrade() -> None:
    op.drop_table(TASTE)
    op.drop_table(DEED)
