"""F14, F17: an event that nobody can handle, and a worker that sleeps and wakes as a ghost."""

import asyncio
import signal
from pathlib import Path

import pytest
from sqlalchemy import text

from hutong.kernel import crashpoints
from hutong.kernel.db import Database
from hutong.kernel.jobs import RESCUE_EVERY_SECONDS, STALLED_SECONDS
from tests.faults.conftest import SEED
from tests.faults.process import FREEZES
from tests.faults.shop import Shop, open_shop
from tests.faults.workload import Crowd, verdict

POISON = text("""
    insert into event (name, key, payload, at)
    values ('payments.captured', null, '{"poison": true}', now())
""")
BROKEN = 40  # seconds in which an honest shop would have mended it
RESCUED = STALLED_SECONDS + RESCUE_EVERY_SECONDS + 5  # its jobs are somebody else's by then
WIDE_AWAKE = 5
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
    assert crowd.cancelled
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
    shop.send("work", signal.SIGSTOP)
    shop.replace("work")
    await asyncio.sleep(RESCUED)
    await crowd.bought(len(crowd.journal.placed) + 8)
    shop.wake()
    await asyncio.sleep(WIDE_AWAKE)
    await crowd.rest()

    assert await shop.settled() == set()
    assert await verdict(shop, crowd.journal) == []


@pytest.mark.slow
@pytest.mark.parametrize("point", ["orders.settled", "refund.promised", "refund.answered"])
async def test_a_worker_that_falls_asleep_in_the_middle_holds_nobody_up(
    home: Path, database_url: str, point: str
) -> None:
    """What it had in hand is done by another while it sleeps, and not again when it wakes."""
    async with open_shop(home, database_url, said=asleep_at(home, point)) as shop:
        crowd = await asleep(shop, home)
        await crowd.bought(len(crowd.journal.placed) + 8)
        await crowd.rest()

        assert await shop.settled() == set()
        shop.wake()
        await asyncio.sleep(WIDE_AWAKE)
        assert await shop.settled() == set()
        assert await verdict(shop, crowd.journal) == []


@pytest.mark.slow
async def test_a_sleeper_that_keeps_its_locks_is_noticed(home: Path, database_url: str) -> None:
    said = asleep_at(home, "orders.settled")
    plant = "keeps_its_locks_asleep"
    async with open_shop(home, database_url, said=said, plant=plant) as shop:
        crowd = await asleep(shop, home)
        await crowd.rest()

        assert "orders.money_heard" in await shop.settled(BROKEN)


def asleep_at(home: Path, point: str) -> dict[str, str]:
    return {
        crashpoints.WISH: f"{point}#3",
        crashpoints.MARK: str(home / "asleep"),
        FREEZES: "1",
    }


async def asleep(shop: Shop, home: Path) -> Crowd:
    """A crowd whose worker stands still, with another one beside it."""
    crowd = Crowd(shop, home, seed=SEED)
    crowd.begin()

    async def stands_still() -> bool:
        return (home / "asleep").exists()

    await shop.until(stands_still, 90)
    shop.replace("work")
    return crowd
