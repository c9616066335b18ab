"""A product is kept as it was after each change. What is there now is the first version.

Revision ID: 0051
Revises: 0050
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

APPEND_ONLY = """
create function catalog_append_only() returns trigger language plpgsql as $$
begin
    raise exception '% is only ever added to', tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger catalog_version_append_only before update or delete on catalog_version
    for each row execute function catalog_append_only();
create trigger catalog_version_no_truncate before truncate on catalog_version
    for each statement execute function catalog_append_only();
"""
BEGIN_WITH = """
insert into catalog_version
    (product_id, number, edit, at, by_kind, by_id, by, source, reason, content)
select product.id, 1, product.version, product.edited_at, 'staff', null, product.edited_by, 'hand',
    '', jsonb_build_object(
        'slug', product.slug, 'title', product.title, 'subtitle', product.subtitle,
        'description', product.description, 'category_id', product.category_id,
        'parameters', product.parameters, 'badges', product.badges,
        'limit_per_member', product.limit_per_member, 'limit_days', product.limit_days,
        'pictures', (
            select coalesce(jsonb_agg(jsonb_build_object('key', key, 'alt', alt)
                order by position), '[]')
            from catalog_product_picture where product_id = product.id),
        'specs', (
            select coalesce(jsonb_agg(jsonb_build_object('id', id, 'name', name, 'values', (
                select coalesce(jsonb_agg(jsonb_build_object(
                    'id', value.id, 'name', value.name, 'picture', value.picture)
                    order by value.position), '[]')
                from catalog_spec_value value where value.spec_id = spec.id))
                order by position), '[]')
            from catalog_spec spec where product_id = product.id),
        'skus', (
            select coalesce(jsonb_agg(jsonb_build_object(
                'id', id, 'code', code, 'barcode', barcode, 'title', title,
                'price', jsonb_build_object('minor', price_minor, 'currency', currency),
                'weight_grams', weight_grams, 'picture', picture, 'active', active,
                'value_ids', (
                    select coalesce(jsonb_agg(chosen.value_id order by spec.position), '[]')
                    from catalog_sku_value chosen join catalog_spec spec on spec.id = chosen.spec_id
                    where chosen.sku_id = sku.id))
                order by position), '[]')
            from catalog_sku sku where product_id = product.id))
from catalog_product product
"""


def upgrade() -> None:
    op.create_table(
        "catalog_version",
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("edit", sa.BigInteger(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column(
            "by_kind",
            sa.Enum(
                "guest",
                "member",
                "staff",
                "system",
                name="actorkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                *("hand", "many", "import", "undo", "restore", "categories", "rule"),
                name="source",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("catalog_version_number_check")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["catalog_product.id"], name=op.f("catalog_version_product_id_fkey")
        ),
        sa.PrimaryKeyConstraint("product_id", "number", name=op.f("catalog_version_pkey")),
    )
    op.execute(BEGIN_WITH)
    op.execute(APPEND_ONLY)


def downgrade() -> None:
    op.drop_table("catalog_version")
    op.execute("drop function catalog_append_only()")
