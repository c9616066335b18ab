"""Imports of products, and what each product of a file became.

Revision ID: 0047
Revises: 0046
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

IMPORT, LINE = "exchange_import", "exchange_line"
MOMENT = sa.DateTime(timezone=True)
JSONB = postgresql.JSONB
OPEN = "state in ('received', 'checked')"


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=40)


def upgrade() -> None:
    op.create_table(
        IMPORT,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column(
            "state",
            _one_of(
                "importstate", "received", "unreadable", "checked", "done", "undone", "dropped"
            ),
            nullable=False,
        ),
        sa.Column("mode", _one_of("mode", "all", "good"), nullable=True),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.Column("undone_at", MOMENT, nullable=True),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.Column("errand_id", sa.Uuid(), nullable=True),
        sa.Column("refusal", sa.Text(), nullable=False),
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("unknown", JSONB(), nullable=False),
        sa.Column("pictures", JSONB(), nullable=False),
        sa.Column("sets_limits", sa.Boolean(), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("wrong_rows", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("rows >= 0 and wrong_rows >= 0", name=op.f(f"{IMPORT}_rows_check")),
        sa.ForeignKeyConstraint(
            ["file_id"], ["kept_file.id"], name=op.f(f"{IMPORT}_file_id_fkey"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["errand_id"], ["errand.id"], name=op.f(f"{IMPORT}_errand_id_fkey"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"{IMPORT}_pkey")),
    )
    op.create_index(
        f"{IMPORT}_open_idx", IMPORT, ["digest"], unique=True, postgresql_where=sa.text(OPEN)
    )
    op.create_table(
        LINE,
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kind", _one_of("kind", "create", "change", "same", "wrong"), nullable=False),
        sa.Column(
            "state",
            _one_of("linestate", "planned", "done", "refused", "undone", "kept"),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=True),
        sa.Column("rows", JSONB(), nullable=False),
        sa.Column("draft", JSONB(), nullable=True),
        sa.Column("before", JSONB(), nullable=True),
        sa.Column("limits", JSONB(), nullable=False),
        sa.Column("limits_before", JSONB(), nullable=False),
        sa.Column("changes", JSONB(), nullable=False),
        sa.Column("wrong", JSONB(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["import_id"], [f"{IMPORT}.id"], name=op.f(f"{LINE}_import_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("import_id", "place", name=op.f(f"{LINE}_pkey")),
    )
    op.create_index(f"{LINE}_kind_idx", LINE, ["import_id", "kind", "place"])
    op.create_index(f"{LINE}_state_idx", LINE, ["import_id", "state", "place"])


def downgrade() -> None:
    op.drop_table(LINE)
    op.drop_table(IMPORT)
