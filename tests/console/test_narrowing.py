"""Finding the goods that need somebody: the list of products and the files taken from it."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, inventory, listing
from hutong.catalog import ProductSheet, Sku, TagDraft
from hutong.kernel import texts
from hutong.kernel.actor import SYSTEM
from hutong.listing import Standing
from tests.console.conftest import Staffed
from tests.make import goods


async def _tag(session: AsyncSession) -> None:
    await catalog.save_tag(session, TagDraft(slug="gift", name=goods.words("送礼")), by=SYSTEM)


async def _troubled(session: AsyncSession) -> dict[str, ProductSheet]:
    """Four goods, each with another trouble, and a fifth that has none."""
    await _tag(session)
    made = {
        "tag": await goods.goods(session),
        "completeness": await goods.goods(session),
        "sold_out": await goods.goods(session, in_stock=0),
        "fine": await goods.goods(session),
    }
    draft = replace(made["tag"].draft, tags=("gift",))
    await catalog.save_product(session, draft, by=SYSTEM)
    bare = replace(await goods.draft(session), pictures=())
    saved = await catalog.save_product(session, bare, by=SYSTEM)
    await session.flush()
    await inventory.receive(session, saved.skus[0].id, 10, by=SYSTEM)
    made["pictureless"] = await catalog.product_by_id(session, saved.id)
    await listing.look_at(session, [each.id for each in made.values()])
    scores = {each.id: 95 for each in made.values()} | {made["completeness"].id: 74}
    for product_id, score in scores.items():
        await session.execute(
            update(Standing).where(Standing.product_id == product_id).values(score=score)
        )
    return made


@pytest.mark.parametrize(
    ("trouble", "value"),
    [("tag", "gift"), ("completeness", "75"), ("sold_out", "1"), ("pictureless", "1")],
)
async def test_goods_with_a_trouble_are_found_by_it_and_counted(
    staffed: Staffed, session: AsyncSession, trouble: str, value: str
) -> None:
    made = await _troubled(session)
    browser = await staffed()

    page = await browser.get(f"/console/products?{trouble}={value}")
    csv = await browser.post(f"/console/products/export?as=csv&{trouble}={value}")

    found = set(re.findall(r"(?:马克杯|Mug) mug-\d+", csv.text))
    assert found == {texts.pick(made[trouble].title)}
    assert texts.pick(made[trouble].title) in page.text
    assert texts.pick(made["fine"].title) not in page.text


async def test_sold_out_goes_by_all_kinds_that_are_on_sale(
    staffed: Staffed, session: AsyncSession
) -> None:
    product = await goods.goods(session, specs=(goods.spec("颜色", "月白", "霁蓝"),))
    await session.execute(update(Sku).where(Sku.product_id == product.id).values(active=False))

    page = await (await staffed()).get("/console/products?sold_out=1")

    assert texts.pick(product.title) in page.text
