"""The function that writes orders is given rows instead of columns: a shopper's order costs the web
process less to send.

Revision ID: 0072
Revises: 0071
"""

from alembic import op

from hutong.migrate import put_function

revision = "0072"
down_revision = "0071"
branch_labels = None
depends_on = None

# A process sends these as it learnt them when it connected: a field more is a type of another name.
TYPES = """
    create type orders_draft as (
        id uuid, number text, seller_id uuid, member_id uuid, shard bigint, payment text,
        fulfilment text, placed_at timestamptz, pay_by timestamptz, paid_at timestamptz,
        currency text, goods bigint, discount bigint, freight bigint, total bigint,
        freight_trace text, recipient text, phone text, region_code text, province text, city text,
        district text, street text, detail text, buyer_note text, by_kind text, by_id uuid,
        by_name text, key text, fingerprint text, last_line int, intent_id uuid, edition bigint,
        placed text, paid text, checkout_id uuid, address_id uuid, checkout_note text,
        from_cart boolean, answer_key text, answer_fingerprint text, answer_status bigint,
        answer_body bytea);
    create type orders_draft_shelf as (location_id uuid, sku_id uuid, wanted bigint);
    create type orders_draft_line as (
        draft int, shelf int, quota int, position bigint, product_id uuid, slug text, title text,
        sku_title text, sku_code text, picture text, quantity bigint, weight_grams bigint,
        valid_days bigint, trace text, unit_price bigint, payable bigint);
    create type orders_draft_quota as (
        member_id uuid, product_id uuid, most bigint, since timestamptz, wanted bigint);
"""
UNTYPED = """
    drop function orders_place_batch(
        orders_draft[], orders_draft_shelf[], orders_draft_line[], orders_draft_quota[]);
    drop type orders_draft, orders_draft_shelf, orders_draft_line, orders_draft_quota;
"""
# Nobody calls it any more: the one of 0071 took its place a release ago.
OLDER = """
    do $$
    declare
        each regprocedure;
    begin
        for each in select oid from pg_proc
                    where proname = 'orders_place_batch' and pronargs > 67 loop
            execute 'drop function ' || each;
        end loop;
    end $$
"""


def upgrade() -> None:
    """The one before has other parameters and stays: processes that began before still call it."""
    op.execute(OLDER)
    op.execute(TYPES)
    put_function("orders/place_batch.sql", "223043ce91db6dfe")


def downgrade() -> None:
    op.execute(UNTYPED)
