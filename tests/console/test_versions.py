"""The versions of a product in the console: all of them, two side by side, and the way back."""

import re
from dataclasses import replace

from httpx import AsyncClient
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog
from hutong.catalog import PictureDraft, ProductSheet, TagDraft
from hutong.kernel.money import yuan
from tests.console.conftest import Staffed
from tests.make import goods
from tests.make.trade import STAFF


async def rewritten(session: AsyncSession, zh: str, en: str) -> ProductSheet:
    product = await goods.goods(session)
    draft = replace(product.draft, title={"zh": zh, "en": en})
    await catalog.save_product(session, draft, by=STAFF)
    return await catalog.product_by_id(session, product.id)


async def opened(browser: AsyncClient, where: str) -> str:
    page = await browser.get(where)
    assert page.status_code == 200, page.text
    return page.text


async def test_the_list_of_versions_tells_who_and_by_which_way(
    staffed: Staffed, session: AsyncSession
) -> None:
    product = await rewritten(session, "新杯子", "A new mug")
    browser = await staffed("catalog.view")

    page = await opened(browser, f"/console/product-versions/{product.id}")

    assert STAFF.name in page
    assert "By hand" in page
    assert f"/console/product-changes/{product.id}.2" in page


async def test_any_two_versions_are_chosen_and_compared(
    staffed: Staffed, session: AsyncSession
) -> None:
    product = await rewritten(session, "新杯子", "A new mug")
    browser = await staffed("catalog.view")

    leads = await browser.get(f"/console/product-versions/{product.id}/comparison?base=2&number=1")

    assert leads.headers["location"] == f"/console/product-changes/{product.id}.2-1"


async def test_words_are_marked_where_they_changed(staffed: Staffed, session: AsyncSession) -> None:
    product = await rewritten(session, "月白杯", "Moon white mug")
    await catalog.save_product(
        session, replace(product.draft, title={"zh": "霁蓝杯", "en": "Sky blue mug"}), by=STAFF
    )
    browser = await staffed("catalog.view")

    page = await opened(browser, f"/console/product-changes/{product.id}.3")

    assert re.search(r"<del>.*月白</del><ins>.*霁蓝</ins>杯", page)
    assert re.search(r"<del>.*Moon</del><ins>.*Sky</ins> <del>", page)


async def test_a_version_is_restored_from_its_page(staffed: Staffed, session: AsyncSession) -> None:
    product = await rewritten(session, "新杯子", "A new mug")
    await catalog.change_price(session, product.skus[0].id, yuan("45"), by=STAFF)
    browser = await staffed("catalog.view", "catalog.edit")

    done = await browser.post(f"/console/product-changes/{product.id}.1/restoring", data={})

    now = await catalog.product_by_id(session, product.id)
    assert done.status_code == 303
    assert now.title["zh"].startswith("马克杯")
    assert now.skus[0].price == yuan("45")


async def test_the_version_that_stands_now_is_not_restored(
    staffed: Staffed, session: AsyncSession
) -> None:
    product = await rewritten(session, "新杯子", "A new mug")
    browser = await staffed("catalog.view", "catalog.edit")

    page = await opened(browser, f"/console/product-changes/{product.id}.2")

    assert "Restore this version" not in page


async def test_what_cannot_come_back_is_told_before_it_is_restored(
    staffed: Staffed, session: AsyncSession
) -> None:
    product = await goods.goods(session)
    other = PictureDraft(key=await goods.picture(session, "crimson"), alt=goods.words("杯"))
    await catalog.save_product(session, replace(product.draft, pictures=(other,)), by=STAFF)
    await session.flush()
    gone = {"key": product.pictures[0].key}
    await session.execute(text("delete from content_picture where key = :key"), gone)
    browser = await staffed("catalog.view")

    page = await opened(browser, f"/console/product-changes/{product.id}.2-1")

    assert "a picture that was taken out of the media library" in page


async def test_what_is_no_pair_of_versions_is_not_found(
    staffed: Staffed, session: AsyncSession
) -> None:
    product = await rewritten(session, "新杯子", "A new mug")
    browser = await staffed("catalog.view")

    answers = [
        await browser.get(f"/console/product-changes/{key}")
        for key in (f"{product.id}.9", "nonsense", f"{product.id}.1-99999999")
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


async def test_tags_are_compared_by_their_names(staffed: Staffed, session: AsyncSession) -> None:
    gift = TagDraft(slug="gift", name={"zh": "送礼", "en": "A present"})
    await catalog.save_tag(session, gift, by=STAFF)
    product = await goods.goods(session)
    await catalog.save_product(session, replace(product.draft, tags=("gift",)), by=STAFF)

    page = await (await staffed()).get(f"/console/product-changes/{product.id}.2")

    assert "A present</ins>" in page.text


async def test_what_the_shop_did_by_itself_is_told_as_the_system(
    staffed: Staffed, session: AsyncSession
) -> None:
    product = await goods.goods(session)

    page = await (await staffed()).get(f"/console/product-versions/{product.id}")

    assert "<span>System</span>" in page.text
