"""F14, F17: an event that nobody can handle, and a worker that sleeps and wakes as a ghost."""

import asyncio
import signal
from pathlib import Path

import pytest
from sqlalchemy import text

from hutong.kernel.db import Database
from tests.faults.conftest import SEED
from tests.faults.shop import Shop, open_shop
from tests.faults.workload import Crowd, verdict

POISON = text("""
    insert into event (name, key, payload, at)
    values ('payments.captured', null, '{"poison": true}', now())
""")
BROKEN = 40  # seconds in which an honest shop would have mended it
PARKED = text("select count(*) from event_parked")


async def poison(shop: Shop) -> None:
    db = Database(shop.database_url, pool_size=1)
    async with db.transaction() as session:
        await session.execute(POISON)
    await db.close()


async def parked(shop: Shop) -> int:
    db = Database(shop.database_url, pool_size=1)
    async with db.reading() as session:
        found: int = await session.scalar(PARKED) or 0
    await db.close()
    return found


@pytest.mark.slow
async def test_an_event_that_nobody_can_handle_is_parked_and_the_others_flow(
    shop: Shop, home: Path
) -> None:
    crowd = Crowd(shop, home, seed=SEED)
    crowd.begin()
    await crowd.bought(5)
    await poison(shop)
    await crowd.bought(len(crowd.journal.placed) + 15)
    await crowd.rest()

    assert await shop.settled(BROKEN) == {"events.handled"}
    assert await parked(shop) == 1
    assert await verdict(shop, crowd.journal) == []


@pytest.mark.slow
async def test_an_event_that_holds_up_all_others_is_noticed(home: Path, database_url: str) -> None:
    async with open_shop(home, database_url, plant="stops_at_poison") as shop:
        await poison(shop)
        crowd = Crowd(shop, home, seed=SEED, tellings=("at_once",))
        crowd.begin()
        await crowd.bought(5)
        await crowd.rest()

        assert {"events.read", "orders.money_heard"} <= await shop.settled(BROKEN)


@pytest.mark.slow
async def test_news_that_was_read_and_not_handled_is_noticed(home: Path, database_url: str) -> None:
    async with open_shop(home, database_url, plant="forgets_news") as shop:
        crowd = Crowd(shop, home, seed=SEED, tellings=("at_once",))
        crowd.begin()
        await crowd.bought(5)
        await crowd.rest()

        assert "orders.money_heard" in await shop.settled(BROKEN)


@pytest.mark.slow
async def test_a_worker_that_slept_does_no_harm_when_it_wakes(shop: Shop, home: Path) -> None:
    """Another worker takes over; the sleeper comes back to jobs that are no longer its own."""
    crowd = Crowd(shop, home, seed=SEED)
    crowd.begin()
    await crowd.bought(8)
    sleeper = shop.processes["work"]
    shop.send("work", signal.SIGSTOP)
    shop.start("work")
    await asyncio.sleep(20)
    await crowd.bought(len(crowd.journal.placed) + 8)
    sleeper.send_signal(signal.SIGCONT)
    await asyncio.sleep(5)
    sleeper.terminate()
    await asyncio.to_thread(sleeper.wait, 60)
    await crowd.rest()

    assert await shop.settled() == set()
    assert await verdict(shop, crowd.journal) == []
