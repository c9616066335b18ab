"""Home: the numbers of the day say what they count, and what waits is counted right."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import orders
from hutong.access import PERMISSIONS
from hutong.console.dashboard.screens import DASHBOARD, HomeShown
from hutong.console.dashboard.waiting import COUNTERS
from hutong.console.kit import Counter
from hutong.console.kit.home_routes import arranged
from hutong.kernel import clock
from hutong.kernel.clock import Simulated
from hutong.kernel.db import Database
from hutong.views.dashboard import today_and_yesterday
from hutong.views.waiting import waiting
from hutong.wiring import Strangers
from tests.conftest import Worker
from tests.console.conftest import POTTER, Staffed
from tests.console.trading import Trading
from tests.make import goods, trade
from tests.payments.provider import Provider


@pytest.fixture
def provider() -> Provider:
    return Provider()


@pytest.fixture
def outside(provider: Provider) -> Strangers:
    return Strangers(gateways={"fake": provider}, tracker=None)


async def test_what_was_paid_and_given_back_counts_as_paid_and_is_named_beside_it(
    session: AsyncSession,
    db: Database,
    provider: Provider,
    worker: Worker,
    staffed: Staffed,
    time: Simulated,
) -> None:
    kept, returned = await trade.order(session, 1), await trade.order(session, 2)
    for order in (kept, returned):
        await trade.pay(db, provider, order)
    await worker()
    await orders.cancel(session, returned.id, by=trade.STAFF, reason="too_slow")
    await worker()

    time.advance(timedelta(seconds=1))
    today, _yesterday = await today_and_yesterday(session, clock.now())
    page = await (await staffed()).get("/console")

    assert today.paid == 2
    assert today.amount == kept.total + returned.total
    assert today.returned == returned.total
    assert f"¥{returned.total.major:,.2f} of it was given back since." in page.text


@pytest.mark.parametrize("counter", COUNTERS, ids=lambda counter: counter.url)
async def test_a_number_of_what_waits_is_that_of_the_list_behind_it(
    staffed: Staffed, trading: Trading, session: AsyncSession, counter: Counter
) -> None:
    browser = await staffed()
    home = HomeShown(waiting=await waiting(session))

    page = await browser.get(counter.url)

    told = re.search(r"data-told>\D*[\d,]+–[\d,]+ of ([\d,]+)", page.text)
    assert counter.count(home) == (int(told[1].replace(",", "")) if told else 0)


async def test_a_role_sees_its_own_tasks_and_no_others(staffed: Staffed, trading: Trading) -> None:
    browser = await staffed("dashboard.view", "orders.view", "orders.ship")

    page = (await browser.get("/console")).text

    assert "Orders to ship" in page
    assert "Alarms" not in page
    assert "Refunds owed" not in page


async def test_nothing_to_do_is_said_kindly(session: AsyncSession, staffed: Staffed) -> None:
    await goods.goods(session, in_stock=20)
    browser = await staffed()

    page = (await browser.get("/console")).text

    assert "Everything is done." in page
    assert "The shop is new" not in page


async def test_a_shop_without_goods_is_told_where_to_begin(staffed: Staffed) -> None:
    browser = await staffed()

    page = (await browser.get("/console")).text
    first_steps = re.findall(r'href="([^"]+)"', page.split("The shop is new")[1].split("</ol>")[0])
    opened = [(await browser.get(url)).status_code for url in first_steps]

    assert "Everything is done." not in page
    assert len(first_steps) == 5
    assert set(opened) == {200}


async def test_who_may_not_begin_is_shown_no_steps_to_it(staffed: Staffed) -> None:
    browser = await staffed("dashboard.view", "catalog.edit")

    page = (await browser.get("/console")).text

    assert 'href="/console/products/new"' in page
    assert 'href="/console/staff/new"' not in page


async def test_home_is_arranged_by_whoever_looks_at_it(staffed: Staffed) -> None:
    browser = await staffed()

    await browser.post(
        "/console/home/arrangement", data={"block": ["orders", "waiting", "nonsense"]}
    )

    arranged = (await browser.get("/console")).text
    assert "Paid today" not in arranged
    assert arranged.index('data-feed="/console/live/orders"') < arranged.index('id="waiting"')
    await browser.post("/console/home/arrangement", data={"reset": "1"})
    assert "Paid today" in (await browser.get("/console")).text


async def test_a_role_has_an_arrangement_of_its_own() -> None:
    at_the_warehouse = replace(POTTER, roles=("warehouse",), permissions=frozenset(PERMISSIONS))
    unknown = replace(at_the_warehouse, roles=("gardener",))

    of_the_warehouse = [block.name for block in arranged(DASHBOARD, at_the_warehouse, None)]
    of_others = [block.name for block in arranged(DASHBOARD, unknown, None)]

    assert of_the_warehouse == ["waiting", "checks", "orders"]
    assert of_others == ["waiting", "checks", "asked", "numbers", "days", "orders", "activity"]
