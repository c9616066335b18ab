"""Goods that are probably in the wrong category, and what somebody decided about each.

Revision ID: 0060
Revises: 0059
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0060"
down_revision = "0059"
branch_labels = None
depends_on = None

TIME = postgresql.TIMESTAMP(timezone=True)
FINDING = "taxonomy_finding"


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.create_table(
        "taxonomy_look",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("started_at", TIME, nullable=False),
        sa.Column("ended_at", TIME, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("products", sa.BigInteger(), nullable=False),
        sa.Column("found", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("taxonomy_look_pkey")),
    )
    references = (
        ("product_id", "catalog_product"),
        ("category_id", "catalog_category"),
        ("suggested_id", "catalog_category"),
    )
    op.create_table(
        FINDING,
        sa.Column("id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.Uuid(), nullable=False) for name, _table in references),
        sa.Column("sureness", sa.BigInteger(), nullable=False),
        sa.Column("reasons", postgresql.JSONB(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("found_at", TIME, nullable=False),
        sa.Column("decided_at", TIME, nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "sureness between 50 and 99", name=op.f("taxonomy_finding_sureness_check")
        ),
        sa.CheckConstraint(
            "category_id <> suggested_id", name=op.f("taxonomy_finding_elsewhere_check")
        ),
        sa.CheckConstraint(
            "(state = 'open') = (decided_at is null)", name=op.f("taxonomy_finding_decided_check")
        ),
        *(
            sa.ForeignKeyConstraint(
                [name], [f"{table}.id"], name=op.f(f"{FINDING}_{name}_fkey"), ondelete="CASCADE"
            )
            for name, table in references
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("taxonomy_finding_pkey")),
    )
    for name, _table in references:
        op.create_index(op.f(f"{FINDING}_{name}_idx"), FINDING, [name])
    op.create_index(
        "taxonomy_finding_open_idx",
        FINDING,
        ["product_id"],
        unique=True,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.execute(  # roles stay as staff made them: who may change products may do this too
        """
        update access_role set permissions = array_append(permissions, 'catalog.audit')
        where 'catalog.edit' = any(permissions) and not 'catalog.audit' = any(permissions)"""
    )


def downgrade() -> None:
    op.drop_table(FINDING)
    op.drop_table("taxonomy_look")
    op.execute("update access_role set permissions = array_remove(permissions, 'catalog.audit')")
