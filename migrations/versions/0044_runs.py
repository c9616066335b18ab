"""One thing done to many: planned, done, taken back, with the outcome of each.

Revision ID: 0044
Revises: 0043
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

RUN, ROW = "workspace_run", "workspace_run_row"


def upgrade() -> None:
    op.create_table(
        RUN,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("screen", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("answers", postgresql.JSONB(), nullable=False),
        sa.Column("query", postgresql.JSONB(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["access_staff.id"],
            name=op.f(f"{RUN}_staff_id_fkey"),
            ondelete="cascade",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"{RUN}_pkey")),
    )
    op.create_index(f"{RUN}_staff_idx", RUN, ["staff_id", "id"])
    op.create_table(
        ROW,
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("changes", postgresql.JSONB(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], [f"{RUN}.id"], name=op.f(f"{ROW}_run_id_fkey"), ondelete="cascade"
        ),
        sa.PrimaryKeyConstraint("run_id", "position", name=op.f(f"{ROW}_pkey")),
    )


def downgrade() -> None:
    op.drop_table(ROW)
    op.drop_table(RUN)
