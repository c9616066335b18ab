"""A host whose search index is gone goes on finding goods, says so, and comes back by itself."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from httpx import AsyncClient
from litestar import Litestar

from hutong import search
from hutong.kernel.db import Database
from hutong.search import Index, Keeper
from hutong.web.navigation import Navigation
from tests.make import goods as make


@pytest.fixture
async def keeper(committed: Database, tmp_path: Path) -> AsyncIterator[Keeper]:
    keeper = Keeper(committed, tmp_path / "search")
    yield keeper
    await keeper.end()


@pytest.fixture
async def index(
    app: Litestar, committed: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Index:
    """A shop of its own, with one mug on the shelf."""
    index = Index(tmp_path / "search")
    for name, value in {"db": committed, "index": index, "navigation": Navigation(index)}.items():
        monkeypatch.setattr(app.state, name, value)
    async with committed.transaction() as session:
        sheet = await make.goods(session, "mug")
        await search.refresh(session, [sheet.id])
    return index


async def turns(keeper: Keeper, folder: Path) -> None:
    """Until there is an index that is read."""
    for _ in range(200):
        await keeper.turn()
        if keeper.settled and (folder / "current").exists():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("the keeper does not come to an end")


async def state(client: AsyncClient, index: Index, db: Database) -> tuple[str, bool, bool]:
    """What the health page says; whether plain words find the mug, and whether pinyin does."""
    await index.refresh(db)
    health = await client.get("/readyz")
    plain, pinyin = [await client.get(f"/search?q={words}") for words in ("马克杯", "makebei")]
    assert plain.status_code == pinyin.status_code == 200
    return health.json()["search"], *("/p/mug" in each.text for each in (plain, pinyin))


async def test_a_deleted_index_is_replaced_by_the_database_until_it_is_built_anew(
    client: AsyncClient, index: Index, keeper: Keeper, committed: Database, tmp_path: Path
) -> None:
    folder = tmp_path / "search"
    await turns(keeper, folder)
    assert await state(client, index, committed) == ("full", True, True)

    await keeper.end()
    shutil.rmtree(folder)
    assert await state(client, index, committed) == ("database", True, False)

    await turns(keeper, folder)
    assert await state(client, index, committed) == ("full", True, True)
