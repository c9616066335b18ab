"""The block of a workbench that says what waits is named after that.

Revision ID: 0076
Revises: 0075
"""

from alembic import op

revision = "0076"
down_revision = "0075"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _rename("todo", "waiting")


def downgrade() -> None:
    _rename("waiting", "todo")


def _rename(before: str, after: str) -> None:
    op.execute(
        f"update workspace_home_habit set blocks = array_replace(blocks, '{before}', '{after}')"  # noqa: S608 - our own words
    )
