"""What machines read of a page has the fields that schema.org and the search engines ask for."""

import html
import json
import re
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog
from hutong.kernel.actor import SYSTEM
from hutong.search import PAGE_SIZE
from tests.make import goods as make
from tests.storefront.conftest import Doors

BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
META = re.compile(r'<meta (?:property|name)="([^"]+)" content="([^"]*)">')


def things(page: str) -> dict[str, dict[str, Any]]:
    """Everything a page tells, by its (first) type."""
    found: dict[str, dict[str, Any]] = {}
    for block in BLOCK.findall(page):
        data = json.loads(block)
        assert data["@context"] == "https://schema.org"
        for thing in data["@graph"]:
            kinds = thing["@type"]
            found[kinds if isinstance(kinds, str) else kinds[0]] = thing
    return found


def metas(page: str) -> dict[str, str]:
    return {name: html.unescape(content) for name, content in META.findall(page)}


async def test_a_product_tells_its_price_and_whether_it_can_be_had(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    goods = await make.goods(session, "moon-mug", price="59")
    await open_doors()
    origin = str(client.base_url).rstrip("/")

    product = things((await client.get("/p/moon-mug")).text)["Product"]

    assert product["name"] == "Mug moon-mug"
    assert product["description"]
    assert all(address.startswith(f"{origin}/media/") for address in product["image"])
    assert product["sku"] == goods.skus[0].code
    assert product["offers"]["price"] == "59"
    assert product["offers"]["priceCurrency"] == "CNY"
    assert product["offers"]["availability"] == "https://schema.org/InStock"
    assert "gtin13" not in product
    assert product["offers"]["url"] == f"{origin}/p/moon-mug"


@pytest.mark.parametrize(
    ("slug", "told"), [("gone-mug", "OutOfStock"), ("old-mug", "Discontinued")]
)
async def test_what_is_sold_out_or_off_the_shelf_is_not_offered_as_in_stock(
    session: AsyncSession, client: AsyncClient, open_doors: Doors, slug: str, told: str
) -> None:
    await make.goods(session, "gone-mug", in_stock=0)
    old = await make.goods(session, "old-mug")
    await catalog.delist_product(session, old.id, by=SYSTEM)
    await open_doors()

    product = things((await client.get(f"/p/{slug}")).text)["Product"]

    assert product["offers"]["availability"] == f"https://schema.org/{told}"


async def test_a_product_says_where_it_stands(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    room = await make.category(session, "kitchen")
    shelf = await make.category(session, "cups", parent=room)
    await make.goods(session, "moon-mug", category_id=shelf.id)
    await open_doors()
    origin = str(client.base_url).rstrip("/")

    way = things((await client.get("/p/moon-mug")).text)["BreadcrumbList"]["itemListElement"]

    assert [step["position"] for step in way] == [1, 2, 3, 4]
    assert [step["item"] for step in way] == [
        f"{origin}{path}" for path in ("/", "/c/kitchen", "/c/cups", "/p/moon-mug")
    ]
    assert all(step["name"] for step in way)


async def test_an_english_page_tells_the_addresses_of_english_pages(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    shelf = await make.category(session, "cups")
    await make.goods(session, "moon-mug", category_id=shelf.id)
    await open_doors()
    origin = str(client.base_url).rstrip("/")

    page = (await client.get("/p/moon-mug?c0=1&lang=en")).text
    product, listing = things(page), things((await client.get("/c/cups?lang=en")).text)
    home = things((await client.get("/?lang=en")).text)

    here = f"{origin}/p/moon-mug?lang=en"
    assert f'rel="canonical" href="{here}"' in page
    assert product["Product"]["url"] == product["Product"]["offers"]["url"] == here
    assert [step["item"] for step in product["BreadcrumbList"]["itemListElement"]] == [
        f"{origin}/?lang=en",
        f"{origin}/c/cups?lang=en",
        here,
    ]
    assert [item["url"] for item in listing["ItemList"]["itemListElement"]] == [here]
    assert home["WebSite"]["potentialAction"]["target"]["urlTemplate"].endswith("&lang=en")
    assert metas(page)["og:locale"] == "en_US"
    assert metas(page)["og:locale:alternate"] == "zh_CN"
    for unasked in ("", "?lang=zh", "?lang=fr"):
        told = things((await client.get(f"/p/moon-mug{unasked}")).text)
        assert told["Product"]["url"] == f"{origin}/p/moon-mug"


async def test_a_list_counts_its_goods_on_from_page_to_page(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    shelf = await make.category(session, "cups")
    for n in range(PAGE_SIZE + 1):
        await make.goods(session, f"mug-{n}", category_id=shelf.id)
    await open_doors()
    origin = str(client.base_url).rstrip("/")

    first = await client.get("/c/cups")
    second = await client.get("/c/cups?page=2&lang=en")
    beyond = await client.get("/c/cups?page=99")

    shown = things(first.text)["ItemList"]["itemListElement"]
    assert [item["position"] for item in shown] == list(range(1, PAGE_SIZE + 1))
    assert [item["position"] for item in things(second.text)["ItemList"]["itemListElement"]] == [25]
    assert f'rel="canonical" href="{origin}/c/cups?page=2&amp;lang=en"' in second.text
    assert f'hreflang="zh-CN" href="{origin}/c/cups?page=2"' in second.text
    assert f'rel="canonical" href="{origin}/c/cups?page=2"' in beyond.text
    assert "Page 2" in metas(second.text)["og:title"]


async def test_the_home_page_tells_who_sells_and_how_to_search(
    client: AsyncClient, open_doors: Doors
) -> None:
    await open_doors()
    origin = str(client.base_url).rstrip("/")

    told = things((await client.get("/")).text)

    assert told["Organization"]["url"] == told["WebSite"]["url"] == f"{origin}/"
    search = told["WebSite"]["potentialAction"]
    assert search["target"]["urlTemplate"] == f"{origin}/search?q={{search_term_string}}"
    assert search["query-input"] == "required name=search_term_string"


async def test_words_of_staff_cannot_break_out_of_the_data(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    draft = await make.draft(session, "mug")
    draft.title["en"] = "</script><script>alert(1)</script>"
    product = await catalog.save_product(session, draft, by=SYSTEM)
    await catalog.list_product(session, product.id, by=SYSTEM)
    await open_doors()

    page = (await client.get("/p/mug")).text

    assert "<script>alert(1)" not in page
    assert things(page)["Product"]["name"] == "</script><script>alert(1)</script>"


async def test_a_shared_link_shows_picture_words_and_price(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    shelf = await make.category(session, "cups")
    await make.goods(session, "moon-mug", price="59", category_id=shelf.id)
    await open_doors()
    origin = str(client.base_url).rstrip("/")

    product = metas((await client.get("/p/moon-mug")).text)
    listing = metas((await client.get("/c/cups")).text)

    assert product["og:type"] == "product"
    assert product["og:url"] == f"{origin}/p/moon-mug"
    assert product["og:image"].startswith(f"{origin}/media/")
    assert product["twitter:card"] == "summary_large_image"
    assert (product["product:price:amount"], product["product:price:currency"]) == ("59", "CNY")
    assert listing["og:image"].startswith(f"{origin}/media/")
    for page in (product, listing):
        assert page["og:title"]
        assert page["og:description"] == page["description"]
