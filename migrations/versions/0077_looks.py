"""What a product looks like in each value of a specification, for who asks for that value.

Revision ID: 0077
Revises: 0076
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0077"
down_revision = "0076"
branch_labels = None
depends_on = None

LOOKS = """
    update search_document document
    set looks = found.looks, changed = pg_current_xact_id()
    from (
        select product_id, jsonb_agg(look order by spec, value) as looks
        from (
            select worn.*, min(picture) over one as least, max(picture) over one as most
            from (
                select sku.product_id, spec.position as spec, value.position as value,
                    min(sku.picture) as picture,
                    jsonb_build_object(
                        'key', coalesce(spec.name ->> 'zh', ''), 'value', value.name,
                        'picture', min(sku.picture),
                        'sku', (array_agg(sku.code order by sku.position))[1]
                    ) as look
                from catalog_sku sku
                    join catalog_sku_value chosen on chosen.sku_id = sku.id
                    join catalog_spec spec on spec.id = chosen.spec_id
                    join catalog_spec_value value on value.id = chosen.value_id
                where sku.active and sku.picture is not null
                group by sku.product_id, spec.id, value.id
                having count(distinct sku.picture) = 1
            ) worn
            window one as (partition by product_id, spec)
        ) differing
        where least <> most
        group by product_id
    ) found
    where document.product_id = found.product_id
"""


def upgrade() -> None:
    empty = sa.text("'[]'")
    column = sa.Column("looks", postgresql.JSONB(), server_default=empty, nullable=False)
    op.add_column("search_document", column)
    op.execute(LOOKS)


def downgrade() -> None:
    op.drop_column("search_document", "looks")
