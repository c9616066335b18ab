"""How complete and clean goods are, what is held, and every turn on the shelf and off it.

Revision ID: 0039
Revises: 0038
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "listing_scan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "why",
            sa.Enum(
                "words", "categories", "asked", "opening", name="why", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("started_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("ended_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("done", sa.BigInteger(), nullable=False),
        sa.Column("hits", sa.BigInteger(), nullable=False),
        sa.Column("held", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("done between 0 and total", name=op.f("listing_scan_progress_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("listing_scan_pkey")),
    )
    op.create_index(
        "listing_scan_asked_idx", "listing_scan", [sa.text("asked_at DESC")], unique=False
    )
    op.create_index(
        "listing_scan_waiting_key",
        "listing_scan",
        [sa.text("(started_at is null)")],
        unique=True,
        postgresql_where=sa.text("started_at is null"),
    )
    op.create_table(
        "listing_hold",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("was_listed", sa.Boolean(), nullable=False),
        sa.Column("held_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("held_by", sa.Text(), nullable=False),
        sa.Column("released_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("released_by", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(released_at is null) = (released_by is null)",
            name=op.f("listing_hold_released_check"),
        ),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["catalog_product.id"],
            name=op.f("listing_hold_product_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("listing_hold_pkey")),
    )
    op.create_index(
        "listing_hold_held_idx", "listing_hold", [sa.text("held_at DESC")], unique=False
    )
    op.create_index(
        "listing_hold_open_key",
        "listing_hold",
        ["product_id"],
        unique=True,
        postgresql_where=sa.text("released_at is null"),
    )
    op.create_index(
        op.f("listing_hold_product_id_idx"), "listing_hold", ["product_id"], unique=False
    )
    op.create_table(
        "listing_standing",
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("score", sa.BigInteger(), nullable=False),
        sa.Column("lacks", postgresql.JSONB(), nullable=False),
        sa.Column("found", postgresql.JSONB(), nullable=False),
        sa.Column("blocking", sa.BigInteger(), nullable=False),
        sa.Column("warnings", sa.BigInteger(), nullable=False),
        sa.Column("banned", sa.Boolean(), nullable=False),
        sa.Column("differences", sa.BigInteger(), nullable=False),
        sa.Column("looked_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint(
            "blocking >= 0 and warnings >= 0 and differences >= 0",
            name=op.f("listing_standing_counts_check"),
        ),
        sa.CheckConstraint("score between 0 and 100", name=op.f("listing_standing_score_check")),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["catalog_product.id"],
            name=op.f("listing_standing_product_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("product_id", name=op.f("listing_standing_pkey")),
    )
    op.create_index(
        op.f("listing_standing_looked_at_idx"), "listing_standing", ["looked_at"], unique=False
    )
    op.create_index(
        "listing_standing_score_idx", "listing_standing", ["score", "product_id"], unique=False
    )
    op.create_table(
        "listing_turn",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("goes_on", sa.Boolean(), nullable=False),
        sa.Column(
            "cause",
            sa.Enum(
                "person",
                "undo",
                "hold",
                "release",
                "appointment",
                "sold_out",
                "in_stock",
                "season",
                "papers",
                name="cause",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("says", postgresql.JSONB(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("undone_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["catalog_product.id"],
            name=op.f("listing_turn_product_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("listing_turn_pkey")),
    )
    op.create_index("listing_turn_at_idx", "listing_turn", [sa.text("at DESC")], unique=False)
    op.create_index(
        "listing_turn_product_idx", "listing_turn", ["product_id", sa.text("at DESC")], unique=False
    )


def downgrade() -> None:
    op.drop_index("listing_turn_product_idx", table_name="listing_turn")
    op.drop_index("listing_turn_at_idx", table_name="listing_turn")
    op.drop_table("listing_turn")
    op.drop_index("listing_standing_score_idx", table_name="listing_standing")
    op.drop_index(op.f("listing_standing_looked_at_idx"), table_name="listing_standing")
    op.drop_table("listing_standing")
    op.drop_index(op.f("listing_hold_product_id_idx"), table_name="listing_hold")
    op.drop_index(
        "listing_hold_open_key",
        table_name="listing_hold",
        postgresql_where=sa.text("released_at is null"),
    )
    op.drop_index("listing_hold_held_idx", table_name="listing_hold")
    op.drop_table("listing_hold")
    op.drop_index(
        "listing_scan_waiting_key",
        table_name="listing_scan",
        postgresql_where=sa.text("started_at is null"),
    )
    op.drop_index("listing_scan_asked_idx", table_name="listing_scan")
    op.drop_table("listing_scan")
