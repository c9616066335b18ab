"""What happened is read in its order, however much of it waits.

Revision ID: 0027
Revises: 0026
"""

from alembic import op

from hutong.migrate import put_function

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    put_function("kernel/event_slice.sql", "eb3068ff4a863d11")


def downgrade() -> None:
    op.execute("drop function event_slice")
