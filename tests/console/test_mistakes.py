"""A long form that comes back says at its top all that is wrong, each with the way to its place."""

import re

from sqlalchemy.ext.asyncio import AsyncSession

from tests.console.conftest import Staffed
from tests.console.test_products import COLOURS, opened
from tests.make import goods

LINK = re.compile(r'<li><a class="text-link" href="#([^"]+)">([^<]+)</a> <span>([^<]+)</span>')


async def test_every_mistake_is_listed_above_the_form_with_a_link_to_its_field(
    staffed: Staffed, session: AsyncSession
) -> None:
    product = await goods.goods(session, specs=(COLOURS,))
    browser = await staffed()
    sent = await opened(browser, product)
    first, second = sent["sku"]
    wrong = {
        "title_zh": "",
        "limit_days": "often",
        f"sku-{first}-price": "cheap",
        f"sku-{second}-weight": "heavy",
    }

    answer = await browser.post(f"/console/products/{product.id}/edit?lang=en", data=sent | wrong)

    listed = LINK.findall(answer.text)
    assert [(anchor, title) for anchor, title, _ in listed] == [
        ("title_zh", "Title · Chinese"),
        (f"sku-{first}-price", "月白 · Price (yuan)"),
        (f"sku-{second}-weight", "霁蓝 · Weight (grams)"),
        ("limit_days", "Within how many days"),
    ]
    assert all(answer.text.count(f'id="{anchor}"') == 1 for anchor, _, _ in listed)
    assert all(answer.text.count(message) >= 2 for _, _, message in listed)


async def test_what_was_typed_stays_in_a_form_that_comes_back(
    staffed: Staffed, session: AsyncSession
) -> None:
    product = await goods.goods(session, specs=(COLOURS,))
    browser = await staffed()
    sent = await opened(browser, product)
    wrong = {"title_zh": "", "subtitle_zh": "雨后的颜色", f"sku-{sent['sku'][0]}-price": "cheap"}

    answer = await browser.post(f"/console/products/{product.id}/edit", data=sent | wrong)

    assert answer.status_code == 422
    assert 'value="雨后的颜色"' in answer.text
    assert 'value="cheap"' in answer.text


async def test_ordinary_goods_are_not_asked_how_long_a_service_can_be_had(
    staffed: Staffed, session: AsyncSession
) -> None:
    product = await goods.goods(session)
    service = await goods.service(session)
    browser = await staffed()

    of_goods = await browser.get(f"/console/products/{product.id}/edit")
    of_service = await browser.get(f"/console/products/{service.id}/edit")

    assert 'name="valid_days"' not in of_goods.text
    assert 'name="valid_days"' in of_service.text
