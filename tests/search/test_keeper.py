"""The index on the disk: written by its keeper, read by everybody, and never missed for long."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hutong import catalog, search
from hutong.kernel.actor import SYSTEM
from hutong.kernel.db import Database
from hutong.kernel.money import yuan
from hutong.search import Index, Keeper, Query, building, projection
from hutong.search.folder import CURRENT, VERSION, Folder
from tests.make import goods as make


@pytest.fixture
async def keeper(committed: Database, tmp_path: Path) -> AsyncIterator[Keeper]:
    keeper = Keeper(committed, tmp_path)
    yield keeper
    await keeper.end()


@pytest.fixture
async def reader(committed: Database, tmp_path: Path) -> Index:
    index = Index(tmp_path)
    await index.refresh(committed)
    return index


async def shelve(db: Database, slug: str, **wishes: str) -> catalog.ProductSheet:
    async with db.transaction() as session:
        sheet = await make.goods(session, slug, **wishes)
        await search.refresh(session, [sheet.id])
    return sheet


def moved_to_another_database(folder: Path) -> str:
    """The build that is there, which now says that it comes from elsewhere."""
    state = next(folder.glob("v*/hutong.json"))
    state.write_text(state.read_text().replace("test_", "lost_"))
    return (folder / CURRENT).read_text()


def parts_left(folder: Path) -> list[Path]:
    return list(folder.glob("v*/part-*"))


def segments(folder: Path) -> list[Path]:
    return list(folder.glob("v*/*.store"))


async def titles(index: Index, typed: str) -> list[str]:
    return [each.slug for each in (await index.find(Query(text=typed))).items]


async def turns(keeper: Keeper, folder: Path) -> None:
    """Until it has nothing left to build."""
    for _ in range(200):
        await keeper.turn()
        if keeper.settled and (folder / CURRENT).exists():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("the keeper does not come to an end")


async def test_a_fresh_machine_finds_by_plain_words_until_it_has_an_index(
    committed: Database, keeper: Keeper, reader: Index, tmp_path: Path
) -> None:
    await shelve(committed, "mug")
    assert not reader.understands
    assert await titles(reader, "mug") == ["mug"]
    assert await titles(reader, "makebei") == []

    await turns(keeper, tmp_path)
    await reader.refresh(committed)

    assert reader.understands
    assert await titles(reader, "makebei") == ["mug"]


async def test_without_an_index_goods_at_the_price_are_found_behind_dearer_best_sellers(
    committed: Database, reader: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hutong.search.queries.CANDIDATES", 1)
    async with committed.transaction() as session:
        await make.goods(session, "pot", price="399")
        await make.goods(session, "cup", price="39")
        await search.rebuild(session)

    assert await titles(reader, "50元以内") == ["cup"]
    assert await titles(reader, "200元以上") == ["pot"]


async def test_without_an_index_the_database_shows_shelves_and_neighbours(
    committed: Database, reader: Index
) -> None:
    async with committed.transaction() as session:
        cups = await make.category(session, "cups")
        mug = await make.goods(session, "mug", category_id=cups.id, price="59")
        await make.goods(session, "cup", category_id=cups.id, price="99")
        await search.rebuild(session)

    found = await reader.find(Query(category_slug="cups", price_max=yuan("60")))

    assert [each.slug for each in found.items] == ["mug"]
    assert found.facets.categories["cups"] == 1
    assert [each.slug for each in await reader.related(mug.id)] == ["cup"]
    document = await reader.by_slug("mug")
    assert document is not None
    assert document.product_id == mug.id


async def test_a_change_is_found_after_one_turn_of_the_keeper(
    committed: Database, keeper: Keeper, reader: Index, tmp_path: Path
) -> None:
    sheet = await shelve(committed, "mug", price="59")
    await turns(keeper, tmp_path)
    await reader.refresh(committed)
    assert (await reader.find(Query(price_max=yuan("40")))).total == 0

    async with committed.transaction() as session:
        await catalog.change_price(session, sheet.skus[0].id, yuan("39"), by=SYSTEM)
        await search.refresh(session, [sheet.id])
    await keeper.turn()
    await reader.refresh(committed)
    cheap = await reader.find(Query(price_max=yuan("40")))

    async with committed.transaction() as session:
        await catalog.delist_product(session, sheet.id, by=SYSTEM)
        await search.refresh(session, [sheet.id])
    await keeper.turn()
    await reader.refresh(committed)

    assert cheap.total == 1
    assert (await reader.find(Query())).total == 0


async def test_the_words_of_the_newest_goods_are_known_whoever_opens_a_large_index(
    committed: Database,
    keeper: Keeper,
    reader: Index,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(search.index, "NEWS_MAX", 1)
    for number in range(3):
        await shelve(committed, f"mug-{number}")
    await turns(keeper, tmp_path)
    await reader.refresh(committed)

    async with committed.transaction() as session:
        glaze = make.spec("釉色", "霁蓝")
        sheet = await make.goods(session, "plum-vase", specs=(glaze,))
        await search.refresh(session, [sheet.id])
    await keeper.turn()
    await reader.refresh(committed)

    assert await titles(reader, "jilan") == ["plum-vase"]


async def test_the_words_of_very_many_goods_that_come_at_once_are_all_known(
    committed: Database,
    keeper: Keeper,
    reader: Index,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(search.index, "NEWS_MAX", 2)
    glazes = {"霁蓝": "jilan", "豆青": "douqing", "月白": "yuebai", "茶叶末": "chayemo"}
    await shelve(committed, "mug")
    await turns(keeper, tmp_path)
    await reader.refresh(committed)

    async with committed.transaction() as session:
        sheets = [
            await make.goods(session, f"vase-{number}", specs=(make.spec("釉色", glaze),))
            for number, glaze in enumerate(glazes)
        ]
        await search.refresh(session, [sheet.id for sheet in sheets])
    await keeper.turn()
    await reader.refresh(committed)

    found = [await titles(reader, spelled) for spelled in glazes.values()]
    assert found == [[f"vase-{number}"] for number in range(len(glazes))]


async def test_the_words_of_goods_are_known_whose_transaction_began_early_and_ended_late(
    committed: Database, keeper: Keeper, reader: Index, tmp_path: Path
) -> None:
    await shelve(committed, "mug")
    await turns(keeper, tmp_path)
    await reader.refresh(committed)

    async with committed.transaction() as slow:
        vase = await make.goods(slow, "vase", specs=(make.spec("釉色", "霁蓝"),))
        await search.refresh(slow, [vase.id])
        async with committed.transaction() as quick:
            await search.count_sales(quick, {(await reader.find(Query())).items[0].product_id: 1})
        await keeper.turn()
        await reader.refresh(committed)
    await keeper.turn()
    await reader.refresh(committed)

    assert await titles(reader, "jilan") == ["vase"]


async def test_many_changes_at_once_are_followed_part_by_part(
    committed: Database,
    keeper: Keeper,
    reader: Index,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(projection, "BATCH", 2)
    await turns(keeper, tmp_path)

    async with committed.transaction() as session:
        sheets = [await make.goods(session, f"mug-{number}") for number in range(5)]
        await search.refresh(session, [sheet.id for sheet in sheets])
    await keeper.turn()
    await reader.refresh(committed)

    assert (await reader.find(Query())).total == 5


async def test_an_index_that_several_processes_wrote_is_found_in_and_followed_as_one(
    committed: Database,
    keeper: Keeper,
    reader: Index,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in (("BATCH", 1), ("SMALL", 0), ("PROCESSES", 2)):
        monkeypatch.setattr(building, name, value)
    mug, *_ = [await shelve(committed, slug) for slug in ("mug", "cup", "jug")]

    built = await keeper.once()
    await turns(keeper, tmp_path)
    async with committed.transaction() as session:
        await catalog.delist_product(session, mug.id, by=SYSTEM)
        await search.refresh(session, [mug.id])
    await keeper.turn()
    await reader.refresh(committed)

    assert built == 3
    assert {each.slug for each in (await reader.find(Query())).items} == {"cup", "jug"}
    assert parts_left(tmp_path) == []


async def test_the_parts_of_a_large_shop_become_one_segment(
    committed: Database, keeper: Keeper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("BATCH", 1), ("SMALL", 0), ("PROCESSES", 2)):
        monkeypatch.setattr(building, name, value)
    for number in range(8):
        await shelve(committed, f"mug-{number}")

    built = await keeper.once()

    assert built == 8
    assert len(segments(tmp_path)) == 1


async def test_a_deleted_index_comes_back(
    committed: Database, keeper: Keeper, reader: Index, tmp_path: Path
) -> None:
    await shelve(committed, "mug")
    await turns(keeper, tmp_path)

    shutil.rmtree(tmp_path)
    await reader.refresh(committed)
    lost = reader.understands
    await turns(keeper, tmp_path)
    await reader.refresh(committed)

    assert not lost
    assert await titles(reader, "makebei") == ["mug"]


async def test_an_index_of_another_version_is_not_read_and_is_built_anew(
    committed: Database, keeper: Keeper, reader: Index, tmp_path: Path
) -> None:
    await shelve(committed, "mug")
    (tmp_path / f"v{VERSION - 1}-old").mkdir()
    (tmp_path / CURRENT).write_text(f"v{VERSION - 1}-old")
    await reader.refresh(committed)
    old = reader.understands

    await turns(keeper, tmp_path)
    await reader.refresh(committed)

    assert not old
    assert await titles(reader, "makebei") == ["mug"]
    assert not (tmp_path / f"v{VERSION - 1}-old").exists()


async def test_a_rebuild_leaves_no_moment_without_an_index_and_loses_no_change(
    committed: Database, keeper: Keeper, reader: Index, tmp_path: Path
) -> None:
    await shelve(committed, "mug")
    await turns(keeper, tmp_path)
    await reader.refresh(committed)
    before = (tmp_path / CURRENT).read_text()

    Folder(tmp_path).wish_rebuild()
    await keeper.turn()
    await shelve(committed, "late-mug")
    seen = []
    while (tmp_path / CURRENT).read_text() == before:
        await keeper.turn()
        await reader.refresh(committed)
        seen.append("mug" in await titles(reader, "makebei"))
        await asyncio.sleep(0.02)
    await reader.refresh(committed)

    assert all(seen)
    assert set(await titles(reader, "makebei")) == {"mug", "late-mug"}


async def test_an_index_of_another_database_is_built_anew(
    committed: Database, keeper: Keeper, reader: Index, tmp_path: Path
) -> None:
    await shelve(committed, "mug")
    await turns(keeper, tmp_path)
    await keeper.end()
    before = moved_to_another_database(tmp_path)

    await keeper.turn()
    while (tmp_path / CURRENT).read_text() == before:
        await keeper.turn()
        await asyncio.sleep(0.02)
    await reader.refresh(committed)

    assert await titles(reader, "makebei") == ["mug"]


async def test_a_folder_has_one_keeper_and_whoever_asks_for_a_rebuild_is_heard_by_it(
    committed: Database, tmp_path: Path
) -> None:
    folder = Folder(tmp_path)
    with folder.claim() as first, Folder(tmp_path).claim() as second:
        asked = await Keeper(committed, tmp_path).once()

    assert first
    assert not second
    assert asked is None
    assert folder.rebuild_is_wished
    assert await Keeper(committed, tmp_path).once() == 0
