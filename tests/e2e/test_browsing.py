"""Walking through the shop: on a phone, with a keyboard, in English, without script."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from playwright.async_api import Browser, Page, expect
from sqlalchemy import select

from hutong import catalog
from hutong.catalog import PictureDraft
from hutong.content import Picture
from hutong.kernel.actor import SYSTEM
from hutong.kernel.db import Database
from hutong.kernel.ids import new_id
from tests.e2e import steps
from tests.e2e.conftest import PHONE, check_accessibility, opened
from tests.e2e.looking import too_wide
from tests.e2e.shop import Shop
from tests.make import goods as make

pytestmark = pytest.mark.browser


async def first_goods(page: Page) -> str:
    """The address of something that can be bought and comes in more than one kind."""
    await page.goto("/search?stock=1&sort=sales")
    addresses = await page.locator(".card a").evaluate_all("all => all.map(a => a.pathname)")
    for address in addresses:
        await page.goto(str(address))
        if await page.get_by_role("radio").count() > 1:
            return str(address)
    raise AssertionError("nothing comes in more than one kind")


async def fits(page: Page) -> bool:
    """Nothing makes the page wider than the screen."""
    return bool(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.fixture
async def without_script(browser: Browser, shop: Shop) -> AsyncIterator[Page]:
    async with opened(browser, shop, **PHONE, java_script_enabled=False) as page:
        yield page


async def extreme(books: Database) -> str:
    """Goods with six pictures and a title of the longest words."""
    async with books.transaction() as session:
        keys = (await session.scalars(select(Picture.key).limit(6))).all()
        pictures = tuple(PictureDraft(key=key, alt=make.words("图", "Picture")) for key in keys)
        plain = await make.draft(session, f"longest-{new_id().hex[-12:]}")
        title = make.words("青花釉下彩" * 24, "Underglaze-blue-and-white-" * 4)
        draft = replace(plain, title=title, pictures=pictures)
        saved = await catalog.save_product(session, draft, by=SYSTEM)
        await catalog.list_product(session, saved.id, by=SYSTEM)
    return f"/p/{plain.slug}"


async def test_neither_many_pictures_nor_the_longest_words_widen_the_page(
    phone: Page, books: Database
) -> None:
    address = await extreme(books)

    await phone.goto(address)
    chinese = await too_wide(phone)
    await phone.goto(f"{address}?lang=en")

    assert chinese == []
    assert await too_wide(phone) == []


async def test_a_shopper_finds_something_on_the_phone_and_puts_it_into_the_cart(
    phone: Page,
) -> None:
    await phone.goto("/")
    await phone.get_by_role("navigation", name="主导航").get_by_role("link", name="分类").click()
    await phone.get_by_role("link", name="杯壶").click()
    await phone.get_by_role("link", name="价格从低到高").click()
    await expect(phone).to_have_url(re.compile("sort=price_up"))
    await phone.locator(".card a").first.click()

    await phone.get_by_role("button", name="加入购物车").click()

    await expect(phone.get_by_role("status").get_by_text("已加入购物车")).to_be_visible()
    await expect(phone.locator(".buy-bar [data-cart-count]")).to_have_text("1")


async def test_filters_and_the_way_back(pc: Page) -> None:
    await pc.goto("/c/kitchen")
    everything = await pc.locator(".card").count()
    await pc.locator(".filters__options [type=checkbox]").first.check()
    await expect(pc).to_have_url(re.compile("f="))
    await expect(pc.get_by_role("link", name="清空")).to_be_visible()

    await pc.go_back()

    await expect(pc).to_have_url(re.compile("/c/kitchen$"))
    await expect(pc.locator(".card")).to_have_count(everything)


async def test_another_kind_changes_price_and_address_and_keeps_the_focus(pc: Page) -> None:
    address = await first_goods(pc)
    open_ones = pc.locator(".spec__value input:enabled:not(:checked)")
    wanted = await open_ones.first.get_attribute("id")

    await pc.locator(f"#{wanted}").check()

    await expect(pc).to_have_url(re.compile(rf"{address}\?c0="))
    await expect(pc.locator(f"#{wanted}")).to_be_checked()
    assert await pc.evaluate("document.activeElement.id") == wanted


async def test_the_keyboard_alone_reaches_the_goods_and_closes_menus(pc: Page) -> None:
    await pc.goto("/")
    await pc.keyboard.press("Tab")
    await expect(pc.get_by_role("link", name="跳到正文")).to_be_focused()
    room = pc.get_by_role("navigation", name="分类", exact=True).get_by_role("link", name="厨房")
    await room.focus()
    shelf = pc.locator('.nav__panel a[href="/c/cups"]')
    await expect(shelf).to_be_visible()

    await pc.keyboard.press("Escape")

    await expect(shelf).to_be_hidden()
    await steps.search_box(pc).focus()
    await pc.keyboard.type("杯")
    await pc.keyboard.press("Enter")
    await expect(pc.get_by_role("heading", level=1)).to_contain_text("杯")


async def test_the_language_changes_in_place_and_stays(phone: Page) -> None:
    await phone.goto("/c/kitchen")

    await phone.get_by_role("link", name="EN: switch to English").click()
    await expect(phone.locator("html")).to_have_attribute("lang", "en")
    await phone.goto("/")

    await expect(phone.locator("html")).to_have_attribute("lang", "en")
    await expect(phone.get_by_role("heading", name="Picked for today")).to_be_visible()


async def test_every_step_of_browsing_works_without_script(without_script: Page) -> None:
    page = without_script
    await page.goto("/c")
    await page.get_by_role("link", name="杯壶").click()
    await page.locator("summary").click()
    await page.locator("[name=stock]").check()
    await page.get_by_role("button", name="应用").click()
    await page.locator(".card a").first.click()
    await page.locator(".spec__value input:enabled").last.check()
    await page.get_by_role("button", name="查看所选规格").click()

    await page.get_by_role("button", name="加入购物车").click()

    await expect(page.get_by_text("已加入购物车")).to_be_visible()
    await expect(page.get_by_role("link", name="去购物车")).to_be_visible()


async def test_large_text_and_high_contrast_are_chosen_at_the_foot_of_the_page(
    phone: Page,
) -> None:
    await phone.goto("/c/kitchen")
    await phone.get_by_role("group", name="对比度").get_by_role("button", name="高").click()
    await phone.get_by_role("group", name="字号").get_by_role("button", name="大").click()

    await expect(phone).to_have_url(re.compile("/c/kitchen$"))
    await expect(phone.locator("html")).to_have_attribute("data-contrast", "high")
    await expect(phone.locator("html")).to_have_attribute("data-text", "large")
    await check_accessibility(phone)
    await phone.goto(await first_goods(phone))
    await check_accessibility(phone)
    assert await fits(phone)


AHEAD = """() => performance.getEntriesByType("resource")
    .filter((each) => each.name.includes("page=2")).map((each) => each.transferSize > 0)"""


async def test_the_next_page_of_a_list_is_there_before_it_is_asked_for(phone: Page) -> None:
    await phone.goto("/search?sort=sales")
    onward = phone.get_by_role("link", name="下一页")
    async with phone.expect_response(re.compile(r"page=2")) as fetched:
        await onward.scroll_into_view_if_needed()
    await (await fetched.value).finished()

    await onward.click()
    await expect(phone).to_have_url(re.compile(r"page=2"))

    assert await phone.evaluate(AHEAD) == [True, False]


async def test_who_saves_data_fetches_nothing_ahead(phone: Page) -> None:
    saving = "Object.defineProperty(navigator, 'connection', {value: {saveData: true}})"
    await phone.add_init_script(saving)

    await phone.goto("/search?sort=sales")
    await phone.get_by_role("link", name="下一页").scroll_into_view_if_needed()
    await phone.wait_for_load_state("networkidle")

    assert await phone.evaluate(AHEAD) == []
