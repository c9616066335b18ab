"""Staff build a page: blocks are carried to their place, and what is wrong is said at its field."""

import re

import pytest
from playwright.async_api import Locator, Page, expect

from hutong import decoration
from hutong.decoration import PageKind
from hutong.kernel.actor import SYSTEM
from hutong.kernel.db import Database
from hutong.kernel.ids import new_id
from tests.e2e import insiders
from tests.e2e.looking import SMALLEST, too_wide, wear
from tests.e2e.shop import Shop
from tests.make import goods as make

pytestmark = pytest.mark.browser

BLOCKS = 40


def names(page: Page) -> Locator:
    return page.locator("[data-list] .design__name")


def words(place: int) -> dict[str, object]:
    values = {"title": make.words(f"第{place}段"), "body": make.words("窑火")}
    return {"id": str(new_id()), "kind": "words", "values": values}


@pytest.fixture
async def editor(pc: Page, books: Database, shop: Shop) -> Page:
    """A page of forty blocks, open in the editor."""
    async with books.transaction() as session:
        title = make.words("长页", "Long page")
        slug = f"long-{new_id().hex[-12:]}"
        made = await decoration.create_page(session, PageKind.VENUE, slug, title=title, by=SYSTEM)
        content = {"title": title, "blocks": [words(place) for place in range(1, BLOCKS + 1)]}
        await decoration.save_draft(session, made.id, content, revision=1, by=SYSTEM)
    await insiders.colleague(pc, books, shop.url)
    await pc.goto(f"/console/pages/{made.id}/design")
    await expect(names(pc)).to_have_count(BLOCKS)
    return pc


@pytest.fixture
async def scene(pc: Page, books: Database, shop: Shop) -> Page:
    """The demo's tea table on a page of its own, its spots in sight."""
    async with books.transaction() as session:
        known = await decoration.page_at(session, "/pages/tea-table")
        assert known is not None
        title = make.words("茶桌", "Tea table")
        slug = f"tea-{new_id().hex[-12:]}"
        made = await decoration.create_page(session, PageKind.SCENE, slug, title=title, by=SYSTEM)
        (block,) = (each for each in known.draft["blocks"] if each["kind"] == "hotspots")
        content = {"title": title, "blocks": [block]}
        await decoration.save_draft(session, made.id, content, revision=1, by=SYSTEM)
    await insiders.colleague(pc, books, shop.url)
    await pc.goto(f"/console/pages/{made.id}/design")
    await names(pc).first.click()
    await expect(pc.locator(".spots img")).to_be_visible()
    return pc


async def carry(page: Page, place: int, below: int) -> None:
    """The block is taken by its grip and let go in the lower half of another."""
    grips = page.locator(".design__grip")
    target = page.locator(".design__block").nth(below)
    await grips.nth(place).hover()
    await page.mouse.down()
    box = await target.bounding_box()
    assert box is not None
    await page.mouse.move(box["x"] + 20, box["y"] + box["height"] * 0.75, steps=5)
    await expect(target).to_have_class("design__block design__block--after")
    await page.mouse.up()


async def test_a_block_is_carried_by_its_grip_and_taken_back(editor: Page) -> None:
    await carry(editor, 0, 3)

    await expect(names(editor).nth(3)).to_contain_text("第1段")
    await expect(names(editor).first).to_contain_text("第2段")
    await editor.keyboard.press("Control+z")
    await expect(names(editor).first).to_contain_text("第1段")
    await editor.keyboard.press("Control+y")
    await expect(names(editor).nth(3)).to_contain_text("第1段")


async def test_the_fields_of_a_block_stay_near_it_on_a_long_page(editor: Page) -> None:
    await names(editor).first.click()

    await expect(editor.locator("[data-form-panel]")).to_be_in_viewport()
    await expect(names(editor).first).to_be_in_viewport()


async def test_all_fields_of_a_block_fit_the_smallest_phone_in_large_text(editor: Page) -> None:
    await names(editor).first.click()
    await editor.set_viewport_size(SMALLEST)
    await wear(editor, text="large")

    assert await too_wide(editor) == []


async def test_what_is_wrong_is_said_beneath_its_field_until_it_is_mended(editor: Page) -> None:
    await names(editor).first.click()
    body = editor.locator("[data-form] textarea").first

    await body.fill("")
    told = editor.locator("[data-form] [data-wrong]")
    await expect(told).to_have_count(1)
    await expect(body).to_have_attribute("aria-invalid", "true")
    await body.fill("窑火不熄")

    await expect(told).to_have_count(0)
    await expect(body).to_be_focused()


async def test_a_refused_publication_names_the_field_and_leads_to_it(editor: Page) -> None:
    await names(editor).nth(1).click()
    await editor.locator("[data-form] textarea").first.fill("")
    await editor.get_by_role("button", name="发布", exact=True).click()
    told = editor.get_by_role("button", name="文字 · 第2段 · 文字: 必填。")
    await names(editor).first.click()
    await told.click()

    await expect(editor.locator("[data-form] textarea").first).to_be_focused()
    await expect(names(editor).nth(1)).to_have_attribute("aria-current", "true")


async def test_a_block_is_duplicated_beneath_itself(editor: Page) -> None:
    await editor.locator("[data-list] [data-key$=-gone]").last.click()
    await editor.get_by_role("button", name="复制: 文字 · 第1段", exact=True).click()

    await expect(names(editor)).to_have_count(BLOCKS)
    await expect(names(editor).nth(1)).to_contain_text("第1段")
    await expect(names(editor).nth(1)).to_have_attribute("aria-current", "true")


async def test_publishing_at_once_takes_the_last_words_along(editor: Page) -> None:
    await names(editor).first.click()
    await editor.locator("[data-form] textarea").first.fill("最后一句")
    await editor.get_by_role("button", name="发布", exact=True).click()

    await expect(editor.get_by_text("版本 1", exact=True).first).to_be_visible()
    address = await editor.locator(".screen-head__hint a").get_attribute("href")
    await editor.goto(str(address))
    await expect(editor.get_by_text("最后一句")).to_be_visible()


async def test_a_colour_of_a_theme_is_picked_or_the_readable_one_taken(
    pc: Page, books: Database, shop: Shop
) -> None:
    await insiders.colleague(pc, books, shop.url)
    await pc.goto("/console/themes/new")
    typed = pc.locator("#primary")

    await pc.get_by_label("取色：主色").fill("#ff9933")
    await expect(typed).to_have_value("#ff9933")
    await pc.locator("[data-take=primary]").click()

    nearest = decoration.reading("#ff9933").nearest
    await expect(typed).to_have_value(nearest)
    await expect(pc.get_by_label("取色：主色")).to_have_value(nearest)


async def figures(page: Page, spot: int) -> list[str]:
    fields = page.locator(".design__item").nth(spot).locator("input[type=number]")
    typed: list[str] = await fields.evaluate_all("all => all.slice(0, 2).map(each => each.value)")
    return typed


async def test_a_spot_is_pulled_or_moved_by_keys_and_its_figures_follow(scene: Page) -> None:
    first, second = scene.locator(".spots__one").first, scene.locator(".spots__one").nth(1)
    await scene.locator(".spots").evaluate("it => it.scrollIntoView({ block: 'center' })")
    await first.hover()
    box = await scene.locator(".spots").bounding_box()
    assert box is not None
    await scene.mouse.down()
    await scene.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + box["height"] * 0.2, steps=4)
    await scene.mouse.up()
    pulled = await figures(scene, 0)
    await second.focus()
    before = await figures(scene, 1)
    await scene.keyboard.press("ArrowLeft")
    await scene.keyboard.press("Shift+ArrowUp")

    assert pulled == ["40", "20"]
    assert await figures(scene, 1) == [str(int(before[0]) - 1), str(int(before[1]) - 5)]
    await expect(second).to_be_focused()


async def test_a_click_on_the_picture_adds_a_spot_there(scene: Page) -> None:
    spots = scene.locator(".spots__one")
    there = await spots.count()
    await scene.locator(".spots").evaluate("it => it.scrollIntoView({ block: 'center' })")
    box = await scene.locator(".spots").bounding_box()
    assert box is not None
    at = {"x": box["width"] * 0.9, "y": box["height"] * 0.1}
    await scene.locator(".spots img").click(position=at)

    await expect(spots).to_have_count(there + 1)
    assert await figures(scene, there) == ["90", "10"]


async def add_words(editor: Page) -> None:
    """In the place of the last block."""
    await editor.locator("[data-list] [data-key$=-gone]").last.click()
    await editor.get_by_role("button", name="+ 文字").click()
    await expect(names(editor)).to_have_count(BLOCKS)


async def test_a_full_page_says_so_and_takes_no_block_that_would_be_lost(editor: Page) -> None:
    await editor.get_by_role("button", name="+ 文字").click()

    await expect(editor.locator("[data-said]")).to_contain_text(f"最多 {BLOCKS} 个模块")
    await expect(names(editor)).to_have_count(BLOCKS)


async def test_a_new_block_is_blamed_for_a_field_once_it_was_left(editor: Page) -> None:
    added = editor.locator("[data-list] li").nth(BLOCKS - 1)
    saved = editor.locator("[data-said]").get_by_text("已保存")
    needed = editor.locator("[data-form]").get_by_text("必填")

    await add_words(editor)
    await expect(saved).to_be_visible()
    await expect(needed).to_have_count(0)
    await expect(added).not_to_have_class(re.compile("--wrong"))

    await editor.locator("[data-form] textarea").first.focus()
    await editor.locator("[data-form] textarea").first.blur()
    await expect(needed).to_have_count(1)
    await expect(added).to_have_class(re.compile("--wrong"))


async def test_a_new_block_that_was_never_touched_is_blamed_on_publishing(editor: Page) -> None:
    await add_words(editor)
    await editor.locator("[data-do-publish]").click()

    await expect(editor.locator("[data-problems] li")).to_have_count(1)
    await expect(editor.locator("[data-form]").get_by_text("必填")).to_have_count(1)


async def test_on_a_phone_the_fields_of_a_block_lead_back_to_it_in_the_list(editor: Page) -> None:
    await editor.set_viewport_size({"width": 390, "height": 844})
    await names(editor).nth(20).click()
    await expect(names(editor).nth(20)).not_to_be_in_viewport()

    await editor.get_by_role("button", name="模块", exact=True).click()

    await expect(names(editor).nth(20)).to_be_in_viewport()
    await expect(names(editor).nth(20)).to_be_focused()
