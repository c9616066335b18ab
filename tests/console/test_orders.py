import asyncio

import pytest
from httpx import AsyncClient
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access, cart, pricing
from hutong.access import Entry
from hutong.cart import Owner
from hutong.console.dashboard.feed import Feed
from hutong.console.orders import slips
from hutong.kernel.db import Database
from hutong.kernel.money import total, yuan
from hutong.orders import FulfilmentState, Order, OrderState, Submission
from hutong.views.lists import Paging
from hutong.views.orders import OrderFilters, order_list
from tests import placing
from tests.console.conftest import Staffed
from tests.console.trading import Trading
from tests.make import goods, people, trade
from tests.pricing.test_freight_rules import EVERYWHERE


async def shipment(browser: AsyncClient, order: Order, **answers: str) -> int:
    lines = {f"quantity-{line.sku_id}": str(line.quantity) for line in order.lines}
    data = {
        "sku": [str(line.sku_id) for line in order.lines],
        "carrier": "sf",
        "tracking_number": "SF1412345678901",
        **lines,
        **answers,
    }
    answer = await browser.post(f"/console/orders/{order.number}/shipment", data=data)
    return answer.status_code


async def test_shipping_sends_what_was_asked_for_and_is_in_the_trail(
    staffed: Staffed, session: AsyncSession, trading: Trading
) -> None:
    browser = await staffed()

    status = await shipment(browser, trading.paid)

    assert status == 303
    assert trading.paid.fulfilment is FulfilmentState.SHIPPED
    entry = (await session.scalars(select(Entry).where(Entry.action == "order.shipment"))).one()
    assert entry.label == trading.paid.number
    assert entry.changes["fulfilment"] == ["none", "shipped"]
    assert entry.changes["(tracking_number)"] == [None, "SF1412345678901"]


async def test_an_order_from_the_checkout_shows_how_its_prices_came_about(
    staffed: Staffed, session: AsyncSession
) -> None:
    await access.ensure_roles(session)
    await pricing.save_freight_rule(session, EVERYWHERE)
    mug = await goods.goods(session, price="59")
    member = await people.member(session)
    await people.address(session, member.id)
    await cart.add(session, Owner(member_id=member.id), mug.skus[0].id)
    checkout = await cart.begin_from_cart(session, member.id)
    submission = Submission(checkout_id=checkout.id, member_id=member.id, shown_total=yuan("67"))
    order = await placing.check_out(session, submission)
    browser = await staffed()

    page = await browser.get(f"/console/orders/{order.number}")

    assert page.status_code == 200
    assert "First 1000 g" in page.text


async def test_a_part_can_be_sent_first_and_the_rest_later(
    staffed: Staffed, trading: Trading
) -> None:
    browser = await staffed()
    order = trading.paid
    first = order.lines[0]

    part = await shipment(browser, order, **{f"quantity-{first.sku_id}": "0"})
    form = await browser.get(f"/console/orders/{order.number}/shipment")
    rest = await shipment(
        browser,
        order,
        tracking_number="SF1412345678902",
        **{f"quantity-{order.lines[1].sku_id}": "0"},
    )

    assert (part, rest) == (303, 303)
    assert str(first.sku_id) in form.text
    assert str(order.lines[1].sku_id) not in form.text
    assert order.fulfilment is FulfilmentState.SHIPPED


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"tracking_number": "12"}, "not a tracking number of that carrier"),
        ({"tracking_number": ""}, "Please fill this in."),
        ({"carrier": "pigeon"}, "Please choose a carrier."),
        ({"carrier": ""}, "Please fill this in."),
    ],
)
async def test_a_shipment_that_makes_no_sense_is_refused_in_words(
    staffed: Staffed, trading: Trading, answers: dict[str, str], words: str
) -> None:
    browser = await staffed()
    data = {
        "sku": str(trading.paid.lines[0].sku_id),
        f"quantity-{trading.paid.lines[0].sku_id}": "1",
        "carrier": "sf",
        "tracking_number": "SF1412345678901",
        **answers,
    }

    answer = await browser.post(f"/console/orders/{trading.paid.number}/shipment", data=data)

    assert answer.status_code == 422
    assert words in answer.text
    assert trading.paid.fulfilment is FulfilmentState.NONE


@pytest.mark.parametrize("typed", ["-1", "1.5", "many", "999999", "9" * 30, "１", "0"])
async def test_a_quantity_that_makes_no_sense_is_refused_and_kept_as_typed(
    staffed: Staffed, trading: Trading, typed: str
) -> None:
    browser = await staffed()
    sku = trading.paid.lines[0].sku_id
    data = {
        "sku": str(sku),
        f"quantity-{sku}": typed,
        "carrier": "sf",
        "tracking_number": "SF1412345678901",
    }

    answer = await browser.post(f"/console/orders/{trading.paid.number}/shipment", data=data)

    assert answer.status_code in {409, 422}
    assert f'value="{typed}"' in answer.text


async def test_cancelling_needs_a_reason_and_gives_the_order_up(
    staffed: Staffed, trading: Trading
) -> None:
    browser = await staffed()
    where = f"/console/orders/{trading.unpaid.number}/cancellation"

    without = await browser.post(where, data={})
    told = await browser.post(where, data={"reason": "客户电话取消"})

    assert without.status_code == 422
    assert told.status_code == 303
    assert trading.unpaid.state is OrderState.CANCELLED


async def test_what_was_sent_cannot_be_cancelled_and_the_page_says_so(
    staffed: Staffed, trading: Trading
) -> None:
    browser = await staffed()
    page = await browser.get(f"/console/orders/{trading.sent.number}")

    answer = await browser.post(
        f"/console/orders/{trading.sent.number}/cancellation", data={"reason": "x"}
    )

    assert "/cancellation" not in page.text
    assert answer.status_code == 409


async def test_the_phone_number_is_masked_until_somebody_who_may_asks_for_it(
    staffed: Staffed, session: AsyncSession, trading: Trading
) -> None:
    browser = await staffed()

    page = await browser.get(f"/console/orders/{trading.sent.number}")
    shown = await browser.post(f"/console/orders/{trading.sent.number}/phone", data={})

    assert "138****8000" in page.text
    assert "13800138000" not in page.text
    assert "13800138000" in shown.text
    entry = (await session.scalars(select(Entry).where(Entry.action == "order.phone"))).one()
    assert "13800138000" not in str(entry.changes)


async def test_packing_slips_are_one_document_with_chinese_in_it(
    staffed: Staffed, trading: Trading
) -> None:
    if not slips.FONT.is_file():
        pytest.skip("the font for printing is not built: python -m tools.print_font")
    browser = await staffed()

    answer = await browser.post(
        "/console/orders/do/packing-slips",
        data={"row": [trading.paid.number, trading.sent.number]},
    )

    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert b"/Count 2" in answer.content


async def test_a_slip_for_an_order_that_is_not_there_is_not_found(staffed: Staffed) -> None:
    browser = await staffed()

    answer = await browser.post("/console/orders/do/packing-slips", data={"row": "none"})

    assert answer.status_code == 404


@pytest.mark.parametrize(
    "words", ["{number}", "{number_start}", "13800138000", "138 0013 8000", "李雷", "马克杯", "Mug"]
)
async def test_an_order_is_found_by_number_phone_recipient_and_article(
    session: AsyncSession, trading: Trading, words: str
) -> None:
    number = trading.sent.number
    asked = words.format(number=number, number_start=number[:12])

    found = await order_list(session, OrderFilters(q=asked), Paging(sort="-placed_at"))

    assert number in {row.number for row in found.rows}


@pytest.mark.parametrize("words", ["%", "_", "13800138001", "999999999999", "'"])
async def test_words_that_stand_in_no_order_find_none(
    session: AsyncSession, trading: Trading, words: str
) -> None:
    found = await order_list(session, OrderFilters(q=words), Paging())

    assert found.rows == []
    assert trading.sent.number


async def test_the_tabs_divide_the_orders(session: AsyncSession, trading: Trading) -> None:
    of_services = await session.scalar(
        select(Order.number).where(Order.fulfilment == FulfilmentState.NOT_NEEDED)
    )
    tabs = {}
    for tab in ("unpaid", "to_ship", "to_receive"):
        found = await order_list(session, OrderFilters(state=tab), Paging())
        tabs[tab] = [row.number for row in found.rows]

    assert tabs == {
        "unpaid": [trading.unpaid.number],
        "to_ship": [trading.paid.number],
        "to_receive": [trading.sent.number, of_services],
    }


async def test_the_dashboard_counts_what_is_there(
    staffed: Staffed, session: AsyncSession, trading: Trading
) -> None:
    browser = await staffed()
    paid = await session.scalars(select(Order).where(Order.paid_at.is_not(None)))

    page = await browser.get("/console")

    assert "/console/orders?state=to_ship" in page.text
    assert trading.sent.number in page.text
    assert f"¥{total(order.total for order in paid).major:,.2f}" in page.text


async def test_a_new_order_is_told_to_everybody_who_listens(
    committed: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hutong.console.dashboard.feed.EVERY_SECONDS", 0.02)
    async with committed.transaction() as session:
        product = await goods.goods(session)
        old = await placing.place(session, trade.placement(trade.lines(product, 1)))
    feed = Feed(committed)
    listeners = [feed.listen(), feed.listen()]
    waiting = [asyncio.ensure_future(anext(each)) for each in listeners]
    await asyncio.sleep(0.2)

    async with committed.transaction() as session:
        new = await placing.place(session, trade.placement(trade.lines(product, 1)))
    told = await asyncio.wait_for(asyncio.gather(*waiting), 5)
    for each in listeners:
        await each.aclose()
    assert feed.reader is not None
    await asyncio.wait_for(feed.reader, 5)

    assert [order.number for order in told] == [new.number, new.number]
    assert old.number != new.number


async def test_a_telephone_finds_its_orders_without_reading_all_of_them(
    session: AsyncSession,
) -> None:
    await session.execute(text("set local enable_seqscan = off"))
    asked = text("explain select id from orders_order where phone = '1' or number = '1'")

    plan = "\n".join((await session.execute(asked)).scalars())

    assert "orders_order_phone_idx" in plan
