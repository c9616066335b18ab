import re

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import search
from tests.make import goods as make
from tests.storefront.conftest import Doors

MANY = 60
SWAP = {"HX-Request": "true"}


def shown(text: str) -> list[str]:
    return re.findall(r'href="/p/(cup-\d+)"', text)


def onward(text: str) -> str:
    """Where "next page" leads; empty on the last one."""
    found = re.search(r'rel="next" href="([^"]+)"', text)
    return found[1].replace("&amp;", "&") if found else ""


@pytest.mark.parametrize("headers", [{}, SWAP], ids=["plain links", "with script"])
@pytest.mark.parametrize("address", ["/c/cups?sort=sales", "/search?q=cup"])
async def test_a_shopper_who_follows_next_sees_each_product_once_while_others_buy(
    session: AsyncSession,
    client: AsyncClient,
    open_doors: Doors,
    headers: dict[str, str],
    address: str,
) -> None:
    shelf = await make.category(session, "cups")
    cups = [await make.goods(session, f"cup-{at}", category_id=shelf.id) for at in range(MANY)]
    await open_doors()
    seen = list[str]()

    while address:
        page = await client.get(address, headers=headers)
        seen += dict.fromkeys(shown(page.text))
        address = onward(page.text)
        unseen = [cup for cup in cups if cup.slug not in seen]
        await search.count_sales(session, {cup.id: 50 + len(seen) for cup in unseen[-7:]})
        await open_doors()

    assert sorted(seen) == sorted(cup.slug for cup in cups)


@pytest.mark.parametrize(
    ("headers", "kept"),
    [
        ({**SWAP, "Purpose": "prefetch"}, "private, max-age=30"),
        (SWAP, "private, no-cache"),
        ({"Purpose": "prefetch"}, "private, no-cache"),
    ],
    ids=["ahead", "asked for", "not our script"],
)
async def test_a_page_fetched_ahead_may_be_kept_for_the_moment_until_it_is_wanted(
    session: AsyncSession,
    client: AsyncClient,
    open_doors: Doors,
    headers: dict[str, str],
    kept: str,
) -> None:
    await make.goods(session, "cup-1")
    await open_doors()

    page = await client.get("/search?sort=sales", headers=headers)

    assert page.headers["cache-control"] == kept
    assert "HX-Request" in page.headers["vary"]


async def test_a_program_that_asks_with_the_order_gets_each_product_once(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    cups = [await make.goods(session, f"cup-{at}") for at in range(MANY)]
    await open_doors()
    seen, order, pages = list[str](), "", 1

    for number in (1, 2, 3):
        asked = {"sort": "sales", "page": number, "order": order}
        told = (await client.get("/api/v1/products", params=asked)).json()
        seen += [each["slug"] for each in told["items"]]
        order, pages = told["order"], told["pages"]
        await search.count_sales(session, {cups[number].id: 100, cups[-number].id: 90})
        await open_doors()

    assert pages == 3
    assert sorted(seen) == sorted(cup.slug for cup in cups)
