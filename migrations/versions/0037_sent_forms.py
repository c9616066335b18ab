"""Forms of the console that were sent, so that none is done twice.

Revision ID: 0037
Revises: 0036
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

TABLE = "access_sent_form"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("go_to", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("tone", sa.Text(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("length(key) = 32", name=op.f(f"{TABLE}_key_length_check")),
        sa.PrimaryKeyConstraint("staff_id", "key", name=op.f(f"{TABLE}_pkey")),
    )
    op.create_index(op.f(f"{TABLE}_at_idx"), TABLE, ["at"], unique=False)


def downgrade() -> None:
    op.drop_table(TABLE)
