"""What an article cost is kept by the database itself, and the price before may stand beside the
present one for a time.

Revision ID: 0052
Revises: 0051
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None

TIME = postgresql.TIMESTAMP(timezone=True)
# An edit writes the product before its articles, so that its time and version are there to read.
NOTED = """
create function catalog_note_price() returns trigger language plpgsql as $$
begin
    insert into catalog_price (sku_id, since, edit, currency, price_minor, original_minor, on_sale)
    select new.id, product.edited_at, product.version, new.currency, new.price_minor,
        new.original_minor, new.active and product.state = 'listed'
    from catalog_product product where product.id = new.product_id;
    return null;
end $$;
create trigger catalog_sku_priced after insert on catalog_sku
    for each row execute function catalog_note_price();
create trigger catalog_sku_repriced after update on catalog_sku for each row
    when ((old.price_minor, old.currency, old.original_minor, old.active)
        is distinct from (new.price_minor, new.currency, new.original_minor, new.active))
    execute function catalog_note_price();
create function catalog_note_shelf() returns trigger language plpgsql as $$
begin
    insert into catalog_price (sku_id, since, edit, currency, price_minor, original_minor, on_sale)
    select sku.id, new.edited_at, new.version, sku.currency, sku.price_minor, sku.original_minor,
        sku.active and new.state = 'listed'
    from catalog_sku sku where sku.product_id = new.id;
    return null;
end $$;
create trigger catalog_product_turned after update on catalog_product for each row
    when ((old.state = 'listed') is distinct from (new.state = 'listed'))
    execute function catalog_note_shelf();
create trigger catalog_price_append_only before update or delete on catalog_price
    for each row execute function catalog_append_only();
create trigger catalog_price_no_truncate before truncate on catalog_price
    for each statement execute function catalog_append_only();
create trigger catalog_price_rule_append_only before update or delete on catalog_price_rule
    for each row execute function catalog_append_only();
"""
BEGIN_WITH = """
insert into catalog_price (sku_id, since, edit, currency, price_minor, original_minor, on_sale)
select sku.id, product.edited_at, product.version, sku.currency, sku.price_minor, null,
    sku.active and product.state = 'listed'
from catalog_sku sku join catalog_product product on product.id = sku.product_id
"""


def upgrade() -> None:
    op.create_table(
        "catalog_price_rule",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("window_days", sa.BigInteger(), nullable=False),
        sa.Column("least_days", sa.BigInteger(), nullable=False),
        sa.Column("shown_days", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_at", TIME, nullable=False),
        sa.Column("set_by", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "window_days between 7 and 90", name=op.f("catalog_price_rule_window_check")
        ),
        sa.CheckConstraint(
            "least_days between 1 and window_days", name=op.f("catalog_price_rule_least_check")
        ),
        sa.CheckConstraint(
            "shown_days between 1 and 90", name=op.f("catalog_price_rule_shown_check")
        ),
        sa.CheckConstraint("length(reason) > 0", name=op.f("catalog_price_rule_reason_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("catalog_price_rule_pkey")),
    )
    op.create_table(
        "catalog_price",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("sku_id", sa.Uuid(), nullable=False),
        sa.Column("since", TIME, nullable=False),
        sa.Column("edit", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("original_minor", sa.BigInteger(), nullable=True),
        sa.Column("on_sale", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sku_id"], ["catalog_sku.id"], name=op.f("catalog_price_sku_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("catalog_price_pkey")),
    )
    op.create_index("catalog_price_sku_idx", "catalog_price", ["sku_id", "id"])
    op.add_column("catalog_sku", sa.Column("original_minor", sa.BigInteger(), nullable=True))
    op.add_column("catalog_sku", sa.Column("original_since", TIME, nullable=True))
    op.add_column("catalog_sku", sa.Column("original_until", TIME, nullable=True))
    op.create_check_constraint(
        op.f("catalog_sku_original_check"), "catalog_sku", "original_minor > price_minor"
    )
    op.create_check_constraint(
        op.f("catalog_sku_original_has_its_time_check"),
        "catalog_sku",
        "(original_minor is null) = (original_since is null)"
        " and (original_minor is null) = (original_until is null)",
    )
    op.execute(BEGIN_WITH)
    op.execute(NOTED)


def downgrade() -> None:
    op.execute("drop trigger catalog_product_turned on catalog_product")
    op.execute("drop trigger catalog_sku_repriced on catalog_sku")
    op.execute("drop trigger catalog_sku_priced on catalog_sku")
    op.execute("drop function catalog_note_shelf()")
    op.execute("drop function catalog_note_price()")
    op.drop_column("catalog_sku", "original_until")
    op.drop_column("catalog_sku", "original_since")
    op.drop_column("catalog_sku", "original_minor")
    op.drop_table("catalog_price")
    op.drop_table("catalog_price_rule")
