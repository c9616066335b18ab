"""Double-entry books beneath the ledger, kept by the database itself and begun with what is there.

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

WHEN = postgresql.TIMESTAMP(timezone=True)

GUARDS = """
create trigger payments_journal_append_only before update or delete on payments_journal
    for each row execute function payments_ledger_append_only();
create trigger payments_journal_no_truncate before truncate on payments_journal
    for each statement execute function payments_ledger_append_only();
create trigger payments_leg_append_only before update or delete on payments_leg
    for each row execute function payments_ledger_append_only();
create trigger payments_leg_no_truncate before truncate on payments_leg
    for each statement execute function payments_ledger_append_only();

create function payments_legs_balance() returns trigger language plpgsql as $$
declare
    wrong uuid;
begin
    select entry_id into wrong from fresh
    group by entry_id, currency having sum(amount_minor) <> 0 limit 1;
    if wrong is not null then
        raise exception 'the legs of entry % do not sum to zero', wrong
            using errcode = 'check_violation';
    end if;
    return null;
end $$;
create trigger payments_legs_balance after insert on payments_leg
    referencing new table as fresh for each statement execute function payments_legs_balance();
"""

# Money that was held stands in suspense: taking it for the payment moves it on to the sales.
BOOK_LEDGER = """
    insert into payments_journal (id, kind, intent_id, at)
    select id, kind, intent_id, at from {rows};
    insert into payments_leg (entry_id, position, account, holder, currency, amount_minor)
    select l.id, side.position, side.account, side.holder, l.currency,
           side.sign * l.amount_minor
    from {rows} l
    cross join lateral (
        select l.kind = 'capture' and exists (
            select from payments_ledger h where h.attempt_id = l.attempt_id and h.kind = 'held'
        ) as was_held
    ) before
    cross join lateral (values
        (1, 1, case when before.was_held then 'suspense'
                    when l.kind in ('capture', 'held') then 'provider'
                    else 'refunds_owed' end,
               case when before.was_held or l.kind in ('capture', 'held') then l.provider
                    else '' end),
        (2, -1, case l.kind when 'capture' then 'sales' when 'held' then 'suspense'
                    else 'provider' end,
               case l.kind when 'capture' then '' else l.provider end)
    ) side (position, sign, account, holder);
"""
BOOK_REFUND = """
    insert into payments_journal (id, kind, intent_id, at)
    select id, 'refund_owed', intent_id, owed_at from {rows} r
    where state in ('owed', 'sent', 'failed', 'done');
    insert into payments_leg (entry_id, position, account, holder, currency, amount_minor)
    select r.id, side.position, side.account, side.holder, r.currency,
           side.sign * r.amount_minor
    from {rows} r
    join payments_attempt a on a.id = r.attempt_id
    cross join lateral (values
        (1, 1, case a.state when 'returned' then 'suspense' else 'sales' end,
               case a.state when 'returned' then a.provider else '' end),
        (2, -1, 'refunds_owed', '')
    ) side (position, sign, account, holder)
    where r.state in ('owed', 'sent', 'failed', 'done');
"""
TRIGGERS = f"""
create function payments_book_ledger() returns trigger language plpgsql as $$
begin
    {BOOK_LEDGER.format(rows="fresh")}
    return null;
end $$;
create trigger payments_ledger_booked after insert on payments_ledger
    referencing new table as fresh for each statement execute function payments_book_ledger();

create function payments_book_refunds() returns trigger language plpgsql as $$
begin
    {BOOK_REFUND.format(rows="fresh")}
    return null;
end $$;
create trigger payments_refund_booked after insert on payments_refund
    referencing new table as fresh for each statement execute function payments_book_refunds();

create function payments_book_refund() returns trigger language plpgsql as $$
begin
    {BOOK_REFUND.format(rows="(select new.*)")}
    return null;
end $$;
create trigger payments_refund_owed after update on payments_refund for each row
    when (old.state in ('asked', 'declined') and new.state in ('owed', 'sent', 'failed', 'done'))
    execute function payments_book_refund();
"""


def upgrade() -> None:
    op.create_table(
        "payments_journal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("intent_id", sa.Uuid(), nullable=True),
        sa.Column("at", WHEN, nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["intent_id"], ["payments_intent.id"], name=op.f("payments_journal_intent_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("payments_journal_pkey")),
    )
    op.create_index(op.f("payments_journal_intent_id_idx"), "payments_journal", ["intent_id"])
    op.create_index(op.f("payments_journal_at_idx"), "payments_journal", ["at"])
    op.create_table(
        "payments_leg",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("account", sa.String(length=40), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount_minor <> 0", name=op.f("payments_leg_amount_check")),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["payments_journal.id"], name=op.f("payments_leg_entry_id_fkey")
        ),
        sa.PrimaryKeyConstraint("entry_id", "position", name=op.f("payments_leg_pkey")),
    )
    op.create_index("payments_leg_account_idx", "payments_leg", ["account", "holder", "currency"])
    op.create_index(op.f("payments_ledger_attempt_id_idx"), "payments_ledger", ["attempt_id"])
    op.execute(GUARDS)
    op.execute(BOOK_LEDGER.format(rows="payments_ledger"))
    op.execute(BOOK_REFUND.format(rows="payments_refund"))
    op.execute(TRIGGERS)


def downgrade() -> None:
    for function, table, trigger in (
        ("payments_book_refund", "payments_refund", "payments_refund_owed"),
        ("payments_book_refunds", "payments_refund", "payments_refund_booked"),
        ("payments_book_ledger", "payments_ledger", "payments_ledger_booked"),
    ):
        op.execute(f"drop trigger {trigger} on {table}")
        op.execute(f"drop function {function}()")
    op.drop_index(op.f("payments_ledger_attempt_id_idx"), table_name="payments_ledger")
    op.drop_table("payments_leg")
    op.drop_table("payments_journal")
    op.execute("drop function payments_legs_balance()")
