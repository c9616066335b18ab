"""Addresses never die: what has moved is found from every address it ever had."""

from dataclasses import replace

from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, content
from hutong.catalog import CategoryDraft, ProductSheet
from hutong.kernel.actor import SYSTEM
from tests.counting import statements
from tests.make import goods as make
from tests.storefront.conftest import Doors


async def rename(session: AsyncSession, sheet: ProductSheet, slug: str) -> None:
    draft = replace(sheet.draft, slug=slug, version=None)
    await catalog.save_product(session, draft, by=SYSTEM)


async def test_an_old_link_to_a_product_leads_on_for_good_in_one_step(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    mug = await make.goods(session, "mug")
    await rename(session, mug, "moon-mug")
    await rename(session, mug, "white-mug")
    await open_doors()

    for old in ("mug", "moon-mug"):
        answer = await client.get(f"/p/{old}?sku=A-1&lang=en")

        assert answer.status_code == 301
        assert answer.headers["location"] == "/p/white-mug?sku=A-1&lang=en"
    assert (await client.get("/p/white-mug")).status_code == 200


async def test_an_old_link_to_a_category_leads_on_with_its_filters(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    cups = await make.category(session, "cups")
    draft = CategoryDraft(id=cups.id, slug="mugs", name=cups.name)
    await catalog.save_category(session, draft, by=SYSTEM)
    await open_doors()

    answer = await client.get("/c/cups?sort=price_up")

    assert answer.status_code == 301
    assert answer.headers["location"] == "/c/mugs?sort=price_up"


async def test_a_category_hidden_since_is_gone_and_not_a_dead_end(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    cups = await make.category(session, "cups")
    draft = CategoryDraft(id=cups.id, slug="mugs", name=cups.name, hidden=True)
    await catalog.save_category(session, draft, by=SYSTEM)
    await open_doors()

    assert (await client.get("/c/cups")).status_code == 404


async def test_a_category_that_is_where_it_was_costs_no_statement(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    await make.category(session, "cups")
    await open_doors()

    with statements() as sent:
        page = await client.get("/c/cups")

    assert page.status_code == 200
    assert sent == []


async def test_a_page_that_was_open_while_its_address_changed_still_fills_the_cart(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    mug = await make.goods(session, "mug")
    await open_doors()
    await client.get("/p/mug")
    await rename(session, mug, "moon-mug")
    await open_doors()

    answer = await client.post("/p/mug/cart", data={"quantity": "2"})
    cart = await client.get("/cart")

    assert answer.headers["location"].startswith("/p/moon-mug")
    assert 'href="/p/moon-mug' in cart.text


async def test_programs_that_kept_the_old_address_are_told_the_new_one(
    session: AsyncSession, client: AsyncClient
) -> None:
    mug = await make.goods(session, "mug")
    await rename(session, mug, "moon-mug")

    answer = await client.get("/api/v1/products/mug")

    assert answer.json()["slug"] == "moon-mug"


async def test_an_old_link_to_a_help_page_leads_on(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    words = make.words("退货", "Returns")
    await content.save_article(session, "returns", title=words, body=words, by=SYSTEM)
    await content.rename_article(session, "returns", "refunds", by=SYSTEM)
    await open_doors()

    answer = await client.get("/help/returns")
    with statements() as sent:
        page = await client.get("/help/refunds")

    assert (answer.status_code, answer.headers["location"]) == (301, "/help/refunds")
    assert page.status_code == 200
    assert sent == []
