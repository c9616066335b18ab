"""The table of SKUs takes what was copied from a spreadsheet, fills columns, and takes back."""

from collections.abc import Sequence

import pytest
from playwright.async_api import Locator, Page, expect

from hutong.kernel.db import Database
from tests.e2e import insiders
from tests.e2e.shop import Shop

pytestmark = pytest.mark.browser

COLOURS = "青花\tQinghua\n月白\tMoon white\n朱砂\tCinnabar\n墨绿\tDark green\n"
SHEET = """商品编码\t价格（元）\t重量（克）\t条形码\t库存\r
YX-1\t￥１，２８０.５０\t1.2kg\t6901234567892\t1,000件\r
"YX-2"\t98元\t350克\t\t50\r
YX-3\tabc\t1.5\t690\t-1\r
YX-4\t1.2万\t300\t\t\r
YX-5\t12\t1\t\t1\r
"""
PASTE = """(field, text) => {
  field.focus();
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  const how = { clipboardData, bubbles: true, cancelable: true };
  field.dispatchEvent(new ClipboardEvent("paste", how));
}"""


def column(page: Page, name: str) -> Locator:
    return page.locator(f"[data-column={name}]")


async def values(page: Page, name: str) -> Sequence[str]:
    fields: list[str] = await column(page, name).evaluate_all("all => all.map(each => each.value)")
    return fields


@pytest.fixture
async def matrix(pc: Page, books: Database, shop: Shop) -> Page:
    """A new product in four colours, which were pasted, too."""
    await insiders.colleague(pc, books, shop.url)
    await pc.goto("/console/products/new")
    spec = pc.locator(".spec").first
    await spec.locator(".spec__name input").first.fill("颜色")
    await spec.get_by_label("中文值").first.evaluate(PASTE, COLOURS)
    await pc.get_by_role("button", name="更新规格表").click()
    await expect(pc.locator(".skus tbody tr")).to_have_count(4)
    await expect(pc.locator("[data-bulk]")).to_be_visible()
    return pc


async def test_a_block_is_pasted_as_chinese_spreadsheets_write_it(matrix: Page) -> None:
    await column(matrix, "code").first.evaluate(PASTE, SHEET)

    assert await values(matrix, "code") == ["YX-1", "YX-2", "YX-3", "YX-4"]
    assert await values(matrix, "price") == ["1280.50", "98", "abc", "12000"]
    assert await values(matrix, "weight") == ["1200", "350", "1.5", "300"]
    assert await values(matrix, "stock") == ["1000", "50", "-1", ""]
    told = matrix.locator("[data-bulk] [role=status]")
    await expect(told).to_contain_text("有 1 行放不下")
    await expect(told).to_contain_text("4 格有误")


async def test_cells_without_headings_go_where_they_stand_on_the_screen(matrix: Page) -> None:
    await column(matrix, "code").first.evaluate(
        PASTE, "YX-1\t98\t￥128\t1.2kg\t\t50\nYX-2\t88\t\t1kg\t\t9"
    )

    assert await values(matrix, "price") == ["98", "88", "", ""]
    assert await values(matrix, "original") == ["128", "", "", ""]
    assert await values(matrix, "weight") == ["1200", "1000", "", ""]
    assert await values(matrix, "stock") == ["50", "9", "", ""]


async def test_what_is_wrong_is_said_at_its_cell_until_it_is_mended(matrix: Page) -> None:
    await column(matrix, "code").first.evaluate(PASTE, SHEET)

    wrong = column(matrix, "price").nth(2)
    await expect(wrong).to_have_accessible_description("请填写金额，例如 12.50。")
    await wrong.fill("66")

    await expect(wrong).not_to_have_attribute("aria-invalid", "true")
    assert await matrix.locator(".skus .field__problem").count() == 3


async def test_a_column_is_filled_by_keyboard_and_taken_back(matrix: Page) -> None:
    first = column(matrix, "price").first
    await first.fill("88")
    await first.press("Shift+ArrowDown")
    await matrix.keyboard.press("Shift+ArrowDown")
    await matrix.keyboard.press("Control+d")
    filled = await values(matrix, "price")

    await matrix.keyboard.press("Control+z")

    assert filled == ["88", "88", "88", ""]
    assert await values(matrix, "price") == ["88", "", "", ""]


async def test_a_whole_column_is_filled_or_only_what_is_empty(matrix: Page) -> None:
    await column(matrix, "price").nth(1).fill("120")
    await matrix.get_by_label("填入").fill("99")
    await matrix.get_by_role("button", name="只填空格").click()
    gaps = await values(matrix, "price")

    await matrix.get_by_label("填入").press("Enter")
    whole = await values(matrix, "price")
    await matrix.get_by_role("button", name="撤销", exact=True).click()

    assert gaps == ["99", "120", "99", "99"]
    assert whole == ["99"] * 4
    assert await values(matrix, "price") == gaps
