"""One key from anywhere to anything."""

import re
from dataclasses import replace

import pytest
from httpx import AsyncClient
from litestar import Litestar
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, members
from hutong.fulfilment import Shipment
from hutong.kernel.actor import SYSTEM
from hutong.search import Index
from hutong.views import finder
from tests.console.conftest import Staffed
from tests.console.trading import Trading
from tests.counting import statements
from tests.make import goods
from tests.search.test_find import document

STATEMENTS_MAX = 2


async def found(browser: AsyncClient, words: str, language: str = "en") -> dict[str, str]:
    """What is offered, by its address."""
    page = await browser.get("/console/find", params={"find": words, "lang": language})
    assert page.status_code == 200
    links = re.findall(r'role="option"[^>]*href="([^"]*)">(.*?)</a>', page.text, re.DOTALL)
    return {url: re.sub(r"<[^>]+>", " ", words).strip() for url, words in links}


async def test_an_order_is_found_by_its_number_its_parcel_and_its_phone(
    staffed: Staffed, trading: Trading, session: AsyncSession
) -> None:
    browser = await staffed()
    order = trading.sent
    of_order = select(Shipment.tracking_number).where(Shipment.order_id == order.id)
    parcel = (await session.scalars(of_order)).one()
    page = f"/console/orders/{order.number}"

    by_number = await found(browser, order.number[:8])
    by_parcel = await found(browser, parcel)
    by_phone = await found(browser, order.phone)
    by_tail = await found(browser, order.phone[-4:])
    by_buyer = await found(browser, trading.member.phone[-4:])

    assert page in by_number
    assert page in by_parcel
    assert page in by_phone
    assert page in by_tail
    assert page in by_buyer
    assert order.phone not in by_number[page]


async def test_goods_are_found_by_name_in_either_language_and_by_code(
    staffed: Staffed, session: AsyncSession
) -> None:
    product = await goods.goods(session)
    browser = await staffed()
    sku = product.skus[0]

    by_name = await found(browser, product.title["zh"][:3])
    by_code = await found(browser, sku.code.lower())

    assert f"/console/products/{product.id}" in by_name
    assert f"/console/stock/{sku.id}" in by_code


async def test_goods_on_the_shelf_are_found_as_shoppers_find_them_and_the_rest_by_name(
    app: Litestar, staffed: Staffed, session: AsyncSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finder, "NEWEST_MAX", 0)  # as when thousands were edited since
    shelved, drafted = await goods.goods(session), await goods.goods(session)
    await catalog.delist_product(session, drafted.id, by=SYSTEM)
    index = Index()
    index.put([replace(document("月白马克杯", "Moon mug"), product_id=shelved.id)])
    monkeypatch.setitem(app.state, "index", index)
    browser = await staffed()

    by_sound = await found(browser, "makebei")
    by_name = await found(browser, drafted.title["en"])

    assert f"/console/products/{shelved.id}" in by_sound
    assert f"/console/products/{drafted.id}" in by_name


async def test_a_member_is_found_by_the_first_letters_and_the_last_digits_only(
    staffed: Staffed, session: AsyncSession
) -> None:
    member = await members.join(session, "13912345678", nickname="花花世界")
    browser = await staffed()
    page = f"/console/members/{member.id}"

    assert page in await found(browser, "花花")
    assert page in await found(browser, "5678")
    assert page in await found(browser, "13912345678")
    assert page not in await found(browser, "45678")
    assert page not in await found(browser, "2345")


@pytest.mark.parametrize("words", ["订单", "dingdan", "dd", "Orders", "orde"])
async def test_a_screen_is_found_by_its_name_by_pinyin_and_by_initials(
    staffed: Staffed, words: str
) -> None:
    browser = await staffed()

    offered = await found(browser, words, language="zh")

    assert offered["/console/orders"].split()[0] == "订单"


async def test_something_new_is_begun_from_the_search(staffed: Staffed) -> None:
    browser = await staffed()

    assert "/console/products/new" in await found(browser, "new product")


async def test_nobody_is_offered_what_they_may_not_open(staffed: Staffed, trading: Trading) -> None:
    browser = await staffed("catalog.view")

    assert await found(browser, trading.sent.number) == {}
    assert await found(browser, "orders") == {}
    assert await found(browser, "members") == {}


async def test_a_search_costs_two_statements(staffed: Staffed, trading: Trading) -> None:
    browser = await staffed()

    with statements() as sent:
        await browser.get("/console/find", params={"find": "1234"})

    assert len(sent) <= STATEMENTS_MAX, "\n".join(sent)


@pytest.mark.parametrize("words", ["", "  ", "%", "_", "\\", "'", "\x00", "x" * 500, "💚", "=1+1"])
async def test_nonsense_finds_nothing_and_says_so(staffed: Staffed, words: str) -> None:
    browser = await staffed()

    page = await browser.get("/console/find", params={"find": words})

    assert page.status_code == 200
    assert 'href="/console/orders/' not in page.text.partition('class="panel found"')[2]


async def test_the_script_gets_the_results_alone(staffed: Staffed, trading: Trading) -> None:
    browser = await staffed()

    part = await browser.get(
        "/console/find",
        params={"find": trading.sent.number},
        headers={"hx-request": "true", "hx-target": "found"},
    )

    assert trading.sent.number in part.text
    assert "<html" not in part.text
