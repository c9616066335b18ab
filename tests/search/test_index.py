from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, inventory, search
from hutong.inventory import Want
from hutong.kernel import clock
from hutong.kernel.actor import SYSTEM
from hutong.kernel.db import Database
from hutong.kernel.money import yuan
from hutong.search import Index, Query
from tests.conftest import Worker
from tests.counting import statements
from tests.make import goods as make


@pytest.fixture
def index() -> Index:
    return Index()


async def written(index: Index, product_id: UUID) -> int:
    document = await index.get(product_id)
    return document.written if document else 0


async def test_a_product_put_on_the_shelf_is_found(
    session: AsyncSession, db: Database, worker: Worker, index: Index
) -> None:
    glazes = make.spec("釉色", "月白", "霁蓝")
    sheet = await make.goods(session, "mug", specs=(glazes,), price="59")

    await worker()
    await index.refresh(db)

    document = (await index.find(Query(text="霁蓝"))).items[0]
    assert document.slug == "mug"
    assert (document.price_from, document.price_to) == (yuan("59"), yuan("59"))
    assert document.picture == sheet.pictures[0].key
    assert await index.by_slug("mug") == await index.get(sheet.id) == document


async def test_finding_asks_no_database(
    session: AsyncSession, db: Database, worker: Worker, index: Index
) -> None:
    sheet = await make.goods(session)
    await worker()
    await index.refresh(db)

    with statements() as sent:
        await index.find(Query(text="马克杯"))
        await index.related(sheet.id)
        index.category_path("cups")

    assert sent == []


async def test_a_product_taken_off_the_shelf_is_not_found(
    session: AsyncSession, db: Database, worker: Worker, index: Index
) -> None:
    sheet = await make.goods(session, "mug")
    await worker()
    await index.refresh(db)

    await catalog.delist_product(session, sheet.id, by=SYSTEM)
    await worker()
    await index.refresh(db)

    assert (await index.find(Query())).total == 0
    assert await index.by_slug("mug") is None


async def test_a_draft_is_not_found(
    session: AsyncSession, db: Database, worker: Worker, index: Index
) -> None:
    await catalog.save_product(session, await make.draft(session), by=SYSTEM)
    await worker()
    await index.refresh(db)

    assert (await index.find(Query())).total == 0


async def test_a_new_price_reaches_the_listing(
    session: AsyncSession, db: Database, worker: Worker, index: Index
) -> None:
    sheet = await make.goods(session, price="59")
    await worker()

    await catalog.change_price(session, sheet.skus[0].id, yuan("39"), by=SYSTEM)
    await worker()
    await index.refresh(db)

    assert (await index.find(Query(price_max=yuan("40")))).total == 1


async def test_the_last_one_sold_is_sold_out_in_the_listing(
    session: AsyncSession, db: Database, worker: Worker, index: Index
) -> None:
    sheet = await make.goods(session, in_stock=2)
    sku = sheet.skus[0].id
    await worker()

    await inventory.reserve(session, sheet.id, [Want(sku, 2)], until=clock.now())
    await worker()
    await index.refresh(db)

    document = await index.get(sheet.id)
    assert document is not None
    assert not document.in_stock
    assert document.skus == {sku: 0}


async def test_plenty_less_one_is_still_plenty_and_no_news(
    session: AsyncSession, db: Database, worker: Worker, index: Index
) -> None:
    sheet = await make.goods(session, in_stock=500)
    await worker()
    await index.refresh(db)

    await inventory.reserve(session, sheet.id, [Want(sheet.skus[0].id, 1)], until=clock.now())
    with statements() as sent:
        await worker()

    assert not [statement for statement in sent if statement.startswith("UPDATE search")]


async def test_sales_count(
    session: AsyncSession, db: Database, worker: Worker, index: Index
) -> None:
    sheet = await make.goods(session)
    await worker()

    await search.count_sales(session, {sheet.id: 3})
    await search.count_sales(session, {sheet.id: 2})
    await index.refresh(db)

    assert (await index.find(Query())).items[0].sales == 5


async def test_an_edit_keeps_the_sales(
    session: AsyncSession, db: Database, worker: Worker, index: Index
) -> None:
    sheet = await make.goods(session)
    await worker()
    await search.count_sales(session, {sheet.id: 3})

    await catalog.save_product(
        session, replace(sheet.draft, title=make.words("新杯", "New mug")), by=SYSTEM
    )
    await worker()
    await index.refresh(db)

    document = (await index.find(Query(text="新杯"))).items[0]
    assert document.sales == 3


async def test_renaming_a_category_reaches_its_products_and_the_tree(
    session: AsyncSession, db: Database, worker: Worker, index: Index
) -> None:
    kitchen = await make.category(session, "kitchen")
    cups = await make.category(session, "cups", parent=kitchen)
    await make.goods(session, category_id=cups.id)
    await worker()
    await index.refresh(db)

    renamed = catalog.CategoryDraft(id=kitchen.id, slug="kitchen", name=make.words("灶间", "Stove"))
    await catalog.save_category(session, renamed, by=SYSTEM)
    await worker()
    await index.refresh(db)

    assert (await index.find(Query(text="灶间"))).total == 1
    assert next(node.name["zh"] for node in index.category_path("cups")) == "灶间"


async def test_what_stands_in_a_hidden_category_is_not_found(
    session: AsyncSession, db: Database, worker: Worker, index: Index
) -> None:
    kitchen = await make.category(session, "kitchen")
    await make.goods(session, category_id=kitchen.id)
    await worker()

    hidden = catalog.CategoryDraft(
        id=kitchen.id, slug="kitchen", name=make.words("厨房"), hidden=True
    )
    await catalog.save_category(session, hidden, by=SYSTEM)
    await worker()
    await index.refresh(db)

    assert (await index.find(Query())).total == 0
    assert index.tree == ()


async def test_staff_picks_are_found_by_their_tag(
    session: AsyncSession, db: Database, worker: Worker, index: Index
) -> None:
    sheet = await make.goods(session)
    await make.goods(session)
    await catalog.save_product(session, replace(sheet.draft, tags=("hit",)), by=SYSTEM)
    await worker()
    await index.refresh(db)

    assert [each.product_id for each in await index.tagged("hit", 8)] == [sheet.id]


async def test_an_index_follows_only_what_is_new(committed: Database, index: Index) -> None:
    async with committed.transaction() as session:
        first = await make.goods(session)
        second = await make.goods(session)
        await search.rebuild(session)
    assert await index.refresh(committed) == 2
    before = await written(index, first.id), await written(index, second.id)

    async with committed.transaction() as session:
        await search.count_sales(session, {second.id: 1})

    assert await index.refresh(committed) == 1
    assert await written(index, first.id) == before[0]
    assert await written(index, second.id) > before[1]
    assert await index.refresh(committed) == 0


async def test_a_slow_writer_is_not_stepped_over(committed: Database, index: Index) -> None:
    async with committed.transaction() as session:
        slow, quick = await make.goods(session), await make.goods(session)
        await search.rebuild(session)
    await index.refresh(committed)

    async with committed.transaction() as writer:
        await search.count_sales(writer, {slow.id: 7})
        async with committed.transaction() as session:
            await search.count_sales(session, {quick.id: 1})
        await index.refresh(committed)
    await index.refresh(committed)

    document = await index.get(slow.id)
    assert document is not None
    assert document.sales == 7


async def test_a_whole_shop_is_indexed_in_a_handful_of_statements(session: AsyncSession) -> None:
    category = await make.category(session)
    specs = (make.spec("釉色", "月白", "霁蓝"), make.spec("包装", "单只", "礼盒"))
    drafts = [
        await make.draft(session, specs=specs, category_id=category.id) for _product in range(130)
    ]
    products = await catalog.save_products(session, drafts, by=SYSTEM)
    await catalog.list_products(session, [product.id for product in products], by=SYSTEM)

    with statements() as sent:
        assert await search.rebuild(session) == 130

    assert len(sent) <= 8
