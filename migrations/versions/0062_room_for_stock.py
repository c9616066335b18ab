"""A shelf's figures change with every order, in the page in which they stand: there is room for the
next one beside the last. Without it each change went elsewhere and into every index again, and who
looked for an article went through all that had been.

Revision ID: 0062
Revises: 0061
"""

from alembic import op

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("alter table inventory_stock set (fillfactor = 20)")


def downgrade() -> None:
    op.execute("alter table inventory_stock reset (fillfactor)")
