"""Locations of several kinds, pools, bins, transfers; the stock ledger is only ever added to.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

LEDGER = """
create function inventory_movement_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'the stock ledger is only ever added to' using errcode = 'restrict_violation';
end $$;
create trigger inventory_movement_append_only before update or delete on inventory_movement
    for each row execute function inventory_movement_append_only();
create trigger inventory_movement_no_truncate before truncate on inventory_movement
    for each statement execute function inventory_movement_append_only();
"""
KINDS = """
update inventory_location set kind = case kind when 'warehouse' then 'central' when 'shop' then 'store' else kind end;
update inventory_location set sells = true;
insert into inventory_location (id, code, name, kind) values
    ('01900000-0000-7000-8000-000000000102', 'transit', '{"zh": "在途", "en": "On its way"}', 'transit');
"""


def upgrade() -> None:
    location = "inventory_location"
    op.add_column(
        location, sa.Column("address", sa.Text(), server_default=sa.text("''"), nullable=False)
    )
    op.add_column(
        location,
        sa.Column("priority", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
    )
    op.add_column(
        location, sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False)
    )
    op.add_column(
        location, sa.Column("sells", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.add_column(location, sa.Column("parent_id", sa.Uuid(), nullable=True))
    op.add_column(
        location, sa.Column("starts_at", postgresql.TIMESTAMP(timezone=True), nullable=True)
    )
    op.add_column(
        location, sa.Column("ends_at", postgresql.TIMESTAMP(timezone=True), nullable=True)
    )
    op.create_foreign_key(
        op.f("inventory_location_parent_id_fkey"), location, location, ["parent_id"], ["id"]
    )
    for statement in KINDS.strip().split(";\n"):
        op.execute(statement)
    op.create_check_constraint(
        op.f("inventory_location_pool_check"),
        location,
        "num_nonnulls(parent_id, starts_at, ends_at) = case kind when 'pool' then 3 else 0 end",
    )
    op.create_check_constraint(
        op.f("inventory_location_window_check"), location, "starts_at < ends_at"
    )
    op.create_check_constraint(
        op.f("inventory_location_sells_check"),
        location,
        "not sells or (active and kind not in ('transit', 'returns', 'pool'))",
    )
    op.create_index(
        op.f("inventory_location_parent_id_idx"),
        location,
        ["parent_id"],
        postgresql_where=sa.text("parent_id is not null"),
    )
    op.add_column("inventory_stock", sa.Column("bin", sa.Text(), nullable=True))
    op.execute(LEDGER)
    _documents()


def _documents() -> None:
    op.execute("create sequence inventory_document_number")
    op.create_table(
        "inventory_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("by_kind", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("inventory_step_pkey")),
    )
    op.create_index(op.f("inventory_step_document_id_idx"), "inventory_step", ["document_id"])
    op.create_table(
        "inventory_transfer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("from_id", sa.Uuid(), nullable=False),
        sa.Column("to_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "sent",
                "received",
                "cancelled",
                name="transferstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("made_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("from_id <> to_id", name=op.f("inventory_transfer_two_places_check")),
        sa.ForeignKeyConstraint(
            ["from_id"], ["inventory_location.id"], name=op.f("inventory_transfer_from_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["to_id"], ["inventory_location.id"], name=op.f("inventory_transfer_to_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("inventory_transfer_pkey")),
        sa.UniqueConstraint("number", name=op.f("inventory_transfer_number_key")),
    )
    op.create_table(
        "inventory_transfer_line",
        sa.Column("transfer_id", sa.Uuid(), nullable=False),
        sa.Column("sku_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("quantity > 0", name=op.f("inventory_transfer_line_quantity_check")),
        sa.CheckConstraint("received >= 0", name=op.f("inventory_transfer_line_received_check")),
        sa.ForeignKeyConstraint(
            ["sku_id"], ["catalog_sku.id"], name=op.f("inventory_transfer_line_sku_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["transfer_id"],
            ["inventory_transfer.id"],
            name=op.f("inventory_transfer_line_transfer_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("transfer_id", "sku_id", name=op.f("inventory_transfer_line_pkey")),
    )


def downgrade() -> None:
    for table in ("inventory_transfer_line", "inventory_transfer", "inventory_step"):
        op.drop_table(table)
    op.execute("drop sequence inventory_document_number")
    op.execute("drop trigger inventory_movement_no_truncate on inventory_movement")
    op.execute("drop trigger inventory_movement_append_only on inventory_movement")
    op.execute("drop function inventory_movement_append_only")
    op.drop_column("inventory_stock", "bin")
    op.drop_column("inventory_location", "parent_id")
    for column in ("ends_at", "starts_at", "sells", "active", "priority", "address"):
        op.drop_column("inventory_location", column)
    op.execute("delete from inventory_location where code = 'transit'")
    op.execute("update inventory_location set kind = 'warehouse' where kind = 'central'")
    op.execute("update inventory_location set kind = 'shop' where kind = 'store'")
