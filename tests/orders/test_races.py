"""Two shoppers, ten clicks and three messages at once: what real connections make of it."""

import asyncio
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select, text
from structlog.testing import capture_logs

from hutong import inventory, orders, payments, vouchers
from hutong.inventory import OutOfStock, Want
from hutong.kernel import clock
from hutong.kernel.db import Database
from hutong.kernel.errors import Conflict
from hutong.kernel.money import yuan
from hutong.kernel.settings import Settings
from hutong.kernel.within import Within
from hutong.orders import Batcher, NotCancellable, Order, Placement, SameKeyOtherOrder
from hutong.payments import LedgerEntry, Outcome
from hutong.vouchers import CodeVoid, Redemption
from hutong.wiring import WIRING, Strangers, tasks
from tests.books import books_agree
from tests.make import goods, trade
from tests.payments.provider import Provider, signed
from tests.working import work


async def _place(db: Database, placement: Placement) -> Order:
    """As another web process would."""
    placed = await orders.place(Batcher(Within(db)), placement)
    async with db.transaction() as session:
        order = await orders.by_id(session, placed.order_id)
    assert order is not None
    return order


async def _together(db: Database, *all_of: Coroutine[Any, Any, Any]) -> list[Any]:
    """Every one on a connection of its own, all open before the first begins."""
    await asyncio.gather(*(_connect(db) for _ in all_of))
    return await asyncio.gather(*all_of, return_exceptions=True)


async def _connect(db: Database) -> None:
    async with db.transaction() as session:
        await session.execute(text("select pg_sleep(0.05)"))


async def test_ten_submits_with_one_key_make_one_order(committed: Database) -> None:
    async with committed.transaction() as session:
        product = await goods.goods(session, in_stock=100)
    placement = trade.placement(trade.lines(product, 3))

    placed = await _together(committed, *(_place(committed, placement) for _ in range(10)))

    assert len({order.id for order in placed}) == 1
    async with committed.transaction() as session:
        assert await session.scalar(select(func.count()).select_from(Order)) == 1
        sku = product.skus[0].id
        assert (await inventory.available(session, [sku]))[sku] == 97
        await books_agree(session)


async def test_one_key_with_two_contents_at_once_makes_one_order(committed: Database) -> None:
    async with committed.transaction() as session:
        product = await goods.goods(session, in_stock=100)
    member_id = uuid4()
    placements = [
        trade.placement(trade.lines(product, quantity), member_id=member_id, key="k")
        for quantity in (1, 2)
    ]

    placed = await _together(committed, *(_place(committed, placement) for placement in placements))

    kinds = {type(outcome) for outcome in placed}
    assert kinds == {Order, SameKeyOtherOrder}


async def test_the_last_one_is_sold_once(committed: Database) -> None:
    async with committed.transaction() as session:
        product = await goods.goods(session, in_stock=1)

    placed = await _together(
        committed, *(_place(committed, trade.placement(trade.lines(product, 1))) for _ in range(8))
    )

    won = [outcome for outcome in placed if isinstance(outcome, Order)]
    lost = [outcome for outcome in placed if isinstance(outcome, OutOfStock)]
    assert (len(won), len(lost)) == (1, 7)
    async with committed.transaction() as session:
        await books_agree(session)


async def test_what_seemed_plenty_and_is_sold_the_moment_after_is_not_sold_twice(
    committed: Database,
) -> None:
    async with committed.transaction() as session:
        product = await goods.goods(session, in_stock=100)
    async with committed.transaction() as faster:
        others = [Want(product.skus[0].id, 95)]
        await inventory.reserve(faster, uuid4(), others, until=clock.now() + timedelta(hours=1))
        wanted = trade.placement(trade.lines(product, 10))
        late = asyncio.create_task(_place(committed, wanted))
        await _until_somebody_waits(committed)

    with pytest.raises(OutOfStock) as refused:
        await late

    assert [each.available for each in refused.value.shortages] == [5]
    async with committed.transaction() as session:
        assert await session.scalar(select(func.count()).select_from(Order)) == 0


async def test_two_double_clicks_that_cross_each_other_make_two_orders(
    committed: Database,
) -> None:
    async with committed.transaction() as session:
        product = await goods.goods(session, in_stock=100)
    one, two = (trade.placement(trade.lines(product, 1)) for _ in range(2))
    batchers = [Batcher(Within(committed)) for _ in range(2)]
    orders_of = [(one, two), (two, one)]

    with capture_logs() as told:
        placed = await _together(
            committed,
            *(
                orders.place(batcher, each)
                for batcher, pair in zip(batchers, orders_of, strict=True)
                for each in pair
            ),
        )

    numbers = [each.number for each in placed]
    assert numbers[:2] == numbers[:1:-1]
    assert len(set(numbers)) == 2
    assert told == []


async def test_one_message_from_eight_connections_captures_once(committed: Database) -> None:
    provider = Provider()
    async with committed.transaction() as session:
        order = await trade.order(session)
        intent = await payments.of_reference(session, order.id)
    assert intent is not None
    await payments.start(committed, {"fake": provider}, intent.id, return_url="https://shop.test")
    (attempt,) = provider.charges
    provider.pay(attempt)

    outcomes = await _together(
        committed,
        *(payments.handle_notification(committed, provider, *signed(attempt)) for _ in range(8)),
    )

    assert sorted(outcomes) == sorted([Outcome.APPLIED, *[Outcome.DUPLICATE] * 7])
    async with committed.transaction() as session:
        assert await session.scalar(select(func.count()).select_from(LedgerEntry)) == 1


async def test_eight_clicks_on_pay_make_one_payment(committed: Database) -> None:
    provider = Provider()
    async with committed.transaction() as session:
        order = await trade.order(session)
        intent = await payments.of_reference(session, order.id)
    assert intent is not None

    onwards = await _together(
        committed,
        *(
            payments.start(committed, {"fake": provider}, intent.id, return_url="https://shop.test")
            for _ in range(8)
        ),
    )

    assert len({onward.url for onward in onwards}) == len(provider.charges) == 1


async def test_paying_cancelling_and_closing_at_once_ends_with_books_that_agree(
    committed: Database,
) -> None:
    provider = Provider()
    strangers = Strangers(gateways={"fake": provider}, tracker=None)
    for _ in range(5):
        async with committed.transaction() as session:
            order = await trade.order(session, 2, in_stock=2)

        await _together(
            committed,
            trade.pay(committed, provider, order),
            _cancel(committed, order),
            _cancel(committed, order),
            orders.close_unpaid(committed),
        )
        await _work(committed, strangers)

        async with committed.transaction() as session:
            await books_agree(session)
    assert provider.moved == 0


async def test_one_parcel_is_not_sent_twice_by_two_packers(committed: Database) -> None:
    provider = Provider()
    async with committed.transaction() as session:
        order = await trade.order(session, 2)
    await trade.pay(committed, provider, order)
    await _work(committed, Strangers(gateways={"fake": provider}, tracker=None))

    sent = await _together(committed, *(_ship(committed, order) for _ in range(4)))

    assert len([each for each in sent if not isinstance(each, Exception)]) == 1
    assert all(isinstance(each, Conflict) for each in sent if isinstance(each, Exception))
    async with committed.transaction() as session:
        await books_agree(session)


async def test_a_service_is_either_had_or_paid_back(committed: Database) -> None:
    """A redemption and a cancellation at the same instant: one of them wins, whichever."""
    provider = Provider()
    strangers = Strangers(gateways={"fake": provider}, tracker=None)
    async with committed.transaction() as session:
        course = await goods.service(session, places=10)
    for _ in range(8):
        wanted = trade.placement(trade.lines(course, 1), freight=yuan("0"))
        order = await _place(committed, wanted)
        await trade.pay(committed, provider, order)
        await _work(committed, strangers)
        async with committed.reading() as session:
            (voucher,) = await vouchers.of_order(session, order.id)

        had, cancelled = await _together(
            committed, _redeem(committed, voucher.code), _cancel(committed, order)
        )
        await _work(committed, strangers)

        assert isinstance(had, CodeVoid) != isinstance(cancelled, NotCancellable)
        async with committed.transaction() as session:
            await books_agree(session)


async def _redeem(db: Database, code: str) -> Redemption:
    async with db.transaction() as session:
        return await vouchers.redeem(session, code, by=trade.STAFF)


async def _until_somebody_waits(db: Database) -> None:
    waiting = text("select count(*) from pg_locks where not granted")
    async with asyncio.timeout(10):
        while True:
            async with db.transaction() as session:
                if await session.scalar(waiting):
                    return
            await asyncio.sleep(0.01)


async def _cancel(db: Database, order: Order) -> None:
    async with db.transaction() as session:
        await orders.cancel(session, order.id, by=trade.STAFF, reason="staff")


async def _ship(db: Database, order: Order) -> Any:
    async with db.transaction() as session:
        return await orders.ship(
            session,
            order.id,
            carrier="sf",
            tracking_number=trade.tracking_number(),
            by=trade.STAFF,
        )


async def _work(db: Database, strangers: Strangers) -> None:
    await work(db, WIRING, tasks(Settings(), strangers))
