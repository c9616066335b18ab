"""F8, F9, F12: a slow, silent or cut line to the database, locks that nobody lets go, and too many
at once. Who gets no answer finds out with the same key; nobody is told a lie meanwhile."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psycopg
import pytest

from hutong.embedded import Postgres
from hutong.embedded.server import PORT
from tests.faults.conftest import SEED
from tests.faults.proxy import FaultProxy, Mode, proxied
from tests.faults.shop import Shop, open_shop
from tests.faults.workload import FAIL, INFO, Crowd, verdict

PLAIN = ("at_once",)


@pytest.fixture
async def proxy(server: Postgres) -> AsyncIterator[FaultProxy]:
    async with proxied(server.sockets / f".s.PGSQL.{PORT}") as proxy:
        yield proxy


def through(proxy: FaultProxy, database_url: str) -> dict[str, str]:
    name = urlsplit(database_url).path
    return {"HUTONG_DATABASE_URL": f"postgresql://postgres@127.0.0.1:{proxy.port}{name}"}


async def test_answers_that_get_lost_leave_one_order_each(
    home: Path, database_url: str, proxy: FaultProxy
) -> None:
    async with open_shop(home, database_url, web_said=through(proxy, database_url)) as shop:
        crowd = Crowd(shop, home, seed=SEED, tellings=PLAIN)
        crowd.begin()
        await crowd.bought(5)
        await swallow(proxy, crowd)
        await crowd.bought(len(crowd.journal.placed) + 5)
        await crowd.rest()

        assert await shop.settled() == set()
        assert await verdict(shop, crowd.journal) == []
    assert crowd.journal.outcomes[INFO]


async def swallow(proxy: FaultProxy, crowd: Crowd) -> None:
    """Answers stay away until somebody notices, then the line is cut."""
    before = crowd.journal.outcomes[INFO] + crowd.journal.outcomes[FAIL]

    async def noticed() -> bool:
        proxy.mode = Mode.HALF
        await asyncio.sleep(0.5)
        proxy.cut()
        proxy.mode = Mode.PASS
        return crowd.journal.outcomes[INFO] + crowd.journal.outcomes[FAIL] > before

    await crowd.shop.until(noticed, 45)


@pytest.mark.slow
@pytest.mark.parametrize("mode", [Mode.BLACK_HOLE, Mode.SLOW])
async def test_a_bad_line_passes(
    home: Path, database_url: str, proxy: FaultProxy, mode: Mode
) -> None:
    async with open_shop(home, database_url, said=through(proxy, database_url)) as shop:
        crowd = Crowd(shop, home, seed=SEED)
        crowd.begin()
        await crowd.bought(10)
        proxy.mode = mode
        await asyncio.sleep(12)
        proxy.mode = Mode.PASS
        await crowd.bought(len(crowd.journal.placed) + 10)
        await crowd.rest()

        assert await shop.settled() == set()
        assert await verdict(shop, crowd.journal) == []


@pytest.mark.slow
async def test_a_line_that_is_cut_again_and_again(
    home: Path, database_url: str, proxy: FaultProxy
) -> None:
    async with open_shop(home, database_url, said=through(proxy, database_url)) as shop:
        crowd = Crowd(shop, home, seed=SEED)
        crowd.begin()
        for _ in range(5):
            await crowd.bought(len(crowd.journal.placed) + 5)
            proxy.cut()
        await crowd.bought(len(crowd.journal.placed) + 5)
        await crowd.rest()

        assert await shop.settled() == set()
        assert await verdict(shop, crowd.journal) == []


@pytest.mark.slow
async def test_a_lock_that_nobody_lets_go_is_waited_for_and_browsing_goes_on(
    shop: Shop, home: Path
) -> None:
    crowd = Crowd(shop, home, seed=SEED)
    crowd.begin()
    await crowd.bought(10)

    with psycopg.connect(shop.database_url) as rogue:
        rogue.execute("select 1 from inventory_stock for update")
        async with httpx.AsyncClient(base_url=shop.url, timeout=5) as visitor:
            for _ in range(10):
                begun = time.monotonic()
                page = await visitor.get("/")
                assert page.status_code == 200
                assert time.monotonic() - begun < 4
                await asyncio.sleep(1)

    await crowd.bought(len(crowd.journal.placed) + 10)
    await crowd.rest()
    assert await shop.settled() == set()
    assert await verdict(shop, crowd.journal) == []


@pytest.mark.slow
async def test_a_herd_is_answered_or_asked_to_come_again(home: Path, database_url: str) -> None:
    async with open_shop(home, database_url, shoppers=80) as shop:
        crowd = Crowd(shop, home, seed=SEED)
        crowd.begin()
        await crowd.bought(60, patience=90)
        shop.kill("serve")
        shop.kill("work")
        await shop.opened()
        await crowd.bought(len(crowd.journal.placed) + 30, patience=60)
        await crowd.rest()

        assert await shop.settled() == set()
        assert await verdict(shop, crowd.journal) == []
