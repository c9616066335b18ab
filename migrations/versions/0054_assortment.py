"""Rules about where goods may be sold; an order is placed under the rules it was looked at.

Revision ID: 0054
Revises: 0053
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from hutong.migrate import put_function

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None

RULE, TARGET, EDITION = "assortment_rule", "assortment_target", "assortment_edition"
MOMENT = postgresql.TIMESTAMP(timezone=True)
# The function takes one list more, and who does not give it is of the first edition.
DROP = """
    do $$
    declare
        each regprocedure;
    begin
        for each in select oid from pg_proc where proname = 'orders_place_batch' loop
            execute 'drop function ' || each;
        end loop;
    end $$
"""


def upgrade() -> None:
    op.create_table(
        RULE,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", postgresql.JSONB(), nullable=False),
        sa.Column("reason", postgresql.JSONB(), nullable=False),
        sa.Column("only", sa.Boolean(), nullable=False),
        sa.Column("regions", postgresql.JSONB(), nullable=False),
        sa.Column("hides", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("begins_at", MOMENT, nullable=True),
        sa.Column("ends_at", MOMENT, nullable=True),
        sa.Column("edited_at", MOMENT, nullable=False),
        sa.Column("edited_by", sa.Text(), nullable=False),
        sa.Column("removed_at", MOMENT, nullable=True),
        sa.Column("removed_by", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.CheckConstraint("jsonb_array_length(regions) > 0", name=op.f(f"{RULE}_regions_check")),
        sa.CheckConstraint("begins_at < ends_at", name=op.f(f"{RULE}_period_check")),
        sa.CheckConstraint(
            "(removed_at is null) = (removed_by = '')", name=op.f(f"{RULE}_removed_check")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"{RULE}_pkey")),
    )
    op.create_index(
        f"{RULE}_held_idx", RULE, ["id"], postgresql_where=sa.text("removed_at is null")
    )
    op.create_table(
        TARGET,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("rule_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=True),
        sa.Column("category_id", sa.Uuid(), nullable=True),
        sa.Column("parameter", sa.Text(), nullable=True),
        sa.Column("holds", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "num_nonnulls(product_id, category_id, parameter) = 1",
            name=op.f(f"{TARGET}_one_check"),
        ),
        sa.CheckConstraint(
            "(parameter is null) = (holds is null) and holds <> ''",
            name=op.f(f"{TARGET}_holds_check"),
        ),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"{TARGET}_{column}_fkey"), ondelete="CASCADE"
            )
            for column, table in (
                ("rule_id", RULE),
                ("product_id", "catalog_product"),
                ("category_id", "catalog_category"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"{TARGET}_pkey")),
        *(
            sa.UniqueConstraint(*columns, name=op.f(f"{TARGET}_{'_'.join(columns)}_key"))
            for columns in (
                ("rule_id", "product_id"),
                ("rule_id", "category_id"),
                ("rule_id", "parameter", "holds"),
            )
        ),
    )
    for column in ("product_id", "category_id"):
        op.create_index(op.f(f"{TARGET}_{column}_idx"), TARGET, [column])
    op.create_index(
        f"{TARGET}_parameter_idx",
        TARGET,
        ["rule_id"],
        postgresql_where=sa.text("parameter is not null"),
    )
    op.create_table(
        EDITION,
        sa.Column("one", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("edition", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("one", name=op.f(f"{EDITION}_one_check")),
        sa.PrimaryKeyConstraint("one", name=op.f(f"{EDITION}_pkey")),
    )
    op.execute(DROP)
    put_function("orders/place_batch.sql", "c679f2326775da8b")


def downgrade() -> None:
    for table in (TARGET, RULE, EDITION):
        op.drop_table(table)
