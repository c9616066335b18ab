"""Pages that staff build of blocks, their versions and showings; themes.

Revision ID: 0040
Revises: 0039
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

KINDS = ("home", "category", "venue", "story", "scene", "article")
IN_ORDER = "until_at is null or until_at > from_at"
WHEN = sa.DateTime(timezone=True)


def upgrade() -> None:
    _pages()
    _versions()
    _showings()
    _themes()


def downgrade() -> None:
    for table in ("theme", "showing", "version", "page"):
        op.drop_table(f"decoration_{table}")


def _pages() -> None:
    table = "decoration_page"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind", sa.Enum(*KINDS, name="kind", native_enum=False, length=40), nullable=False
        ),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("title", postgresql.JSONB(none_as_null=True), nullable=False),
        sa.Column("draft", postgresql.JSONB(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("edited_at", WHEN, nullable=False),
        sa.Column("edited_by", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "path ~ '^/([a-z0-9-]+(/[a-z0-9-]+)*)?$'", name=op.f(f"{table}_path_check")
        ),
        sa.CheckConstraint("revision > 0", name=op.f(f"{table}_revision_check")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"{table}_pkey")),
        sa.UniqueConstraint("path", name=op.f(f"{table}_path_key")),
    )


def _versions() -> None:
    table = "decoration_version"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("page_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("kept_at", WHEN, nullable=False),
        sa.Column("kept_by", sa.Text(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f(f"{table}_number_check")),
        sa.ForeignKeyConstraint(
            ["page_id"], ["decoration_page.id"], name=op.f(f"{table}_page_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"{table}_pkey")),
        sa.UniqueConstraint("page_id", "number", name=op.f(f"{table}_page_id_number_key")),
    )


def _showings() -> None:
    table = "decoration_showing"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("page_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("from_at", WHEN, nullable=False),
        sa.Column("until_at", WHEN, nullable=True),
        sa.Column("changed_at", WHEN, nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.CheckConstraint(IN_ORDER, name=op.f(f"{table}_order_check")),
        sa.ForeignKeyConstraint(
            ["page_id"], ["decoration_page.id"], name=op.f(f"{table}_page_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["decoration_version.id"], name=op.f(f"{table}_version_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"{table}_pkey")),
    )
    op.create_index(op.f(f"{table}_page_id_idx"), table, ["page_id"])
    op.create_index(op.f(f"{table}_version_id_idx"), table, ["version_id"])


def _themes() -> None:
    table = "decoration_theme"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", postgresql.JSONB(none_as_null=True), nullable=False),
        sa.Column("settings", postgresql.JSONB(), nullable=False),
        sa.Column("from_at", WHEN, nullable=True),
        sa.Column("until_at", WHEN, nullable=True),
        sa.Column("changed_at", WHEN, nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.CheckConstraint(IN_ORDER, name=op.f(f"{table}_order_check")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"{table}_pkey")),
    )
