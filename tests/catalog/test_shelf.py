from dataclasses import replace

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog
from hutong.catalog import ProductNotFound, ProductState
from hutong.kernel.actor import SYSTEM
from hutong.kernel.errors import Invalid
from hutong.kernel.money import yuan
from hutong.kernel.states import IllegalMove
from tests.counting import statements
from tests.make import goods as make


async def test_a_draft_does_not_exist_for_shoppers(session: AsyncSession) -> None:
    await catalog.save_product(session, await make.draft(session, "mug"), by=SYSTEM)

    with pytest.raises(ProductNotFound):
        await catalog.find_product(session, "mug")


async def test_a_product_without_a_picture_or_english_cannot_be_listed(
    session: AsyncSession,
) -> None:
    draft = await make.draft(session, specs=(make.spec("釉色", "月白"),))
    glaze = replace(draft.specs[0], name={"zh": "釉色"})
    off = tuple(replace(sku, active=False) for sku in draft.skus)
    bare = replace(draft, pictures=(), title={"zh": "杯"}, specs=(glaze,), skus=off)
    product = await catalog.save_product(session, bare, by=SYSTEM)

    with pytest.raises(Invalid) as refused:
        await catalog.list_product(session, product.id, by=SYSTEM)

    fields = {problem.field for problem in refused.value.problems}
    assert fields == {"pictures", "skus", "title.en", "specs.0.name.en"}
    assert product.state is ProductState.DRAFT


async def test_a_listed_product_cannot_lose_what_listing_needs(session: AsyncSession) -> None:
    sheet = await make.goods(session)

    with pytest.raises(Invalid) as refused:
        await catalog.save_product(session, replace(sheet.draft, pictures=()), by=SYSTEM)

    assert [problem.field for problem in refused.value.problems] == ["pictures"]


async def test_a_delisted_product_is_still_shown_but_not_sold(session: AsyncSession) -> None:
    sheet = await make.goods(session, "mug")
    await catalog.delist_product(session, sheet.id, by=SYSTEM)
    await session.flush()

    assert not (await catalog.find_product(session, "mug")).listed
    assert not (await catalog.skus(session, [sheet.skus[0].id]))[0].sellable
    with pytest.raises(IllegalMove):
        await catalog.delist_product(session, sheet.id, by=SYSTEM)


async def test_the_launch_is_the_first_listing(session: AsyncSession) -> None:
    sheet = await make.goods(session)
    await catalog.delist_product(session, sheet.id, by=SYSTEM)
    await catalog.list_product(session, sheet.id, by=SYSTEM)
    await session.flush()

    again = await catalog.product_by_id(session, sheet.id)

    assert again.launched_at == sheet.launched_at
    assert again.version > sheet.version


async def test_a_changed_price_is_what_the_next_cart_sees(session: AsyncSession) -> None:
    sheet = await make.goods(session, price="59")
    await catalog.change_price(session, sheet.skus[0].id, yuan("49"), by=SYSTEM)
    await session.flush()

    assert (await catalog.skus(session, [sheet.skus[0].id]))[0].price == yuan("49")


async def test_a_price_of_nothing_is_refused(session: AsyncSession) -> None:
    sheet = await make.goods(session)

    with pytest.raises(Invalid):
        await catalog.change_price(session, sheet.skus[0].id, yuan("0"), by=SYSTEM)


async def test_skus_come_in_the_order_asked_for_in_one_statement(session: AsyncSession) -> None:
    mug, bowl = await make.goods(session), await make.goods(session)
    wanted = [bowl.skus[0].id, mug.skus[0].id]

    with statements() as sent:
        facts = await catalog.skus(session, wanted)

    assert len(sent) == 1
    assert [each.id for each in facts] == wanted
    assert facts[0].picture == bowl.pictures[0].key


async def test_an_inactive_sku_is_not_for_sale(session: AsyncSession) -> None:
    sheet = await make.goods(session, specs=(make.spec("釉色", "月白", "霁蓝"),))
    await catalog.save_product(session, replace(sheet.draft, skus=sheet.draft.skus[:1]), by=SYSTEM)

    facts = await catalog.skus(session, [sku.id for sku in sheet.skus])

    assert [each.sellable for each in facts] == [True, False]


async def test_a_scanner_finds_a_sku_by_its_barcode(session: AsyncSession) -> None:
    coded = replace(make.sku("MUG-1"), barcode="6901234567892")
    await catalog.save_product(session, await make.draft(session, skus=(coded,)), by=SYSTEM)

    assert (await catalog.sku_by_code(session, "6901234567892")).code == "MUG-1"
