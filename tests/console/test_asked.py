"""What somebody asked a colleague for: where it stands, and what exactly is agreed to."""

import re
from datetime import timedelta

import pytest
from httpx import AsyncClient
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog
from hutong.access import Approval
from hutong.catalog import PriceWish, ProductSheet
from hutong.kernel import clock
from hutong.kernel.ids import as_id
from tests.console.conftest import Staffed
from tests.make import goods
from tests.make.goods import yuan
from tests.make.trade import STAFF

WISH = {"code": "", "price_to": "99", "reason": "清仓"}


async def ask(session: AsyncSession) -> tuple[ProductSheet, Approval]:
    """By a colleague."""
    product = await goods.goods(session, price="199")
    prices = {product.skus[0].code: yuan("99")}
    wish = PriceWish(prices=prices, strikes=False, reason="清仓")
    return product, await catalog.ask_price(session, product.id, wish, by=STAFF)


@pytest.fixture
async def asker(staffed: Staffed, session: AsyncSession) -> AsyncClient:
    """Somebody who asked for one price, and who decides on those of others."""
    product = await goods.goods(session, price="199")
    browser = await staffed("catalog.view", "catalog.edit", "approvals.view", "approvals.decide")
    await browser.post(f"/console/price-history/{product.id}/price-wish", data=WISH)
    return browser


async def place_of(browser: AsyncClient) -> str:
    found = re.search(r'data-row="([0-9a-f-]{36})"', (await browser.get("/console/approvals")).text)
    return found[1] if found else ""


async def test_who_asked_sees_where_it_stands_and_not_what_others_asked(
    asker: AsyncClient, session: AsyncSession
) -> None:
    number = await place_of(asker)
    await ask(session)

    before = (await asker.get("/console/asked")).text
    await catalog.decide_price(session, as_id(number), approved=False, note="太低了", by=STAFF)
    after = (await asker.get("/console/asked")).text

    assert before.count("→ ¥99.00") == 1
    assert "To decide" in before
    assert "Declined" in after
    assert "太低了" in after


async def test_what_was_decided_is_told_for_two_weeks(
    asker: AsyncClient, session: AsyncSession
) -> None:
    number = as_id(await place_of(asker))
    await catalog.decide_price(session, number, approved=True, note="", by=STAFF)

    told = (await asker.get("/console/asked")).text
    await session.execute(update(Approval).values(decided_at=clock.now() - timedelta(days=15)))
    over = (await asker.get("/console/asked")).text

    assert "Approved" in told
    assert "nothing was decided in the last two weeks" in over


async def test_nobody_is_offered_to_agree_to_their_own_wish(asker: AsyncClient) -> None:
    number = await place_of(asker)

    page = (await asker.get("/console/approvals")).text
    answer = await asker.post(f"/console/approvals/{number}/approval", data={"note": ""})

    assert f"{number}/refusal" in page
    assert f"{number}/approval" not in page
    assert answer.status_code == 422
    assert "You asked for this yourself." in answer.text


async def test_who_agrees_reads_every_price_and_can_look_first(
    staffed: Staffed, session: AsyncSession
) -> None:
    product, wish = await ask(session)
    browser = await staffed("approvals.view", "approvals.decide")

    page = (await browser.get(f"/console/approvals/{wish.id}/approval")).text

    assert f"{product.skus[0].code} ¥199.00 → ¥99.00" in page
    assert f"/console/price-history/{product.id}" in page
