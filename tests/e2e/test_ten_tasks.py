"""What operators do most takes at most five steps from wherever they are. A step is a press: a
click, a tap, Enter or a shortcut. What is typed in between is not counted, nor the Tab between two
fields: where a question opens, the cursor stands in the first field."""

from dataclasses import dataclass

import pytest
from playwright.async_api import Locator, Page, expect
from sqlalchemy import select

from hutong import catalog, inventory
from hutong.catalog import ProductSheet
from hutong.kernel.actor import SYSTEM
from hutong.kernel.db import Database
from hutong.kernel.money import yuan
from hutong.orders import FulfilmentState, Order, OrderState, PaymentState
from tests.e2e import insiders, steps
from tests.e2e.shop import Shop
from tests.make import goods
from tests.make.trade import STAFF

pytestmark = pytest.mark.browser

STEPS_MAX = 5
TO_SHIP = (
    select(Order.number)
    .where(
        Order.payment == PaymentState.PAID,
        Order.state == OrderState.OPEN,
        Order.fulfilment == FulfilmentState.NONE,
    )
    .order_by(Order.paid_at)
    .limit(1)
)


@dataclass
class Desk:
    """Somebody at the console, whose presses are counted."""

    page: Page
    steps: int = 0

    async def press(self, thing: Locator) -> None:
        self.steps += 1
        await thing.first.click()

    async def find(self, words: str) -> None:
        """With one key, and Enter on the first that is found."""
        self.steps += 2
        await self.page.keyboard.press("Control+k")
        await self.page.locator("#finder-words").fill(words)
        found = self.page.locator("#found a[aria-selected=true]")
        await expect(found).to_contain_text(words, ignore_case=True)
        await self.page.keyboard.press("Enter")
        await self.page.wait_for_url(lambda url: not url.endswith("/console"))

    async def jump(self, letter: str, path: str) -> None:
        """With the two keys that lead to a list."""
        self.steps += 1
        await self.page.keyboard.press("g")
        await self.page.keyboard.press(letter)
        await self.page.wait_for_url(f"**{path}")

    async def act(self, name: str) -> None:
        """Open the question of an action on the page."""
        tools = self.page.locator(".screen-head__tools")
        await self.press(tools.get_by_text(name, exact=True))
        await expect(self.page.locator("#dialog")).to_be_visible()

    async def type(self, *fields: str) -> None:
        """Into the question that is open, from where the cursor stands, field after field."""
        await expect(self.page.locator("#dialog :is(input, textarea):focus")).to_be_visible()
        for place, words in enumerate(fields):
            if place:
                await self.page.keyboard.press("Tab")
            if words:
                await self.page.keyboard.type(words)

    async def confirm(self) -> None:
        await self.press(self.page.locator("#dialog .btn--go"))
        await expect(self.page.locator("#dialog")).to_be_hidden()

    async def told(self, words: str) -> None:
        await expect(self.page.locator("#toasts")).to_contain_text(words)


@pytest.fixture
async def desk(pc: Page, books: Database, shop: Shop) -> Desk:
    await insiders.colleague(pc, books, shop.url)
    await pc.goto("/console")
    return Desk(pc)


@pytest.fixture
async def product(books: Database) -> ProductSheet:
    async with books.transaction() as session:
        return await goods.goods(session, in_stock=9)


@pytest.fixture
async def number(books: Database) -> str:
    """Of an order that is paid and waits for its parcel."""
    async with books.reading() as session:
        return (await session.scalars(TO_SHIP)).one()


async def test_finding_an_order(desk: Desk, number: str) -> None:
    await desk.find(number)

    await expect(desk.page.get_by_role("heading", level=1)).to_contain_text(number)
    assert desk.steps <= STEPS_MAX


async def test_writing_a_note_on_an_order(desk: Desk, number: str) -> None:
    await desk.find(number)
    await desk.act("添加备注")
    await desk.type("送礼，请勿放小票")
    await desk.confirm()

    await expect(desk.page.get_by_text("送礼，请勿放小票").first).to_be_visible()
    assert desk.steps <= STEPS_MAX


async def test_shipping_an_order(desk: Desk, number: str) -> None:
    await desk.find(number)
    await desk.act("发货")
    await expect(desk.page.locator("#dialog [name=tracking_number]")).to_be_focused()
    await desk.type(steps.new_parcel())
    await desk.confirm()

    await expect(desk.page.get_by_role("heading", level=1)).to_contain_text("待收货")
    assert desk.steps <= STEPS_MAX


async def test_refunding_part_of_an_order(desk: Desk, number: str) -> None:
    await desk.find(number)
    await desk.press(desk.page.locator("a[href^='/console/payments/']"))
    await desk.act("退款")
    await desk.type("0.50", "外盒有磕碰")
    await desk.confirm()

    await expect(desk.page.get_by_text("外盒有磕碰").first).to_be_visible()
    assert desk.steps <= STEPS_MAX


async def test_listing_a_product(desk: Desk, product: ProductSheet, books: Database) -> None:
    async with books.transaction() as session:
        await catalog.delist_product(session, product.id, by=SYSTEM)

    await desk.find(product.title["zh"])
    await desk.press(desk.page.locator(".screen-head__tools").get_by_text("上架", exact=True))

    await expect(desk.page.get_by_role("heading", level=1)).to_contain_text("在售")
    assert desk.steps <= STEPS_MAX


async def test_changing_a_price(desk: Desk, product: ProductSheet) -> None:
    await desk.find(product.title["zh"])
    await desk.press(desk.page.get_by_role("link", name="编辑"))
    await desk.press(desk.page.locator("[data-column=price]"))
    await desk.page.keyboard.press("Control+a")
    await desk.page.keyboard.type("61.00")
    await desk.press(desk.page.get_by_role("button", name="保存", exact=True))

    await expect(desk.page.get_by_role("cell", name="¥61.00").first).to_be_visible()
    assert desk.steps <= STEPS_MAX


async def test_putting_a_price_back(desk: Desk, product: ProductSheet, books: Database) -> None:
    sku = product.skus[0]
    async with books.transaction() as session:
        await catalog.change_price(session, sku.id, sku.price - yuan("1"), by=STAFF)

    await desk.find(product.title["zh"])
    await desk.press(desk.page.locator("#history").get_by_role("button", name="撤销"))

    await desk.told("已还原为改动前的值")
    assert desk.steps <= STEPS_MAX


async def test_correcting_stock(desk: Desk, product: ProductSheet, books: Database) -> None:
    await desk.find(product.skus[0].code)
    await desk.press(desk.page.locator("a[href^='/console/shelves/']"))
    await desk.act("盘点调整")
    await desk.type("7", "货架上少了两件")
    await desk.confirm()

    async with books.reading() as session:
        level = (await inventory.levels(session, [product.skus[0].id]))[product.skus[0].id]
    assert level.available == 7
    assert desk.steps <= STEPS_MAX


async def test_changing_several_prices_at_once(desk: Desk, product: ProductSheet) -> None:
    await desk.jump("p", "/console/products")
    await desk.press(desk.page.locator("[name=row]"))
    await desk.press(desk.page.locator("#bulk").get_by_role("button", name="批量修改"))
    to_an_amount = by_an_amount = ""
    await desk.type(to_an_amount, by_an_amount, "5")
    await desk.press(desk.page.locator("#dialog .btn--go"))
    await desk.press(desk.page.get_by_role("button", name="确认修改"))

    await expect(desk.page.get_by_role("button", name="撤销")).to_be_visible()
    assert desk.steps <= STEPS_MAX


async def test_taking_a_list_out_as_a_file(desk: Desk) -> None:
    await desk.jump("p", "/console/products")
    await desk.press(desk.page.locator("summary").get_by_text("导出"))
    async with desk.page.expect_download() as taken:
        await desk.press(desk.page.locator("[data-export=xlsx]"))

    assert (await taken.value).suggested_filename.endswith(".xlsx")
    assert desk.steps <= STEPS_MAX


async def test_keeping_a_view_of_a_list(desk: Desk) -> None:
    await desk.jump("o", "/console/orders")
    tab = desk.page.locator(".tabs").get_by_role("link", name="待发货")
    await desk.press(tab)
    await expect(tab).to_have_attribute("aria-current", "page")
    await desk.press(desk.page.locator(".arranging summary").first)
    await desk.press(desk.page.locator("#view-name"))
    await desk.page.keyboard.type("早上先发")
    await desk.press(desk.page.get_by_role("button", name="保存视图"))

    await expect(desk.page.locator(".arranging summary").first).to_contain_text("早上先发")
    assert desk.steps <= STEPS_MAX
