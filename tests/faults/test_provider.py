"""F6, F7: the provider repeats, forgets, lies and is late; money is neither lost nor invented."""

import asyncio
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from hutong.kernel.db import Database
from hutong.payments import AttemptState, Outcome
from tests.faults.conftest import SEED
from tests.faults.shop import Shop, open_shop
from tests.faults.workload import Crowd, pay, verdict

EVERYTHING = (
    "at_once",
    "three_times",
    "after_5_seconds",
    "never",
    "forged",
    "wrong_amount",
)
OVERDUE = text("""
    update orders_order set pay_by = now() - interval '1 minute' where number = :number
""")
CLOSE = text("""
    select procrastinate_defer_jobs_v1(array[row(
        'default', 'orders.close_unpaid', 0, null, null, '{}'::jsonb, null
    )::procrastinate_job_to_defer_v1])
""")
STANDING = text("select state, payment from orders_order where number = :number")


async def counted(shop: Shop, statement: str) -> int:
    db = Database(shop.database_url, pool_size=1)
    async with db.reading() as session:
        found: int = await session.scalar(text(statement)) or 0
    await db.close()
    return found


async def test_messages_that_come_again_are_forged_or_never_come(shop: Shop, home: Path) -> None:
    crowd = Crowd(shop, home, seed=SEED, tellings=("three_times", "forged", "never"))
    crowd.begin()
    await crowd.bought(15)
    await crowd.rest()

    assert await shop.settled() == set()
    assert await verdict(shop, crowd.journal) == []
    forged = f"select count(*) from payments_notification where outcome = '{Outcome.FORGED}'"  # noqa: S608
    assert await counted(shop, forged)


@pytest.mark.slow
async def test_a_provider_that_does_everything_wrong(shop: Shop, home: Path) -> None:
    crowd = Crowd(shop, home, seed=SEED, tellings=EVERYTHING)
    crowd.begin()
    await crowd.bought(40)
    await crowd.rest()

    assert crowd.cancelled
    assert await shop.settled() == set()
    assert await verdict(shop, crowd.journal) == []
    held = f"select count(*) from payments_attempt where state = '{AttemptState.HELD}'"  # noqa: S608
    assert await counted(shop, held)


@pytest.mark.slow
async def test_an_amount_that_nobody_compares_is_noticed(home: Path, database_url: str) -> None:
    async with open_shop(home, database_url, plant="believes_any_amount") as shop:
        crowd = Crowd(shop, home, seed=SEED, tellings=("wrong_amount",))
        crowd.begin()
        await crowd.bought(10)
        await crowd.rest()

        assert "provider" in await shop.settled(patience=40)


@pytest.mark.slow
async def test_money_that_comes_after_the_order_was_closed_is_not_lost(
    shop: Shop, home: Path
) -> None:
    crowd = Crowd(shop, home, seed=SEED)
    number, cashier = await crowd.ordered()
    db = Database(shop.database_url, pool_size=1)

    async def standing() -> tuple[str, str]:
        async with db.reading() as session:
            row = (await session.execute(STANDING, {"number": number})).one()
        return row.state, row.payment

    async def closed() -> bool:
        return await standing() == ("cancelled", "unpaid")

    async def answered() -> bool:
        return await standing() in {("cancelled", "refunded"), ("open", "paid")}

    async with httpx.AsyncClient(timeout=5) as shopper:
        async with db.transaction() as session:
            await session.execute(OVERDUE, {"number": number})
            await session.execute(CLOSE)
        paying = asyncio.create_task(pay(shopper, cashier, "after_5_seconds"))
        await shop.until(closed, 30)
        await paying
    await shop.until(answered, 60)
    await db.close()

    assert await shop.settled() == set()
