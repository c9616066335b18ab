"""Running sums are kept short: what has changed is added to what stood there."""

from sqlalchemy import text

from hutong.kernel.db import Database

AT_ONCE = 10_000
FOLD = text("""
    with gone as (
        delete from payments_balance_change where id in (
            select id from payments_balance_change order by id limit :most for update skip locked)
        returning account, holder, currency, kind, minor
    ),
    added as (
        insert into payments_balance (account, holder, currency, kind, minor)
        select account, holder, currency, kind, sum(minor) from gone
        group by account, holder, currency, kind order by account, holder, currency, kind
        on conflict (account, holder, currency, kind)
        do update set minor = payments_balance.minor + excluded.minor
    )
    select count(*) from gone
""")


async def fold_balances(db: Database) -> None:
    """Each minute. Whoever reads meanwhile sees the change or the sum with it, never both."""
    found = AT_ONCE
    while found == AT_ONCE:
        async with db.transaction() as session:
            found = await session.scalar(FOLD, {"most": AT_ONCE}) or 0
