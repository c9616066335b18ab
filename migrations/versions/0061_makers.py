"""Who made goods and from whom they come; suppliers that are barred, from a day on.

Revision ID: 0061
Revises: 0060
"""

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None

PROVENANCE = ("supplier", "supplier_number", "maker", "maker_address")
BANNED = "compliance_term_banned_goods_block_check"
STATES = sa.Enum("open", "right", "moved", name="findingstate", native_enum=False, length=40)


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    for name in PROVENANCE:
        column = sa.Column(name, sa.Text(), server_default="", nullable=False)
        op.add_column("catalog_product", column)
    op.add_column("compliance_term", sa.Column("since", sa.Date(), nullable=True))
    op.drop_constraint(op.f(BANNED), "compliance_term")
    op.create_check_constraint(
        op.f(BANNED),
        "compliance_term",
        "kind not in ('prohibited', 'infringing', 'supplier') or blocks",
    )
    op.add_column(
        "listing_standard",
        sa.Column("made_known", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.alter_column("taxonomy_finding", "state", type_=STATES, existing_nullable=False)


def downgrade() -> None:
    op.alter_column("taxonomy_finding", "state", type_=sa.Text(), existing_nullable=False)
    op.drop_column("listing_standard", "made_known")
    op.execute("delete from compliance_term where kind = 'supplier'")
    op.drop_constraint(op.f(BANNED), "compliance_term")
    op.create_check_constraint(
        op.f(BANNED), "compliance_term", "kind not in ('prohibited', 'infringing') or blocks"
    )
    op.drop_column("compliance_term", "since")
    for name in PROVENANCE:
        op.drop_column("catalog_product", name)
