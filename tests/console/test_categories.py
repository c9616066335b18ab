"""Staff find their categories, and put two of them together without losing anything."""

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, inventory
from hutong.catalog import Category, CategoryNotFound
from hutong.inventory import MAIN, StocktakePlan
from hutong.kernel.actor import SYSTEM
from tests.console.conftest import Staffed
from tests.make import goods as make
from tests.make import regions


@pytest.fixture
async def cups(session: AsyncSession) -> Category:
    return await make.category(session, "cups")


@pytest.fixture
async def mugs(session: AsyncSession) -> Category:
    return await make.category(session, "mugs")


async def merge(browser: AsyncClient, one: Category, other: Category) -> str:
    """What the console says about it."""
    sent = {"answered": "1", "into": str(other.id), "back": "/console/categories"}
    answer = await browser.post(f"/console/categories/{one.id}/merging", data=sent)
    if answer.status_code != 303:
        return answer.text
    return (await browser.get(answer.headers["location"])).text


async def test_a_category_goes_into_another_with_all_its_products(
    session: AsyncSession, staffed: Staffed, cups: Category, mugs: Category
) -> None:
    product = await make.goods(session, category_id=cups.id)
    await make.goods(session, category_id=cups.id)

    said = await merge(await staffed(), cups, mugs)

    assert "Products that moved to “mugs”: 2." in said
    assert (await catalog.product_by_id(session, product.id)).category_id == mugs.id
    with pytest.raises(CategoryNotFound):
        await catalog.find_category(session, cups.id)


async def test_a_category_that_rules_name_is_not_merged_until_they_are_changed(
    session: AsyncSession, staffed: Staffed, cups: Category, mugs: Category
) -> None:
    await regions.rule(session, "65", categories=[cups.id])

    said = await merge(await staffed(), cups, mugs)

    assert "Change them first: Regional rules 1." in said
    assert await catalog.find_category(session, cups.id)


async def test_a_category_that_was_counted_can_still_be_merged(
    session: AsyncSession, staffed: Staffed, cups: Category, mugs: Category
) -> None:
    plan = StocktakePlan(location_id=MAIN, blind=False, category_id=cups.id)
    counted = await inventory.plan_stocktake(session, plan, by=SYSTEM)

    said = await merge(await staffed(), cups, mugs)

    await session.refresh(counted)
    assert "Products that moved to “mugs”: 0." in said
    assert counted.category_id == mugs.id


async def test_a_category_does_not_go_into_one_below_it(
    session: AsyncSession, staffed: Staffed, cups: Category
) -> None:
    below = await make.category(session, parent=cups)

    said = await merge(await staffed(), cups, below)

    assert "A category cannot stand below itself." in said
    assert await catalog.find_category(session, cups.id)


async def test_categories_are_found_by_their_names_and_by_nothing_else(
    session: AsyncSession, staffed: Staffed, cups: Category, mugs: Category
) -> None:
    browser = await staffed()
    named = await browser.get("/console/categories?q=CUP")
    by_key = await browser.get("/console/categories?q=zh")

    assert "cups" in named.text
    assert "mugs" not in named.text
    assert "Nothing matches these filters." in by_key.text
