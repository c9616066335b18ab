"""Payments with their ledger, shipments, orders, and the sandbox that plays the strangers.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


LEDGER = """
create function payments_ledger_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'the ledger is only ever added to' using errcode = 'restrict_violation';
end $$;
create trigger payments_ledger_append_only before update or delete on payments_ledger
    for each row execute function payments_ledger_append_only();
create trigger payments_ledger_no_truncate before truncate on payments_ledger
    for each statement execute function payments_ledger_append_only();
"""


def upgrade() -> None:
    op.create_table(
        "fulfilment_shipment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("carrier", sa.Text(), nullable=False),
        sa.Column("tracking_number", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "created",
                "in_transit",
                "out_for_delivery",
                "delivered",
                "exception",
                name="shipmentstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("shipped_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("moved_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("expected_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("delivered_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("follow_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("province", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("district", sa.Text(), nullable=False),
        sa.Column("street", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("fulfilment_shipment_pkey")),
        sa.UniqueConstraint(
            "carrier",
            "tracking_number",
            name=op.f("fulfilment_shipment_carrier_tracking_number_key"),
        ),
        sa.UniqueConstraint("number", name=op.f("fulfilment_shipment_number_key")),
    )
    op.create_index(
        "fulfilment_shipment_due_idx",
        "fulfilment_shipment",
        ["follow_at"],
        unique=False,
        postgresql_where=sa.text("follow_at is not null"),
    )
    op.create_index(
        op.f("fulfilment_shipment_member_id_idx"),
        "fulfilment_shipment",
        ["member_id"],
        unique=False,
    )
    op.create_index(
        op.f("fulfilment_shipment_order_id_idx"), "fulfilment_shipment", ["order_id"], unique=False
    )
    op.create_table(
        "payments_intent",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "pending",
                "captured",
                "closed",
                "refunding",
                "partly_refunded",
                "refunded",
                name="intentstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("provider", sa.Text(), nullable=True),
        sa.Column("opened_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("expires_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("captured_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("closed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("payments_intent_amount_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("payments_intent_pkey")),
        sa.UniqueConstraint("reference", name=op.f("payments_intent_reference_key")),
    )
    op.create_index(
        op.f("payments_intent_member_id_idx"), "payments_intent", ["member_id"], unique=False
    )
    op.create_table(
        "payments_notification",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=True),
        sa.Column("attempt_id", sa.Uuid(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("signature_ok", sa.Boolean(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "applied",
                "no_effect",
                "duplicate",
                "held",
                "early",
                "unknown",
                "unreadable",
                "stale",
                "forged",
                name="outcome",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("received_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("payments_notification_pkey")),
    )
    op.create_index(
        op.f("payments_notification_attempt_id_idx"),
        "payments_notification",
        ["attempt_id"],
        unique=False,
    )
    op.create_index(
        "payments_notification_event_key",
        "payments_notification",
        ["provider", "event_id"],
        unique=True,
        postgresql_where=sa.text("outcome in ('applied', 'no_effect', 'held')"),
    )
    op.create_index(
        "payments_notification_received_idx", "payments_notification", ["received_at"], unique=False
    )
    op.create_table(
        "fulfilment_shipment_line",
        sa.Column("shipment_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("sku_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column(
            "title", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False
        ),
        sa.Column(
            "sku_title", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("fulfilment_shipment_line_quantity_check")),
        sa.ForeignKeyConstraint(
            ["shipment_id"],
            ["fulfilment_shipment.id"],
            name=op.f("fulfilment_shipment_line_shipment_id_fkey"),
        ),
        sa.PrimaryKeyConstraint(
            "shipment_id", "position", name=op.f("fulfilment_shipment_line_pkey")
        ),
    )
    op.create_table(
        "fulfilment_tracking",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("shipment_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "created",
                "in_transit",
                "out_for_delivery",
                "delivered",
                "exception",
                name="shipmentstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "text", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False
        ),
        sa.Column(
            "place", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True
        ),
        sa.Column("recorded_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["shipment_id"],
            ["fulfilment_shipment.id"],
            name=op.f("fulfilment_tracking_shipment_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("fulfilment_tracking_pkey")),
        sa.UniqueConstraint(
            "shipment_id", "key", name=op.f("fulfilment_tracking_shipment_id_key_key")
        ),
    )
    op.create_table(
        "payments_attempt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("intent_id", sa.Uuid(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("provider_reference", sa.Text(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "starting",
                "open",
                "captured",
                "failed",
                "closed",
                "held",
                name="attemptstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("started_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("expires_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("moved_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("query_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("queried_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("queries", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["intent_id"], ["payments_intent.id"], name=op.f("payments_attempt_intent_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("payments_attempt_pkey")),
        sa.UniqueConstraint(
            "provider",
            "provider_reference",
            name=op.f("payments_attempt_provider_provider_reference_key"),
        ),
    )
    op.create_index(
        "payments_attempt_alive_key",
        "payments_attempt",
        ["intent_id"],
        unique=True,
        postgresql_where=sa.text("state in ('starting', 'open')"),
    )
    op.create_index(
        "payments_attempt_due_idx",
        "payments_attempt",
        ["query_at"],
        unique=False,
        postgresql_where=sa.text("query_at is not null"),
    )
    op.create_index(
        op.f("payments_attempt_intent_id_idx"), "payments_attempt", ["intent_id"], unique=False
    )
    op.create_table(
        "payments_ledger",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("intent_id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("capture", "refund", name="ledgerkind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("provider_event", sa.Text(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("payments_ledger_amount_check")),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["payments_attempt.id"], name=op.f("payments_ledger_attempt_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["intent_id"], ["payments_intent.id"], name=op.f("payments_ledger_intent_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("payments_ledger_pkey")),
        sa.UniqueConstraint(
            "provider", "provider_event", name=op.f("payments_ledger_provider_provider_event_key")
        ),
    )
    op.create_index(
        op.f("payments_ledger_intent_id_idx"), "payments_ledger", ["intent_id"], unique=False
    )
    op.create_table(
        "payments_refund",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("intent_id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "owed", "sent", "done", "failed", name="refundstate", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("provider_reference", sa.Text(), nullable=True),
        sa.Column("owed_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("sent_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("done_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("try_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("tries", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("payments_refund_amount_check")),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["payments_attempt.id"], name=op.f("payments_refund_attempt_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["intent_id"], ["payments_intent.id"], name=op.f("payments_refund_intent_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("payments_refund_pkey")),
        sa.UniqueConstraint("intent_id", "key", name=op.f("payments_refund_intent_id_key_key")),
    )
    op.create_index(
        op.f("payments_refund_attempt_id_idx"), "payments_refund", ["attempt_id"], unique=False
    )
    op.create_index(
        "payments_refund_due_idx",
        "payments_refund",
        ["try_at"],
        unique=False,
        postgresql_where=sa.text("state in ('owed', 'sent')"),
    )
    op.execute(LEDGER)


def downgrade() -> None:
    raise NotImplementedError("money that was recorded is not forgotten")
