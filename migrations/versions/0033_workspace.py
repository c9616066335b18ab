"""Staff arrange the console for themselves: views of lists, columns, their home.

Revision ID: 0033
Revises: 0032
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

VIEW, LIST, HOME = "workspace_view", "workspace_list_habit", "workspace_home_habit"


def _staff(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"{table}_staff_id_fkey")
    return sa.ForeignKeyConstraint(["staff_id"], ["access_staff.id"], name=name, ondelete="cascade")


def upgrade() -> None:
    op.create_table(
        VIEW,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("screen", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("query", postgresql.JSONB(), nullable=False),
        sa.Column("columns", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "char_length(name) between 1 and 40", name=op.f(f"{VIEW}_name_length_check")
        ),
        _staff(VIEW),
        sa.PrimaryKeyConstraint("id", name=op.f(f"{VIEW}_pkey")),
        sa.UniqueConstraint(
            "staff_id", "screen", "name", name=op.f(f"{VIEW}_staff_id_screen_name_key")
        ),
    )
    op.create_index(f"{VIEW}_screen_idx", VIEW, ["screen"])
    op.create_table(
        LIST,
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("screen", sa.Text(), nullable=False),
        sa.Column("columns", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("opens_with", sa.Uuid(), nullable=True),
        _staff(LIST),
        sa.ForeignKeyConstraint(
            ["opens_with"],
            [f"{VIEW}.id"],
            name=op.f(f"{LIST}_opens_with_fkey"),
            ondelete="set null",
        ),
        sa.PrimaryKeyConstraint("staff_id", "screen", name=op.f(f"{LIST}_pkey")),
    )
    op.create_index(op.f(f"{LIST}_opens_with_idx"), LIST, ["opens_with"])
    op.create_table(
        HOME,
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("blocks", postgresql.ARRAY(sa.Text()), nullable=False),
        _staff(HOME),
        sa.PrimaryKeyConstraint("staff_id", name=op.f(f"{HOME}_pkey")),
    )


def downgrade() -> None:
    for table in (HOME, LIST, VIEW):
        op.drop_table(table)
