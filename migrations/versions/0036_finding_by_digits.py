"""Staff find members by the last digits of the phone and by the first words of the name, parcels
by the carrier's number.

Revision ID: 0036
Revises: 0035
"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

MEMBER, SHIPMENT = "members_member", "fulfilment_shipment"


def upgrade() -> None:
    op.create_index(f"{MEMBER}_last_digits_idx", MEMBER, [sa.text('"right"(phone, 4)')])
    op.create_index(
        f"{MEMBER}_nickname_idx",
        MEMBER,
        ["nickname"],
        postgresql_ops={"nickname": "text_pattern_ops"},
    )
    op.create_index(op.f(f"{SHIPMENT}_tracking_number_idx"), SHIPMENT, ["tracking_number"])


def downgrade() -> None:
    op.drop_index(op.f(f"{SHIPMENT}_tracking_number_idx"), SHIPMENT)
    op.drop_index(f"{MEMBER}_nickname_idx", MEMBER)
    op.drop_index(f"{MEMBER}_last_digits_idx", MEMBER)
