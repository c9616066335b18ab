"""What makers suggest that their goods are sold for, with its proof.

Revision ID: 0073
Revises: 0072
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0073"
down_revision = "0072"
branch_labels = None
depends_on = None

TABLE = "catalog_suggested_price"
TIME = postgresql.TIMESTAMP(timezone=True)
CHECKS = {
    "price": "price_minor > 0",
    "time": "until >= dated",
    "confirmed": "(confirmed_at is null) = (confirmed_by is null)",
    "four_eyes": "confirmed_by_id <> entered_by_id",
    "ended": "(ended_at is null) = (ended_by is null)",
}


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sku_id", sa.Uuid(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("address", sa.Text(), server_default="", nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("entered_at", TIME, nullable=False),
        sa.Column("entered_by", sa.Text(), nullable=False),
        sa.Column("entered_by_id", sa.Uuid(), nullable=True),
        sa.Column("confirmed_at", TIME, nullable=True),
        sa.Column("confirmed_by", sa.Text(), nullable=True),
        sa.Column("confirmed_by_id", sa.Uuid(), nullable=True),
        sa.Column("ended_at", TIME, nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        *(
            sa.CheckConstraint(rule, name=op.f(f"{TABLE}_{name}_check"))
            for name, rule in CHECKS.items()
        ),
        sa.ForeignKeyConstraint(["sku_id"], ["catalog_sku.id"], name=op.f(f"{TABLE}_sku_id_fkey")),
        sa.ForeignKeyConstraint(
            ["file_id"],
            ["kept_file.id"],
            name=op.f(f"{TABLE}_file_id_fkey"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"{TABLE}_pkey")),
    )
    for name, rule in {
        "waiting": "confirmed_at is null and ended_at is null",
        "standing": "confirmed_at is not null and ended_at is null",
    }.items():
        op.create_index(
            f"{TABLE}_{name}_idx", TABLE, ["sku_id"], unique=True, postgresql_where=sa.text(rule)
        )
    op.create_index(f"{TABLE}_entered_idx", TABLE, ["entered_at", "id"])
    for column in ("sku_id", "file_id"):
        op.create_index(op.f(f"{TABLE}_{column}_idx"), TABLE, [column])


def downgrade() -> None:
    op.drop_table(TABLE)
