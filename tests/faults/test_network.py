"""F8, F9, F12: a slow, silent or cut line to the database, locks that nobody lets go, and too many
at once. Who gets no answer finds out with the same key; nobody is told a lie meanwhile."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psycopg
import pytest

from hutong.embedded import Postgres
from hutong.embedded.server import PORT
from tests.faults.conftest import SEED
from tests.faults.process import SMALL
from tests.faults.proxy import FaultProxy, Mode, proxied
from tests.faults.shop import Shop, open_shop
from tests.faults.workload import INFO, NOBODY_PAYS, Crowd, pay, verdict

PLAIN = ("at_once",)
ORDERS_LINE = b"hutong orders"  # the name with which the connection of the group commit greets
HERD = 40
BAD_SECONDS = 12
GIVEN_UP = 45
BACK_SECONDS = 10


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
        crowd = Crowd(shop, home, seed=SEED, tellings=NOBODY_PAYS)
        crowd.begin()
        await crowd.bought(5)
        await lose_answers(proxy, crowd)
        await crowd.bought(len(crowd.journal.placed) + 5)
        await crowd.rest()

        assert await shop.settled() == set()
        assert await verdict(shop, crowd.journal) == []
    assert crowd.journal.outcomes[INFO]


@pytest.mark.slow
async def test_silence_that_is_taken_for_a_refusal_is_noticed(
    home: Path, database_url: str, proxy: FaultProxy
) -> None:
    said = through(proxy, database_url)
    plant = "takes_silence_for_refusal"
    async with open_shop(home, database_url, web_said=said, plant=plant) as shop:
        crowd = Crowd(shop, home, seed=SEED, tellings=PLAIN)
        crowd.begin()
        await crowd.bought(5)
        await lose_answers(proxy, crowd)
        await crowd.rest()

        assert refused_but_placed(await verdict(shop, crowd.journal))


async def lose_answers(proxy: FaultProxy, crowd: Crowd) -> None:
    """Orders are placed, and before their answer is through the line is cut."""
    held = proxy.held

    async def placed() -> bool:
        return proxy.held > held

    proxy.only, proxy.mode = ORDERS_LINE, Mode.HALF
    await crowd.shop.until(placed, 45)
    proxy.cut()
    proxy.mode = Mode.PASS


def refused_but_placed(said: list[str]) -> list[str]:
    return [line for line in said if line.startswith("refused but placed")]


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
        await asyncio.sleep(BAD_SECONDS)
        proxy.mode = Mode.PASS
        await crowd.bought(len(crowd.journal.placed) + 10)
        await crowd.rest()

        assert await shop.settled() == set()
        assert await verdict(shop, crowd.journal) == []


@pytest.mark.slow
async def test_giving_up_on_what_goes_on_is_noticed(
    home: Path, database_url: str, proxy: FaultProxy
) -> None:
    said = through(proxy, database_url)
    plant = "gives_up_on_what_goes_on"
    async with open_shop(home, database_url, web_said=said, plant=plant) as shop:
        crowd = Crowd(shop, home, seed=SEED, tellings=PLAIN)
        crowd.begin()
        await crowd.bought(5)
        proxy.mode = Mode.SLOW
        await asyncio.sleep(BAD_SECONDS)
        proxy.mode = Mode.PASS
        await crowd.rest()

        assert refused_but_placed(await verdict(shop, crowd.journal))


@pytest.mark.slow
async def test_lines_that_go_silent_for_ever_are_given_up(
    home: Path, database_url: str, proxy: FaultProxy
) -> None:
    """As when a machine between them forgets its connections: no answer, and no farewell."""
    async with open_shop(home, database_url, web_said=through(proxy, database_url)) as shop:
        crowd = Crowd(shop, home, seed=SEED, tellings=PLAIN)
        crowd.begin()
        await crowd.bought(10)
        proxy.lose()
        patient = [asyncio.create_task(their_orders(shop, token)) for token in shop.tokens * 2]
        assert set(await asyncio.gather(*patient)) <= {200, 503}
        await crowd.bought(len(crowd.journal.placed) + 30)
        await crowd.rest()

        assert await shop.settled() == set()
        assert await verdict(shop, crowd.journal) == []


async def their_orders(shop: Shop, token: str) -> int:
    """The status of the answer for somebody who waits as long as it takes."""
    headers = {"authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(timeout=GIVEN_UP) as patient:
        return (await patient.get(f"{shop.url}/api/v1/orders", headers=headers)).status_code


@pytest.mark.slow
async def test_pages_in_memory_are_shown_while_the_database_is_away(
    home: Path, database_url: str, proxy: FaultProxy
) -> None:
    async with open_shop(home, database_url, web_said=through(proxy, database_url)) as shop:
        pages = ["/", *(f"/p/{slug}" for slug in shop.slugs)]
        async with httpx.AsyncClient(base_url=shop.url, timeout=2) as visitor:

            async def all_known() -> bool:
                proxy.mode = Mode.PASS
                await shop.opened()
                for page in pages:
                    await visitor.get(page)
                proxy.mode = Mode.BLACK_HOLE
                with suppress(httpx.TimeoutException):
                    return [(await visitor.get(page)).status_code for page in pages] == [200] * 4
                return False

            await shop.until(all_known, 60)
            await asyncio.sleep(BAD_SECONDS)
            for page in pages:
                assert (await visitor.get(page)).status_code == 200
            proxy.mode = Mode.PASS


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
        told = len(crowd.journal.placed)
        async with httpx.AsyncClient(base_url=shop.url, timeout=5) as visitor:
            for _ in range(10):
                begun = time.monotonic()
                page = await visitor.get("/")
                assert page.status_code == 200
                assert time.monotonic() - begun < 4
                await asyncio.sleep(1)
        assert len(crowd.journal.placed) <= told + len(shop.tokens)
        assert crowd.journal.asked_again

    await crowd.bought(len(crowd.journal.placed) + 10)
    await crowd.rest()
    assert await shop.settled() == set()
    assert await verdict(shop, crowd.journal) == []


@pytest.mark.slow
async def test_a_lock_on_the_stock_does_not_keep_money_out(shop: Shop, home: Path) -> None:
    """It is ours at once; the order hears of it with the other news, when the lock is gone."""
    number, cashier = await Crowd(shop, home, seed=SEED).ordered()
    headers = {"authorization": f"Bearer {shop.tokens[0]}"}
    base = f"{shop.url}/api/v1"
    async with httpx.AsyncClient(base_url=base, headers=headers, timeout=15) as shopper:

        async def call_off() -> httpx.Response:
            asked = {"reason": "changed_mind"}
            return await shopper.post(f"/orders/{number}/cancellation", json=asked)

        async def called_off() -> bool:
            return (await call_off()).is_success

        with psycopg.connect(shop.database_url) as rogue:
            rogue.execute("select 1 from inventory_stock for update")
            await pay(shopper, cashier, "at_once")
            await shop.until(partial(taken_in, shop), 30)
            refused = await call_off()
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "3")
        await shop.until(called_off, 30)

    assert await shop.settled() == set()


async def taken_in(shop: Shop) -> bool:
    with psycopg.connect(shop.database_url, autocommit=True) as connection:
        found = connection.execute("select from payments_intent where state = 'captured'")
        return found.rowcount > 0


@pytest.mark.slow
async def test_a_herd_is_answered_or_asked_to_come_again(home: Path, database_url: str) -> None:
    """Four times as many as the shop can serve; then everything starts anew under their hands."""
    async with open_shop(home, database_url, shoppers=HERD, said={SMALL: "1"}) as shop:
        crowd = Crowd(shop, home, seed=SEED)
        crowd.begin()
        await crowd.bought(60, patience=90)
        assert crowd.journal.asked_again
        assert crowd.journal.unheard == 0
        assert set(crowd.journal.seen) == {200}
        shop.kill("serve")
        shop.kill("work")
        await shop.opened()
        await crowd.bought(len(crowd.journal.placed) + 20, patience=BACK_SECONDS)
        await crowd.rest()

        assert crowd.cancelled
        assert await shop.settled() == set()
        assert await verdict(shop, crowd.journal) == []


@pytest.mark.slow
async def test_a_line_without_end_is_noticed(home: Path, database_url: str) -> None:
    plant = "waits_without_bound"
    said = {SMALL: "1"}
    async with open_shop(home, database_url, shoppers=HERD, said=said, plant=plant) as shop:
        crowd = Crowd(shop, home, seed=SEED)
        crowd.begin()
        await crowd.bought(60, patience=90)
        await crowd.rest()

    assert crowd.journal.unheard
