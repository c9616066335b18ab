"""Running sums beneath the page of money with the providers, kept by the database itself.

Revision ID: 0041
Revises: 0040
"""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

# An index is always used, also by a plan that was made when the tables were empty.
LINES = {
    "leg": """
        select leg.account, leg.holder, leg.currency, entry.kind, leg.amount_minor as minor
        from {rows} leg join payments_journal entry on entry.id = leg.entry_id""",
    "bill": """
        select 'bill' as account, provider as holder, currency, kind, amount_minor as minor
        from {rows}
        union all
        select 'bill', provider, currency, 'fee', fee_minor from {rows}""",
}
NOTE = """
    insert into payments_balance_change (account, holder, currency, kind, minor)
    select account, holder, currency, kind, {sign}sum(minor) from ({lines}) as lines
    group by account, holder, currency, kind having sum(minor) <> 0;
"""
FUNCTION = """
create function payments_note_{name}() returns trigger language plpgsql
set enable_seqscan = off as $$
begin
    {notes}
    return null;
end $$;
"""


def _note(kind: str, rows: str, sign: str = "") -> str:
    return NOTE.format(sign=sign, lines=LINES[kind].format(rows=rows))


TRIGGERS = "".join(
    [
        FUNCTION.format(name="legs", notes=_note("leg", "fresh")),
        FUNCTION.format(name="bill", notes=_note("bill", "fresh")),
        FUNCTION.format(
            name="bill_again", notes=_note("bill", "fresh") + _note("bill", "stale", "-")
        ),
    ]
)


def upgrade() -> None:
    op.create_table(
        "payments_balance",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("minor", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "account", "holder", "currency", "kind", name=op.f("payments_balance_pkey")
        ),
    )
    op.create_table(
        "payments_balance_change",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("minor", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("payments_balance_change_pkey")),
    )
    op.create_index(
        "payments_bill_line_payout_idx",
        "payments_bill_line",
        ["at"],
        postgresql_where=sa.text("kind = 'payout'"),
    )
    op.execute(TRIGGERS)
    # From here on nobody books until what is there is noted, to be folded with the rest.
    op.execute(
        "create trigger payments_leg_noted after insert on payments_leg"
        " referencing new table as fresh for each statement execute function payments_note_legs()"
    )
    op.execute(
        "create trigger payments_bill_line_noted after insert on payments_bill_line"
        " referencing new table as fresh for each statement execute function payments_note_bill()"
    )
    op.execute(
        "create trigger payments_bill_line_noted_again after update on payments_bill_line"
        " referencing old table as stale new table as fresh"
        " for each statement execute function payments_note_bill_again()"
    )
    for kind, rows in (("leg", "payments_leg"), ("bill", "payments_bill_line")):
        op.execute(NOTE.format(sign="", lines=LINES[kind].format(rows=rows)))


def downgrade() -> None:
    op.execute("drop trigger payments_leg_noted on payments_leg")
    for trigger in ("payments_bill_line_noted", "payments_bill_line_noted_again"):
        op.execute(f"drop trigger {trigger} on payments_bill_line")
    for name in ("legs", "bill", "bill_again"):
        op.execute(f"drop function payments_note_{name}()")
    op.drop_index("payments_bill_line_payout_idx", table_name="payments_bill_line")
    op.drop_table("payments_balance_change")
    op.drop_table("payments_balance")
