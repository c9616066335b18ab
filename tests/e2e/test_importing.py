"""Goods from a spreadsheet, as staff bring them: looked at first, corrected, imported, taken back,
and out again as a file."""

import io
import re
from collections.abc import AsyncIterator
from pathlib import Path

import openpyxl
import pytest
from playwright.async_api import Browser, Locator, Page, expect
from sqlalchemy import select

from hutong import catalog
from hutong.catalog import Product, ProductSheet
from hutong.kernel.db import Database
from tests.e2e import insiders
from tests.e2e.conftest import PHONE, check_accessibility, opened
from tests.e2e.keys import press, tab_to
from tests.e2e.looking import too_wide
from tests.e2e.shop import Shop
from tests.exchange.bringing import Row, csv_text, packed, xlsx
from tests.make import goods

pytestmark = pytest.mark.browser

WORKED_MS = 30_000
IMPORT_PAGE = re.compile(r"/console/imports/[0-9a-f-]{36}")


def cup(slug: str, **cells: object) -> Row:
    row: Row = {
        "product": slug,
        "title_zh": f"手绘杯 {slug}",
        "title_en": f"Painted cup {slug}",
        "category": "cups",
        "sku": slug.upper(),
        "price": "68.00",
        "weight": 320,
    }
    return row | cells


async def product(books: Database, slug: str) -> ProductSheet | None:
    async with books.reading() as session:
        found = await session.scalar(select(Product.id).where(Product.slug == slug))
        return await catalog.product_by_id(session, found) if found else None


def line(page: Page, title: str) -> Locator:
    return page.get_by_role("row").filter(has_text=title)


@pytest.fixture
async def keyboard(pc: Page, books: Database, shop: Shop) -> Page:
    await insiders.colleague(pc, books, shop.url)
    await pc.goto("/console")
    return pc


@pytest.fixture
async def hand(browser: Browser, books: Database, shop: Shop) -> AsyncIterator[Page]:
    """A colleague in the warehouse, with a telephone."""
    async with opened(browser, shop, **PHONE) as page:
        await insiders.colleague(page, books, shop.url)
        yield page


async def bring(page: Page, name: str, content: bytes) -> None:
    """With the keyboard alone: the operating system's own window takes the name of the file."""
    await page.keyboard.press("Control+k")
    await page.locator("#finder-words").fill("商品导入")
    await expect(page.locator("#found a[aria-selected=true]")).to_contain_text("商品导入")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/console/imports")
    await press(page, page.get_by_role("link", name="上传文件").first)
    await page.wait_for_url("**/console/imports/new")
    async with page.expect_file_chooser() as asked:  # told to the browser before the key is
        await tab_to(page, page.get_by_label("文件", exact=True))
        await page.keyboard.press("Space")
    await (await asked.value).set_files({"name": name, "mimeType": "", "buffer": content})
    await press(page, page.get_by_role("button", name="上传并检查"))
    await page.wait_for_url(IMPORT_PAGE)


async def answer(page: Page, action: str) -> None:
    await press(page, page.locator(".screen-head__tools").get_by_text(action, exact=True))
    await press(page, page.locator("#dialog .btn--go"))
    await expect(page.locator("#dialog")).to_be_hidden()


async def test_an_import_with_the_keyboard_alone(
    keyboard: Page, books: Database, tmp_path: Path
) -> None:
    page = keyboard
    file = xlsx([cup("cup-good"), cup("cup-wrong", price="cheap", barcode="6901234567890")])

    await bring(page, "新杯子.xlsx", file)
    told = line(page, "手绘杯 cup-wrong")
    await expect(told).to_contain_text("有误", timeout=WORKED_MS)
    await press(page, told.get_by_role("link"))
    await expect(line(page, "F3")).to_contain_text("cheap")
    await expect(line(page, "H3")).to_contain_text("6901234567890")
    assert await product(books, "cup-good") is None

    await page.go_back()
    await tab_to(page, page.get_by_role("button", name="下载错误行"))
    async with page.expect_download(timeout=WORKED_MS) as taken:
        await page.keyboard.press("Enter")
    await (await taken.value).save_as(tmp_path / "wrong.xlsx")
    book = openpyxl.load_workbook(tmp_path / "wrong.xlsx")
    sheet = book.worksheets[0]
    assert "F3" in str(sheet["A2"].value)
    sheet["G2"], sheet["I2"] = "72.00", "6901234567892"
    corrected = io.BytesIO()
    book.save(corrected)
    await bring(page, "改好的.xlsx", corrected.getvalue())
    await expect(page.get_by_text("检查通过")).to_be_visible(timeout=WORKED_MS)
    await answer(page, "导入")
    await expect(page.get_by_text("导入完成")).to_be_visible(timeout=WORKED_MS)
    made = await product(books, "cup-wrong")
    assert made is not None
    assert made.skus[0].price.minor == 7200


async def test_only_what_is_right_and_back_again_on_a_telephone(
    hand: Page, books: Database
) -> None:
    rows = [cup("cup-photo", pictures="cup.png|杯子"), cup("cup-none", pictures="missing.jpg")]
    file = packed({"杯子.csv": csv_text(rows).encode("gb18030"), "cup.png": goods.photo()})

    await hand.goto("/console/imports/new")
    chosen = {"name": "杯子.zip", "mimeType": "application/zip", "buffer": file}
    await hand.get_by_label("文件", exact=True).set_input_files(chosen)
    await hand.get_by_role("button", name="上传并检查").tap()
    await expect(hand.get_by_text("部分行有误")).to_be_visible(timeout=WORKED_MS)
    seen = [*await too_wide(hand)]
    await check_accessibility(hand)
    await hand.locator(".screen-head__tools").get_by_text("导入", exact=True).tap()
    seen += await too_wide(hand)
    await hand.locator("#dialog .btn--go").tap()
    await expect(hand.get_by_text("导入完成")).to_be_visible(timeout=WORKED_MS)
    made = await product(books, "cup-photo")
    assert made is not None
    assert [picture.alt["zh"] for picture in made.pictures] == ["杯子"]
    assert await product(books, "cup-none") is None

    await hand.locator(".screen-head__tools").get_by_text("撤销本次导入", exact=True).tap()
    await hand.locator("#dialog .btn--go").tap()
    await expect(hand.get_by_text("导入已撤销")).to_be_visible(timeout=WORKED_MS)
    seen += await too_wide(hand)
    back = await product(books, "cup-photo")
    assert back is not None
    assert not any(sku.active for sku in back.skus)
    assert seen == []


async def test_goods_go_out_in_the_same_format(keyboard: Page, tmp_path: Path) -> None:
    page = keyboard
    await page.goto("/console/products?q=马克杯")

    await press(page, page.locator("summary").get_by_text("导出"))
    await press(page, page.locator("[data-export='exchange.xlsx']"))
    await page.wait_for_url("**/console/tasks/*")
    ready = page.get_by_role("link", name="下载")
    await expect(ready).to_be_visible(timeout=WORKED_MS)
    await tab_to(page, ready)
    async with page.expect_download(timeout=WORKED_MS) as taken:
        await page.keyboard.press("Enter")

    await (await taken.value).save_as(tmp_path / "out.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").worksheets[0]
    headings = [str(cell.value) for cell in sheet[1]]
    assert "商品编码 *" in headings
    assert sheet.max_row > 1
