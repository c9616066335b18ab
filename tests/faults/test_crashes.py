"""F1, F2: whoever dies in the middle of a purchase, nobody who was told loses anything."""

import asyncio
import os
import random
import re
import signal
from pathlib import Path

import psycopg
import pytest

from hutong import migrate
from hutong.embedded import Postgres
from hutong.kernel import crashpoints
from tests.faults.conftest import SEED
from tests.faults.shop import Shop, open_shop
from tests.faults.workload import NOBODY_PAYS, TELLINGS, Crowd, verdict

SOURCE = Path("src/hutong")
POINTS = sorted(
    name
    for path in SOURCE.rglob("*.py")
    for name in re.findall(r'crashpoint\("([\w.]+)"\)', path.read_text("utf-8"))
)
EARLY = {"orders.committed"}
"""Those of every run, about orders alone; the others take their time (`./dev test faults`)."""
PLAIN = ("at_once", "three_times")


@pytest.mark.parametrize(
    "point",
    [pytest.param(name, marks=() if name in EARLY else pytest.mark.slow) for name in POINTS],
)
async def test_dying_at_a_point_loses_nothing(home: Path, database_url: str, point: str) -> None:
    mark = home / "died"
    said = {crashpoints.WISH: f"{point}#3", crashpoints.MARK: str(mark)}

    async with open_shop(home, database_url, said=said) as shop:
        crowd = Crowd(shop, home, seed=SEED, tellings=NOBODY_PAYS if point in EARLY else TELLINGS)
        crowd.begin()

        async def died() -> bool:
            return mark.exists()

        await shop.until(died, 90)
        await crowd.bought(len(crowd.journal.placed) + 10)
        await crowd.rest()

        assert await shop.settled() == set()
        assert await verdict(shop, crowd.journal) == []


@pytest.mark.slow
async def test_kill_9_at_any_moment_loses_nothing(shop: Shop, home: Path) -> None:
    chance = random.Random(SEED)
    crowd = Crowd(shop, home, seed=SEED)
    crowd.begin()

    for _ in range(6):
        await asyncio.sleep(chance.uniform(1, 4))
        shop.kill(chance.choice(["serve", "work"]))
        await crowd.bought(len(crowd.journal.placed) + 5)
    await crowd.rest()

    assert await shop.settled() == set()
    assert await verdict(shop, crowd.journal) == []


@pytest.mark.parametrize("times", [1, pytest.param(5, marks=pytest.mark.slow)])
async def test_the_database_dies_and_everything_told_is_there(
    shop: Shop, home: Path, server: Postgres, times: int
) -> None:
    crowd = Crowd(shop, home, seed=SEED, tellings=NOBODY_PAYS if times == 1 else TELLINGS)
    crowd.begin()

    for _ in range(times):
        await crowd.bought(len(crowd.journal.placed) + 10)
        kill_database(server)
    await crowd.bought(len(crowd.journal.placed) + 10)
    await crowd.rest()

    assert await shop.settled() == set()
    assert await verdict(shop, crowd.journal) == []


async def test_an_answer_without_a_commit_is_noticed(home: Path, database_url: str) -> None:
    async with open_shop(home, database_url, plant="answers_without_commit") as shop:
        crowd = Crowd(shop, home, seed=SEED)
        crowd.begin()
        await crowd.bought(12)
        await crowd.rest()

        said = await verdict(shop, crowd.journal)

    assert any(line.startswith("I2") for line in said)


@pytest.mark.slow
async def test_a_database_that_answers_before_it_wrote_is_noticed(home: Path) -> None:
    """What it had kept to itself dies with it: `synchronous_commit=off` and a slow writer."""
    hasty = {
        "synchronous_commit": "off",
        "wal_writer_delay": "10s",
        "wal_writer_flush_after": "1GB",
    }
    with Postgres(home / "hasty", settings=hasty) as server:
        migrate.upgrade(server.url)
        async with open_shop(home, server.url) as shop:
            crowd = Crowd(shop, home, seed=SEED, tellings=PLAIN)
            with psycopg.connect(server.url, autocommit=True) as connection:
                connection.execute("checkpoint")  # the tables themselves are there
            crowd.begin()
            await crowd.bought(30)
            kill_database(server)
            await shop.opened()
            await crowd.rest()

            said = await verdict(shop, crowd.journal)

    assert any(line.startswith("I2") for line in said)


def kill_database(server: Postgres) -> None:
    assert server.pid
    os.kill(server.pid, signal.SIGKILL)
    while server.alive():
        pass
    server.revive()
