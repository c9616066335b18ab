"""Booking a movement looks for held money by its attempt, never through the whole ledger.

`exists` may be answered by a hash of every held row, which a plan made on an empty ledger chooses
for good; a count of the attempt's own rows cannot.

Revision ID: 0024
Revises: 0023
"""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

BOOK_LEDGER = """
create or replace function payments_book_ledger() returns trigger language plpgsql as $$
begin
    insert into payments_journal (id, kind, intent_id, at)
    select id, kind, intent_id, at from fresh;
    insert into payments_leg (entry_id, position, account, holder, currency, amount_minor)
    select l.id, side.position, side.account, side.holder, l.currency,
           side.sign * l.amount_minor
    from fresh l
    cross join lateral (select l.kind = 'capture' and {was_held} as was_held) before
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
    return null;
end $$
"""
COUNTED = """(
    select count(*) from payments_ledger h
    where h.attempt_id = l.attempt_id and h.kind = 'held') > 0"""
EXISTING = """exists (
    select from payments_ledger h where h.attempt_id = l.attempt_id and h.kind = 'held')"""


def upgrade() -> None:
    op.execute(BOOK_LEDGER.format(was_held=COUNTED))


def downgrade() -> None:
    op.execute(BOOK_LEDGER.format(was_held=EXISTING))
