"""What search engines are told of a product or a category: what staff say, or what is there."""

import html
import re
from dataclasses import replace

from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog
from hutong.catalog import CategoryDraft
from hutong.kernel.actor import SYSTEM
from tests.make import goods as make
from tests.storefront.conftest import Doors

TITLE = re.compile(r"<title>([^<]*)</title>")
WORDS = re.compile(r'<meta name="description" content="([^"]*)">')


def told(page: str) -> tuple[str, str]:
    """The title without the name of the shop, and the description."""
    title, words = TITLE.search(page), WORDS.search(page)
    assert title is not None
    assert words is not None
    return html.unescape(title[1]).rpartition(" · ")[0], html.unescape(words[1])


async def test_a_product_tells_what_staff_say_in_each_language(
    session: AsyncSession, client: AsyncClient
) -> None:
    product = await make.goods(session, "moon-mug")
    said = replace(
        product.draft,
        meta_title=make.words("手绘马克杯 350ml", "Hand painted mug, 350 ml"),
        meta_description=make.words("景德镇手绘。", "Painted in Jingdezhen."),
    )
    before = told((await client.get("/p/moon-mug")).text)

    await catalog.save_product(session, said, by=SYSTEM)

    page = (await client.get("/p/moon-mug")).text
    chinese = await client.get("/p/moon-mug", headers={"accept-language": "zh-CN"})
    assert before[0] == "Mug moon-mug"
    assert told(page) == ("Hand painted mug, 350 ml", "Painted in Jingdezhen.")
    assert told(chinese.text) == ("手绘马克杯 350ml", "景德镇手绘。")
    assert "Mug moon-mug</h1>" in page


async def test_a_category_tells_what_staff_say_and_its_name_where_they_say_nothing(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    shelf = await make.category(session, "mugs")
    await make.goods(session, category_id=shelf.id)
    await open_doors()
    before = told((await client.get("/c/mugs")).text)

    draft = CategoryDraft(
        id=shelf.id,
        slug="mugs",
        name=shelf.name,
        meta_title=make.words("马克杯大全", "Mugs for every day"),
        meta_description=make.words("三十种。", "Thirty kinds."),
    )
    await catalog.save_category(session, draft, by=SYSTEM)
    await open_doors()

    assert before == ("mugs", "mugs")
    assert told((await client.get("/c/mugs")).text) == ("Mugs for every day", "Thirty kinds.")
