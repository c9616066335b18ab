from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, orders
from hutong.kernel.clock import Simulated
from hutong.kernel.db import Database
from hutong.kernel.errors import Invalid
from hutong.kernel.money import yuan
from hutong.orders import OrderNotFound, Tab
from hutong.wiring import Strangers
from tests import placing
from tests.conftest import Worker
from tests.counting import statements
from tests.make import goods, trade
from tests.payments.provider import Provider


@pytest.fixture
def outside(provider: Provider) -> Strangers:
    return Strangers(gateways={"fake": provider}, tracker=None)


async def test_my_orders_come_newest_first_a_page_at_a_time(
    session: AsyncSession, time: Simulated
) -> None:
    member_id = uuid4()
    numbers = []
    for _ in range(5):
        numbers.append((await trade.order(session, member_id=member_id)).number)
        time.advance(timedelta(minutes=1))
    await trade.order(session)  # somebody else's

    first = await orders.history(session, member_id, limit=3)
    rest = await orders.history(session, member_id, limit=3, before=first.next)

    shown = [order.number for page in (first, rest) for order in page.orders]
    assert shown == numbers[::-1]
    assert rest.next is None


async def test_orders_are_found_by_tab_by_number_and_by_title(
    session: AsyncSession, db: Database, provider: Provider, worker: Worker, time: Simulated
) -> None:
    member_id = uuid4()
    unpaid = await trade.order(session, member_id=member_id)
    paid = await trade.order(session, member_id=member_id)
    await trade.pay(db, provider, paid)
    await worker()

    async def found(**how: object) -> list[str]:
        page = await orders.history(session, member_id, **how)  # type: ignore[arg-type]
        return [order.number for order in page.orders]

    title = paid.lines[0].title["zh"]
    assert await found(tab=Tab.UNPAID) == [unpaid.number]
    assert await found(tab=Tab.TO_SHIP) == [paid.number]
    assert await found(tab=Tab.COMPLETED) == []
    assert await found(words=paid.number.lower()) == [paid.number]
    assert await found(words=title) == [paid.number]
    assert await found(words="100%_") == []
    counted = await orders.counts(session, member_id)
    assert (counted[Tab.ALL], counted[Tab.UNPAID], counted[Tab.TO_SHIP]) == (2, 1, 1)


async def test_a_page_of_orders_costs_two_statements(session: AsyncSession) -> None:
    member_id = uuid4()
    for _ in range(3):
        await trade.order(session, member_id=member_id)
    session.expunge_all()

    with statements() as sent:
        await orders.history(session, member_id)

    assert len(sent) == 2


async def test_the_consumption_record_counts_what_was_paid_and_not_given_back(
    session: AsyncSession, db: Database, provider: Provider, worker: Worker, time: Simulated
) -> None:
    member_id = uuid4()
    time.move_to(datetime(2026, 10, 31, 15, 59, tzinfo=UTC))  # a minute before November
    for minutes in (0, 2, 2):
        time.advance(timedelta(minutes=minutes))
        order = await trade.order(session, 1, member_id=member_id)
        await trade.pay(db, provider, order)
        await worker()
    await orders.cancel(session, order.id, by=trade.STAFF, reason="staff")
    await trade.order(session, 1, member_id=member_id)

    record = await orders.spending(session, member_id)

    assert (record.orders, record.spent) == (2, yuan("134"))
    assert [(str(each.month), each.orders) for each in record.months] == [
        ("2026-11-01", 1),
        ("2026-10-01", 1),
    ]


async def test_buying_again_takes_what_can_be_had_today(session: AsyncSession) -> None:
    product = await goods.goods(session, specs=(goods.spec("颜色", "红", "黄", "蓝"),), in_stock=4)
    order = await placing.place(session, trade.placement(trade.lines(product, 3, 1, 4)))

    again = await orders.repurchase(session, order)

    red, yellow, blue = order.lines
    assert [(each.sku_id, each.quantity) for each in again.items] == [
        (red.sku_id, 1),
        (yellow.sku_id, 1),
    ]
    assert (again.fewer, again.gone) == ([red.title], [blue.title])


async def test_what_is_no_longer_sold_is_not_bought_again(session: AsyncSession) -> None:
    product = await goods.goods(session)
    order = await placing.place(session, trade.placement(trade.lines(product, 1)))
    await catalog.delist_product(session, product.id, by=trade.STAFF)
    await session.flush()

    again = await orders.repurchase(session, order)

    assert (again.items, again.gone) == ([], [order.lines[0].title])


async def test_staff_note_what_the_buyer_does_not_see(session: AsyncSession) -> None:
    order = await trade.order(session)

    await orders.note(session, order.id, " 客户要求周末送达 ", by=trade.STAFF)

    found = await orders.find_for_staff(session, order.number)
    (note,) = found.notes
    assert (note.text, note.staff_name) == ("客户要求周末送达", "王店长")


@pytest.mark.parametrize("text", ["", " ", "x" * 1001])
async def test_a_note_says_something_and_not_everything(session: AsyncSession, text: str) -> None:
    order = await trade.order(session)

    with pytest.raises(Invalid):
        await orders.note(session, order.id, text, by=trade.STAFF)


async def test_an_order_that_nobody_placed_takes_no_note(session: AsyncSession) -> None:
    with pytest.raises(OrderNotFound):
        await orders.note(session, uuid4(), "?", by=trade.STAFF)
