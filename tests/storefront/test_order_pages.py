from uuid import uuid4

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import cart, catalog, fulfilment, inventory, orders, payments
from hutong.fulfilment import Scan, ShipmentState
from hutong.inventory import Want
from hutong.kernel import clock
from hutong.kernel.actor import SYSTEM
from hutong.kernel.db import Database
from hutong.kernel.money import yuan
from hutong.members import Member
from hutong.orders import Order, OrderState
from tests.books import books_agree
from tests.conftest import Worker
from tests.console import trading
from tests.counting import statements
from tests.make import people, trade
from tests.payments.provider import Provider
from tests.storefront.conftest import Doors


@pytest.fixture
def provider() -> Provider:
    return Provider()


@pytest.fixture
async def order(session: AsyncSession, member: Member) -> Order:
    return await trade.order(session, 2, member_id=member.id)


@pytest.fixture
async def paid(
    db: Database, session: AsyncSession, order: Order, provider: Provider, worker: Worker
) -> Order:
    await trade.pay(db, provider, order)
    await worker()
    await session.refresh(order, ["payment", "paid_at"])
    return order


@pytest.fixture
async def shipped(session: AsyncSession, paid: Order) -> Order:
    await orders.ship(
        session,
        paid.id,
        lines=None,
        carrier="sf",
        tracking_number=trade.tracking_number(),
        by=trade.STAFF,
    )
    await session.flush()
    return paid


async def test_my_orders_show_what_waits_for_me(shopper: AsyncClient, order: Order) -> None:
    page = await shopper.get("/orders")

    assert order.number in page.text
    assert "Awaiting payment" in page.text
    assert f'href="/pay/{order.number}"' in page.text
    assert 'To pay<span class="tabs__count">1</span>' in page.text


async def test_a_tab_shows_its_orders_alone(shopper: AsyncClient, order: Order) -> None:
    assert order.number in (await shopper.get("/orders?tab=unpaid")).text
    empty = await shopper.get("/orders?tab=to_receive")
    assert order.number not in empty.text
    assert "Nothing is on its way." in empty.text


async def test_orders_are_found_by_number_and_by_goods(shopper: AsyncClient, order: Order) -> None:
    assert order.number in (await shopper.get(f"/orders?q={order.number[:8]}")).text
    assert order.number in (await shopper.get("/orders?q=马克杯")).text
    nothing = await shopper.get("/orders?q=zzz")
    assert "No order has this number" in nothing.text
    assert "Show all of them" in nothing.text


async def test_older_orders_stand_on_the_next_page(
    shopper: AsyncClient, session: AsyncSession, member: Member
) -> None:
    made = [await trade.order(session, member_id=member.id) for _order in range(11)]

    first = await shopper.get("/orders")
    older = first.text.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = await shopper.get(older)

    assert made[-1].number in first.text
    assert made[0].number not in first.text
    assert made[0].number in second.text


async def test_an_order_list_takes_four_statements(
    shopper: AsyncClient, session: AsyncSession, member: Member
) -> None:
    for _order in range(3):
        await trade.order(session, member_id=member.id)

    with statements() as sent:
        await shopper.get("/orders")

    assert len(sent) <= 4


async def test_nobody_sees_or_touches_the_order_of_another(
    shopper: AsyncClient, session: AsyncSession
) -> None:
    theirs = await trade.order(session, member_id=(await people.member(session)).id)
    here = f"/orders/{theirs.number}"

    assert theirs.number not in (await shopper.get("/orders")).text
    assert (await shopper.get(here)).status_code == 404
    for act in ("cancellation", "receipt", "repurchase"):
        answer = await shopper.post(f"{here}/{act}", data={"reason": "other"})
        assert answer.status_code == 404
    assert theirs.state is OrderState.OPEN


async def test_the_order_explains_its_total_and_where_it_goes(
    shopper: AsyncClient, order: Order
) -> None:
    page = await shopper.get(f"/orders/{order.number}")

    assert "¥118.00" in page.text
    assert "Amount due" in page.text
    assert "曙光路 1 号" in page.text
    assert order.pay_by.isoformat() in page.text


async def test_an_unpaid_order_is_cancelled_with_a_reason(
    shopper: AsyncClient, session: AsyncSession, order: Order
) -> None:
    here = f"/orders/{order.number}"

    await shopper.post(f"{here}/cancellation", data={"reason": "changed_mind"})
    page = await shopper.get(here)

    assert "The order is cancelled." in page.text
    assert "I do not want it any more" in page.text
    await books_agree(session)


async def test_who_presses_twice_hears_that_the_order_is_cancelled(
    shopper: AsyncClient, order: Order
) -> None:
    here = f"/orders/{order.number}"

    for _ in range(2):
        await shopper.post(f"{here}/cancellation", data={"reason": "changed_mind"})
    page = await shopper.get(here)

    assert "The order is cancelled." in page.text
    assert "can no longer be cancelled" not in page.text


@pytest.mark.parametrize("reason", ["", "staff", "made up", "<script>"])
async def test_a_reason_is_one_of_the_list(
    shopper: AsyncClient, session: AsyncSession, order: Order, reason: str
) -> None:
    await shopper.post(f"/orders/{order.number}/cancellation", data={"reason": reason})

    await session.refresh(order, ["state"])
    assert order.state is OrderState.OPEN


async def test_a_sent_order_is_not_cancelled(
    shopper: AsyncClient, session: AsyncSession, shipped: Order
) -> None:
    here = f"/orders/{shipped.number}"
    assert "Cancel the order" not in (await shopper.get(here)).text

    await shopper.post(f"{here}/cancellation", data={"reason": "other"})
    page = await shopper.get(here)

    assert "can no longer be cancelled" in page.text
    await session.refresh(shipped, ["state"])
    assert shipped.state is OrderState.OPEN


async def test_the_parcel_is_followed_on_the_orders_page(
    shopper: AsyncClient, session: AsyncSession, shipped: Order
) -> None:
    parcel = (await fulfilment.shipments_of(session, shipped.id))[0]
    scan = Scan(
        key="1",
        at=clock.now(),
        state=ShipmentState.IN_TRANSIT,
        text={"zh": "已离开杭州", "en": "Left Hangzhou"},
        place={"zh": "杭州", "en": "Hangzhou"},
    )
    await fulfilment.record_tracking(session, "sf", parcel.tracking_number, [scan])
    await session.flush()

    page = await shopper.get(f"/orders/{shipped.number}")

    assert parcel.tracking_number in page.text
    assert "Left Hangzhou" in page.text
    assert "SF Express" in page.text


async def test_an_order_sent_in_part_tells_what_is_in_the_parcel_and_what_is_to_come(
    db: Database,
    session: AsyncSession,
    shopper: AsyncClient,
    member: Member,
    provider: Provider,
    worker: Worker,
) -> None:
    order = await trade.order(session, 1, 3, member_id=member.id)
    await trade.pay(db, provider, order)
    await worker()
    here = f"/orders/{order.number}"
    before = await shopper.get(here)
    sent = orders.ShipLine(order.lines[1].sku_id, 2)
    await orders.ship(
        session,
        order.id,
        lines=[sent],
        carrier="sf",
        tracking_number=trade.tracking_number(),
        by=trade.STAFF,
    )
    await session.flush()

    page = await shopper.get(here)

    assert "色1 × 2" in page.text
    assert page.text.count("Still to be sent: 1") == 2
    assert "Still to be sent" not in before.text


async def test_what_went_back_in_part_is_told_with_its_reason(
    shopper: AsyncClient, db: Database, session: AsyncSession, paid: Order, provider: Provider
) -> None:
    refund = await payments.owe_refund(session, paid.id, yuan("6.50"), "杯口有磕碰", key="chip")
    promised = await shopper.get(f"/orders/{paid.number}")
    await payments.send_refund(db, {"fake": provider}, refund_id=str(refund.id))

    done = await shopper.get(f"/orders/{paid.number}")

    assert "Refund under way" in promised.text
    assert 'hx-trigger="every 20s"' in promised.text
    assert 'value="650"' in done.text
    assert "杯口有磕碰" in done.text
    assert "Refund under way" not in done.text


async def test_a_refund_that_staff_only_ask_for_is_not_promised_to_the_buyer(
    shopper: AsyncClient, session: AsyncSession, paid: Order
) -> None:
    await trading.large_refund(session, paid)

    page = await shopper.get(f"/orders/{paid.number}")

    assert "Your money back" not in page.text


async def test_what_nobody_paid_for_is_not_said_to_be_paid(
    shopper: AsyncClient, order: Order
) -> None:
    here = f"/orders/{order.number}"

    await shopper.post(f"{here}/cancellation", data={"reason": "other"})
    page = await shopper.get(here)

    assert "Order total" in page.text
    assert "Total paid" not in page.text


async def test_at_the_centre_a_figure_stands_only_at_what_is_still_to_come(
    shopper: AsyncClient, shipped: Order
) -> None:
    to_come = await shopper.get("/account")
    await shopper.post(f"/orders/{shipped.number}/receipt")

    received = await shopper.get("/account")

    assert to_come.text.count("stage__count") == 1
    assert "stage__count" not in received.text


async def test_receipt_is_confirmed_once_and_for_all(
    shopper: AsyncClient, session: AsyncSession, shipped: Order
) -> None:
    here = f"/orders/{shipped.number}"
    assert "I have received it" in (await shopper.get(here)).text

    for _click in range(2):
        answer = await shopper.post(f"{here}/receipt")
        assert answer.headers["location"] == here

    await session.refresh(shipped, ["state"])
    assert shipped.state is OrderState.COMPLETED
    assert "I have received it" not in (await shopper.get(here)).text


async def test_what_is_not_sent_cannot_be_received(shopper: AsyncClient, paid: Order) -> None:
    here = f"/orders/{paid.number}"

    await shopper.post(f"{here}/receipt")

    assert "Completed" not in (await shopper.get(here)).text


async def test_buying_again_is_one_click_to_the_checkout(
    shopper: AsyncClient, session: AsyncSession, member: Member, paid: Order
) -> None:
    answer = await shopper.post(f"/orders/{paid.number}/repurchase")

    checkout_id = answer.headers["location"].removeprefix("/checkout/")
    checkout = await cart.find_checkout(session, checkout_id, member_id=member.id)
    assert checkout.wanted == [cart.Item(paid.lines[0].sku_id, 2)]


async def test_what_can_no_longer_be_had_is_told_when_buying_again(
    shopper: AsyncClient, session: AsyncSession, paid: Order
) -> None:
    line = paid.lines[0]
    await inventory.reserve(session, uuid4(), [Want(line.sku_id, 7)], until=clock.now())

    fewer = await shopper.post(f"/orders/{paid.number}/repurchase")
    page = await shopper.get(fewer.headers["location"])
    assert "Fewer are left of" in page.text

    await catalog.delist_product(session, line.product_id, by=SYSTEM)
    await session.flush()
    none = await shopper.post(f"/orders/{paid.number}/repurchase")
    assert none.headers["location"] == f"/orders/{paid.number}"


async def test_what_was_spent_adds_up_month_by_month(shopper: AsyncClient, paid: Order) -> None:
    page = await shopper.get("/orders/spending")

    assert "¥126.00" in page.text
    assert paid.total.minor == 12600


async def test_whoever_has_no_orders_sees_something_to_like(
    shopper: AsyncClient, session: AsyncSession, open_doors: Doors
) -> None:
    await trade.order(session, member_id=uuid4())
    await open_doors()

    page = await shopper.get("/orders")

    assert "You have not ordered anything yet." in page.text
    assert "What others like" in page.text
    assert "Nothing spent yet" in (await shopper.get("/orders/spending")).text


@pytest.mark.parametrize("query", ["tab=moon", "before=x", "q=%25%5F", "q=" + "x" * 500])
async def test_a_strange_address_of_the_list_is_still_a_list(
    shopper: AsyncClient, order: Order, query: str
) -> None:
    assert (await shopper.get(f"/orders?{query}")).status_code == 200
    assert (await shopper.get(f"/orders/{order.number}?x=1")).status_code == 200
