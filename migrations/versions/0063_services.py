"""Services are sold beside goods: had by a code, and sent nowhere.

Revision ID: 0063
Revises: 0062
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from hutong.migrate import put_function

revision = "0063"
down_revision = "0062"
branch_labels = None
depends_on = None

VOUCHER = "vouchers_voucher"
MOMENT = postgresql.TIMESTAMP(timezone=True)
PRODUCT, LINE, ORDER = "catalog_product", "orders_line", "orders_order"
SERVICE = "(kind = 'service') = (valid_days is not null) and valid_days > 0"
GRANT = sa.text(
    "update access_role set permissions = array("
    "select distinct unnest(permissions || array['services.redeem']) order by 1)"
    " where name in ('operator', 'warehouse', 'support')"
)
CHECKS = {
    "code": "code ~ '^[0-9]{12}$'",
    "unit": "unit > 0 and amount_minor >= 0",
    "redeemed": "(state = 'redeemed') = (redeemed_at is not null)"
    " and (redeemed_at is null) = (redeemed_by is null)",
    "void": "(state = 'void') = (voided_at is not null)",
    "had_or_paid_back": "redeemed_at is null or voided_at is null",
    "in_time": "redeemed_at < valid_until",
}
# The function takes two lists more; who does not give them sells goods.
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
    op.add_column(
        PRODUCT,
        sa.Column(
            "kind",
            sa.Enum("goods", "service", name="productkind", native_enum=False, length=40),
            server_default=sa.text("'goods'"),
            nullable=False,
        ),
    )
    op.add_column(PRODUCT, sa.Column("valid_days", sa.BigInteger(), nullable=True))
    op.create_check_constraint(op.f(f"{PRODUCT}_service_check"), PRODUCT, SERVICE)
    op.add_column(LINE, sa.Column("valid_days", sa.BigInteger(), nullable=True))
    op.create_check_constraint(
        op.f(f"{LINE}_service_check"),
        LINE,
        "valid_days is null or (valid_days > 0 and shipped = 0)",
    )
    op.create_index(
        f"{LINE}_service_idx",
        LINE,
        ["order_id"],
        postgresql_where=sa.text("valid_days is not null"),
    )
    _paid_first("fulfilment in ('none', 'not_needed')")
    _codes()
    op.execute(GRANT)
    op.execute(DROP)
    put_function("orders/place_batch.sql", "920ca8927f4dcca1")


def downgrade() -> None:
    op.drop_table(VOUCHER)
    _paid_first("fulfilment = 'none'")
    op.drop_column(LINE, "valid_days")
    for name in ("valid_days", "kind"):
        op.drop_column(PRODUCT, name)


def _paid_first(rest: str) -> None:
    name = op.f(f"{ORDER}_paid_first_check")
    op.drop_constraint(name, ORDER)
    op.create_check_constraint(name, ORDER, f"payment <> 'unpaid' or {rest}")


def _codes() -> None:
    op.create_table(
        VOUCHER,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.BigInteger(), nullable=False),
        sa.Column("sku_id", sa.Uuid(), nullable=False),
        sa.Column("title", postgresql.JSONB(), nullable=False),
        sa.Column("sku_title", postgresql.JSONB(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                *("ready", "redeemed", "expired", "void"),
                name="voucherstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("issued_at", MOMENT, nullable=False),
        sa.Column("valid_until", MOMENT, nullable=False),
        sa.Column("redeemed_at", MOMENT, nullable=True),
        sa.Column("redeemed_by_id", sa.Uuid(), nullable=True),
        sa.Column("redeemed_by", sa.Text(), nullable=True),
        sa.Column("voided_at", MOMENT, nullable=True),
        *(
            sa.CheckConstraint(rule, name=op.f(f"{VOUCHER}_{name}_check"))
            for name, rule in CHECKS.items()
        ),
        sa.ForeignKeyConstraint(
            ["sku_id"], ["catalog_sku.id"], name=op.f(f"{VOUCHER}_sku_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"{VOUCHER}_pkey")),
        sa.UniqueConstraint("code", name=op.f(f"{VOUCHER}_code_key")),
        sa.UniqueConstraint(
            "order_id", "position", "unit", name=op.f(f"{VOUCHER}_order_id_position_unit_key")
        ),
    )
    for column in ("number", "member_id"):
        op.create_index(op.f(f"{VOUCHER}_{column}_idx"), VOUCHER, [column])
    op.create_index(f"{VOUCHER}_redeemed_idx", VOUCHER, ["redeemed_at"])
    op.create_index(
        f"{VOUCHER}_due_idx", VOUCHER, ["valid_until"], postgresql_where=sa.text("state = 'ready'")
    )
