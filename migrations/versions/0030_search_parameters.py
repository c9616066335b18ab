"""A product is found by its parameters too: material, capacity, size.

Revision ID: 0030
Revises: 0029
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

BACKFILL = """
    update search_document
    set parameters = told.parameters, changed = pg_current_xact_id()
    from (
        select id, jsonb_agg(parameter -> 'value') as parameters
        from catalog_product, jsonb_array_elements(catalog_product.parameters) as parameter
        group by id
    ) as told
    where told.id = search_document.product_id
"""


def upgrade() -> None:
    op.add_column(
        "search_document",
        sa.Column(
            "parameters",
            postgresql.JSONB(),
            server_default=sa.text("'[]'"),
            nullable=False,
        ),
    )
    op.execute(BACKFILL)


def downgrade() -> None:
    op.drop_column("search_document", "parameters")
