import re

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, inventory, pricing
from hutong.kernel.actor import SYSTEM
from hutong.kernel.money import yuan
from hutong.pricing import FreightDraft
from tests.counting import statements
from tests.make import goods as make
from tests.storefront.conftest import Doors

COLOURS = make.spec("颜色", "月白", "雾蓝")
PACKS = make.spec("包装", "单只", "礼盒")


async def test_a_product_page_needs_three_statements_at_first_and_then_none(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    await make.goods(session, "moon-mug", specs=(COLOURS, PACKS))
    await open_doors()

    with statements() as cold:
        await client.get("/p/moon-mug")
    with statements() as warm:
        await client.get("/p/moon-mug")

    assert len(cold) <= 3
    assert warm == []


async def test_a_new_price_is_on_the_page_at_once_after_the_index_heard_of_it(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    goods = await make.goods(session, "moon-mug", price="59")
    await open_doors()
    await client.get("/p/moon-mug")

    await catalog.change_price(session, goods.skus[0].id, yuan("88"), by=SYSTEM)
    await open_doors()
    page = await client.get("/p/moon-mug")

    assert 'value="8800"' in page.text


async def test_the_choice_in_the_address_is_shown(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    goods = await make.goods(session, "moon-mug", specs=(COLOURS, PACKS))
    await open_doors()

    page = await client.get("/p/moon-mug?c0=1&c1=1")
    same = await client.get(f"/p/moon-mug?sku={goods.skus[3].code}")

    assert goods.skus[3].code in page.text
    assert goods.skus[3].code in same.text


async def test_what_is_sold_out_cannot_be_chosen(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    goods = await make.goods(session, "moon-mug", specs=(COLOURS,))
    await inventory.adjust(session, goods.skus[1].id, on_hand=0, by=SYSTEM)
    await open_doors()

    page = await client.get("/p/moon-mug?c0=1")

    assert re.search(r'id="c0-1"[^>]*disabled', page.text)
    assert "What you wished for is not available" in page.text
    assert goods.skus[0].code in page.text


@pytest.mark.parametrize(("left", "told"), [(3, "Only 3 left"), (500, "Quantity"), (0, "Sold out")])
async def test_little_stock_is_said_in_numbers(
    session: AsyncSession, client: AsyncClient, open_doors: Doors, left: int, told: str
) -> None:
    await make.goods(session, "moon-mug", in_stock=left)
    await open_doors()

    page = await client.get("/p/moon-mug")

    assert told in page.text
    assert ("Only" in page.text) is (told.startswith("Only"))
    assert ("Buy now" in page.text) is (left > 0)


async def test_freight_is_said_before_anything_is_in_the_cart(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    await make.goods(session, "moon-mug", price="59")
    terms = FreightDraft(
        name=make.words("全国"),
        first_grams=1000,
        first_fee=yuan("8"),
        next_grams=1000,
        next_fee=yuan("2"),
        free_from=yuan("99"),
    )
    await pricing.save_freight_rule(session, terms)
    await open_doors()

    one = await client.get("/p/moon-mug")
    two = await client.get("/p/moon-mug?quantity=2")

    assert "Delivery from ¥8.00, free from ¥99.00" in one.text
    assert "Free delivery" in two.text


@pytest.mark.parametrize(
    "query", ["c0=9", "c0=-1", "c0=x", "c7=1", "quantity=0", "quantity=99999999", "sku=' or 1=1"]
)
async def test_a_choice_that_makes_no_sense_is_left_out(
    session: AsyncSession, client: AsyncClient, open_doors: Doors, query: str
) -> None:
    goods = await make.goods(session, "moon-mug", specs=(COLOURS,))
    await open_doors()

    page = await client.get(f"/p/moon-mug?{query}")

    assert page.status_code == 200
    assert goods.skus[0].code in page.text


async def test_a_draft_does_not_exist(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    await catalog.save_product(session, await make.draft(session, "secret-mug"), by=SYSTEM)
    await open_doors()

    page = await client.get("/p/secret-mug")

    assert page.status_code == 404


async def test_what_was_taken_off_the_shelf_says_so_and_cannot_be_bought(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    goods = await make.goods(session, "old-mug")
    await catalog.delist_product(session, goods.id, by=SYSTEM)
    await open_doors()

    page = await client.get("/p/old-mug")

    assert "no longer in our range" in page.text
    assert "Buy now" not in page.text
    assert "noindex" in page.text


async def test_choosing_in_place_swaps_the_product_and_mends_the_address(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    await make.goods(session, "moon-mug", specs=(COLOURS, PACKS))
    await open_doors()

    part = await client.get("/p/moon-mug?c0=1&c1=0", headers={"HX-Request": "true"})

    assert "<html" not in part.text
    assert part.headers["hx-replace-url"] == "/p/moon-mug?c0=1&c1=0"


async def test_search_engines_read_price_and_stock(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    await make.goods(session, "moon-mug", price="59")
    await open_doors()

    page = await client.get("/p/moon-mug")

    assert '"price": "59"' in page.text
    assert "schema.org/InStock" in page.text


async def test_how_many_one_person_can_buy_is_said_and_no_more_can_be_chosen(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    goods = await make.goods(session, "moon-mug", in_stock=50)
    await make.limited(session, goods, limit_per_member=2, limit_days=30)
    await open_doors()

    page = await client.get("/p/moon-mug?quantity=9")

    assert "At most 2 for each person within 30 days" in page.text
    assert 'max="2"' in page.text
