"""Pages that are kept by several processes on several hosts, each for itself: none of them shows
yesterday's shop, whoever changed it, and nobody has to tell them that an hour has struck."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from httpx import AsyncClient
from litestar import Litestar
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, content, decoration, inventory, search
from hutong.catalog import ProductSheet
from hutong.decoration import Look, Ornament, ThemeDraft
from hutong.kernel import clock
from hutong.kernel.actor import SYSTEM
from hutong.kernel.clock import Simulated
from hutong.kernel.db import Database
from hutong.kernel.money import yuan
from hutong.search import Effect, Guidance, Index, Keeper, Placed, RuleDraft
from hutong.storefront.product.memory import Memory
from hutong.web.kept import Shelf
from hutong.web.navigation import Navigation
from tests.conftest import Worker
from tests.make import goods as make

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LENT = ("index", "navigation", "memory", "guidance", "shelf")
HOSTS, PROCESSES = 2, 2


class Process:
    """What one web process keeps to itself: the index as it sees it, the navigation, its pages."""

    def __init__(self, folder: Path) -> None:
        self.index = Index(folder)
        self.navigation = Navigation(self.index)
        self.guidance = Guidance(self.index)
        self.memory = Memory(self.index)
        self.shelf = Shelf()

    async def look(self, db: Database) -> None:
        """What it does of its own accord, some times a second."""
        await self.index.refresh(db)
        await self.navigation.refresh(db)
        await self.guidance.refresh(db)


@dataclass
class Farm:
    """Hosts with an index on the disk of each, kept by a keeper of its own, and their processes."""

    app: Litestar
    db: Database
    worker: Worker
    keepers: list[Keeper]
    processes: list[Process]

    async def a_second_later(self) -> None:
        await self.worker()
        for keeper in self.keepers:
            await keeper.turn()
        for process in self.processes:
            await process.look(self.db)

    async def seen(self, client: AsyncClient, path: str) -> list[str]:
        """The page as each process gives it, the second time from its memory."""
        pages = []
        for process in self.processes:
            self.app.state.update({name: getattr(process, name) for name in LENT})
            pages += [(await client.get(path)).text, (await client.get(path)).text]
            assert len(process.shelf) > 0
        return pages


@pytest.fixture
async def mug(session: AsyncSession, worker: Worker) -> ProductSheet:
    room = await make.category(session, "kitchen")
    cups = await make.category(session, "cups", parent=room)
    made = await make.goods(session, "moon-mug", category_id=cups.id, in_stock=10)
    await make.goods(session, "star-mug", category_id=cups.id, in_stock=10)
    await session.flush()
    await worker()
    return made


@pytest.fixture
async def farm(
    app: Litestar, db: Database, worker: Worker, mug: ProductSheet, tmp_path: Path
) -> AsyncIterator[Farm]:
    before = {name: app.state[name] for name in LENT}
    folders = [tmp_path / f"host-{number}" for number in range(HOSTS)]
    keepers = [Keeper(db, folder) for folder in folders]
    for keeper in keepers:
        await keeper.once()
    processes = [Process(folder) for folder in folders for _ in range(PROCESSES)]
    made = Farm(app, db, worker, keepers, processes)
    await made.a_second_later()
    yield made
    for keeper in keepers:
        await keeper.end()
    app.state.update(before)


async def test_whoever_changes_the_goods_every_process_of_every_host_shows_it(
    session: AsyncSession, client: AsyncClient, farm: Farm, mug: ProductSheet
) -> None:
    before = await farm.seen(client, "/p/moon-mug")

    await catalog.change_price(session, mug.skus[0].id, yuan("77.77"), by=SYSTEM)
    await inventory.adjust(session, mug.skus[0].id, on_hand=0, by=SYSTEM)
    await farm.a_second_later()
    after = await farm.seen(client, "/p/moon-mug")

    assert {"77.77" in page for page in before} == {False}
    assert len(after) == 2 * HOSTS * PROCESSES
    assert {("77.77" in page, "Sold out" in page) for page in after} == {(True, True)}


async def test_a_word_of_the_shop_is_on_the_pages_of_every_process(
    session: AsyncSession, client: AsyncClient, farm: Farm, mug: ProductSheet
) -> None:
    await farm.seen(client, "/c/cups")

    await content.save_article(
        session,
        "about",
        title=make.words("关于我们", "Who we are"),
        body=make.words("。"),
        by=SYSTEM,
    )
    await farm.a_second_later()
    after = await farm.seen(client, "/c/cups")

    assert {"Who we are" in page for page in after} == {True}


async def test_a_theme_is_put_on_and_taken_off_with_its_days(
    session: AsyncSession, client: AsyncClient, farm: Farm, mug: ProductSheet, time: Simulated
) -> None:
    look = Look(primary="#a3231b", ornament=Ornament.LANTERNS)
    draft = ThemeDraft(
        name=make.words("春节"),
        look=look,
        from_at=clock.now() + DAY,
        until_at=clock.now() + 2 * DAY,
    )
    await decoration.save_theme(session, None, draft, by=SYSTEM)
    seen = []

    for _day in range(3):
        await farm.a_second_later()
        seen.append({"lanterns" in page for page in await farm.seen(client, "/c/cups")})
        time.advance(DAY)

    assert seen == [{False}, {True}, {False}]


async def test_an_arrangement_begins_and_ends_with_its_hours(
    session: AsyncSession, client: AsyncClient, farm: Farm, mug: ProductSheet, time: Simulated
) -> None:
    await search.count_sales(session, {mug.id: 50})
    star = await catalog.find_product(session, "star-mug")
    rule = RuleDraft(
        category_id=mug.category_id,
        goods=[Placed(star.id, Effect.PIN)],
        begins_at=clock.now() + HOUR,
        ends_at=clock.now() + 2 * HOUR,
    )
    await search.arrange(session, rule, by=SYSTEM)
    await session.flush()
    seen = []

    for _hour in range(3):
        await farm.a_second_later()
        pages = await farm.seen(client, "/c/cups")
        seen.append({page.index("/p/star-mug") < page.index("/p/moon-mug") for page in pages})
        time.advance(HOUR)

    assert seen == [{False}, {True}, {False}]
