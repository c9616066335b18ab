"""Who asks for a colour is shown goods in it, in lists and where they lead."""

import re
from dataclasses import replace

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, inventory
from hutong.catalog import ProductSheet, SpecDraft, SpecValueDraft
from hutong.kernel.actor import SYSTEM
from tests.make import goods as make
from tests.storefront.conftest import Doors

COLOURS = {"藕粉": "pink", "雾蓝": "blue", "鹅黄": "yellow"}


async def painted(session: AsyncSession, slug: str, *names: str) -> ProductSheet:
    """A cup in these colours, with or without saucer. Its first picture shows the first colour."""
    pictures = {name: await make.picture(session, COLOURS[name]) for name in names}
    values = (SpecValueDraft(name=make.words(name), picture=pictures[name]) for name in names)
    colours = SpecDraft(name=make.words("釉色"), values=tuple(values))
    saucer = make.spec("杯碟", "不带碟", "带碟")
    draft = await make.draft(session, slug, specs=(colours, saucer))
    first = replace(draft.pictures[0], key=pictures[names[0]])
    saved = await catalog.save_product(session, replace(draft, pictures=(first,)), by=SYSTEM)
    await catalog.list_product(session, saved.id, by=SYSTEM)
    await session.flush()
    return await catalog.product_by_id(session, saved.id)


def first_card(page: str) -> tuple[str, str]:
    """Where it leads and which picture it shows."""
    article = page[page.index('<article class="card"') :]
    link, picture = re.search(r'href="(/p/[^"]+)"', article), re.search(r"/media/(\w+)", article)
    assert link
    assert picture
    return link[1], picture[1]


def sku_in(product: ProductSheet, colour: str) -> catalog.SkuSheet:
    value = next(each for each in product.specs[0].values if each.name["zh"] == colour)
    return next(sku for sku in product.active_skus if value.id in sku.value_ids)


@pytest.mark.parametrize(
    ("address", "colour"),
    [
        ("/search?q=马克杯", None),
        ("/search?q=马克杯 蓝色", "雾蓝"),
        ("/search?q=蓝色的马克杯 100以内", "雾蓝"),
        ("/search?q=马克杯 粉色", None),
        ("/search?q=马克杯&f=釉色:雾蓝", "雾蓝"),
        ("/search?q=马克杯 黄色&f=釉色:雾蓝", "雾蓝"),
        ("/search?q=马克杯&f=釉色:雾蓝&f=釉色:藕粉", None),
        ("/search?q=马克杯 带碟", None),
    ],
)
async def test_goods_are_shown_in_the_colour_that_is_asked_for(
    session: AsyncSession,
    client: AsyncClient,
    open_doors: Doors,
    address: str,
    colour: str | None,
) -> None:
    cup = await painted(session, "cup", *COLOURS)
    await open_doors()

    link, picture = first_card((await client.get(address)).text)

    sku = sku_in(cup, colour or "藕粉")
    assert picture == str(sku.picture).partition(".")[0]
    assert link == (f"/p/cup?sku={sku.code}" if colour else "/p/cup")


async def test_the_link_leads_to_that_colour(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    cup = await painted(session, "cup", *COLOURS)
    for sku in cup.active_skus:
        await inventory.receive(session, sku.id, 3, by=SYSTEM)
    await open_doors()
    link, _ = first_card((await client.get("/search?q=马克杯 蓝色")).text)

    page = await client.get(link)

    chosen = re.findall(r" checked>.*?<span>(\w+)", page.text, re.DOTALL)
    assert chosen[:2] == ["雾蓝", "不带碟"]


async def test_programs_are_told_the_same(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    cup = await painted(session, "cup", *COLOURS)
    await open_doors()

    blue = (await client.get("/api/v1/products?q=马克杯 蓝色")).json()["items"][0]
    usual = (await client.get("/api/v1/products?q=马克杯")).json()["items"][0]

    assert blue["sku"] == sku_in(cup, "雾蓝").code
    assert str(sku_in(cup, "雾蓝").picture).partition(".")[0] in blue["picture"]
    assert usual["sku"] is None
    assert usual["picture"] != blue["picture"]


async def test_values_that_look_alike_change_nothing(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    await make.goods(session, "cup", specs=(make.spec("釉色", "藕粉", "雾蓝"),))
    await open_doors()

    link, _ = first_card((await client.get("/search?q=马克杯 蓝色")).text)

    assert link == "/p/cup"
