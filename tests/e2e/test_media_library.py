"""Pictures are dropped into the library, and the eye is led to what matters in them."""

import base64
import io

import pytest
from PIL import Image
from playwright.async_api import Page, expect

from hutong.kernel.db import Database
from tests.e2e import insiders
from tests.e2e.conftest import check_accessibility
from tests.e2e.shop import Shop
from tests.make.films import film

pytestmark = pytest.mark.browser

# No script may take a file from the disk: the hand that drops them is played in the page.
DROP = """(zone, files) => {
    const carried = new DataTransfer();
    for (const [name, type, body] of files) {
        const bytes = Uint8Array.from(atob(body), (letter) => letter.charCodeAt(0));
        carried.items.add(new File([bytes], name, { type }));
    }
    for (const kind of ["dragenter", "dragover", "drop"]) {
        const told = { dataTransfer: carried, bubbles: true, cancelable: true };
        zone.dispatchEvent(new DragEvent(kind, told));
    }
}"""
MEGA = 1024 * 1024


def photograph() -> bytes:
    kept = io.BytesIO()
    Image.effect_noise((1200, 900), 60).save(kept, "JPEG")
    return kept.getvalue()


async def drop(page: Page, *files: tuple[str, str, bytes]) -> None:
    told = [(name, kind, base64.b64encode(body).decode()) for name, kind, body in files]
    await page.locator("[data-uploads]").evaluate(DROP, told)


@pytest.fixture
async def library(pc: Page, books: Database, shop: Shop) -> Page:
    await insiders.colleague(pc, books, shop.url)
    await pc.goto("/console/media/new")
    return pc


async def test_files_are_dropped_together_and_each_says_what_became_of_it(library: Page) -> None:
    await library.get_by_label("文件夹").fill("2027 春季")
    await drop(
        library,
        ("杯子.jpg", "image/jpeg", photograph()),
        ("转盘.webm", "video/webm", film()),
        ("清单.png", "image/png", b"a list, not a picture"),
        ("海报.jpg", "image/jpeg", bytes(16 * MEGA)),
    )

    line = library.get_by_label("正在上传的文件").get_by_role("listitem")
    await expect(line.filter(has_text="杯子.jpg")).to_contain_text("已入库")
    await expect(line.filter(has_text="转盘.webm")).to_contain_text("已入库")
    await expect(line.filter(has_text="清单.png")).to_contain_text("请上传")
    await expect(line.filter(has_text="海报.jpg")).to_contain_text("15 MB")
    await expect(library.get_by_text("已入库 2/4 个。")).to_be_visible()
    await expect(library.get_by_role("button", name="上传")).to_have_count(0)
    await check_accessibility(library)
    await line.get_by_role("link", name="杯子.jpg").click()
    await expect(library.get_by_role("heading", name="杯子.jpg")).to_be_visible()
    await expect(library.get_by_text("2027 春季")).to_be_visible()


async def test_the_focal_point_is_set_by_a_click_moved_by_keys_and_kept(library: Page) -> None:
    await drop(library, ("窗边.jpg", "image/jpeg", photograph()))
    await library.get_by_role("link", name="窗边.jpg").click()
    await library.get_by_role("link", name="编辑").click()
    picture = library.locator("[data-focus] .focus__picture")
    box = await picture.bounding_box()
    assert box is not None

    await picture.click(position={"x": box["width"] * 0.8, "y": box["height"] * 0.2})
    await picture.press("Shift+ArrowLeft")
    await picture.press("ArrowDown")

    crops = library.locator(".focus__crop")
    for crop in await crops.all():
        await expect(crop).to_have_css("object-position", "70% 21%")
    await library.get_by_role("button", name="保存").click()
    await expect(library.get_by_text("70% · 21%")).to_be_visible()
