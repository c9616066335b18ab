from dataclasses import replace
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access, catalog, inventory
from hutong.access import TrailFilter
from hutong.kernel.actor import Actor
from hutong.kernel.money import yuan
from tests.make import goods as make

WANG = Actor.staff(uuid4(), "王店长")


async def told(session: AsyncSession) -> dict[str, dict[str, list[object]]]:
    """What changed, by action."""
    await session.flush()
    entries = await access.trail(session, TrailFilter(actor_id=WANG.id))
    return {entry.action: entry.changes for entry in entries}


async def test_one_changed_price_is_one_changed_value(session: AsyncSession) -> None:
    sheet = await make.goods(session, price="59")
    code = sheet.skus[0].code

    await catalog.change_price(session, sheet.skus[0].id, yuan("49"), by=WANG)

    assert await told(session) == {
        "catalog.change_price": {
            f"skus.{code}.price": [
                {"minor": 5900, "currency": "CNY"},
                {"minor": 4900, "currency": "CNY"},
            ]
        }
    }


async def test_an_edit_tells_what_was_and_what_is(session: AsyncSession) -> None:
    sheet = await make.goods(session)

    await catalog.save_product(
        session, replace(sheet.draft, title=make.words("新杯", "New mug")), by=WANG
    )

    changes = (await told(session))["catalog.save_product"]
    assert changes == {"title": [sheet.title, {"zh": "新杯", "en": "New mug"}]}


async def test_taking_off_the_shelf_is_written_down(session: AsyncSession) -> None:
    sheet = await make.goods(session)

    await catalog.delist_product(session, sheet.id, by=WANG)

    assert await told(session) == {"catalog.delist_product": {"state": ["listed", "delisted"]}}


async def test_merging_categories_is_written_down(session: AsyncSession) -> None:
    cups, mugs = await make.category(session), await make.category(session)

    await catalog.merge_category(session, cups.id, into=mugs.id, by=WANG)

    changes = (await told(session))["catalog.merge_category"]
    assert changes["merged_into"] == [None, mugs.slug]


async def test_a_count_of_stock_is_written_down(session: AsyncSession) -> None:
    sku = (await make.goods(session, in_stock=10)).skus[0].id

    await inventory.adjust(session, sku, on_hand=7, by=WANG)

    assert await told(session) == {"inventory.adjust": {"on_hand": [10, 7]}}
