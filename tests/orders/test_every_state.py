"""Not some orders of events but all of them: every state that one order can reach by paying,
telling, asking, cancelling, closing and working is visited once, and nowhere do the books
disagree; from each of them the dust settles with nobody out of money or goods."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import orders, payments
from hutong.kernel import clock
from hutong.kernel.clock import Simulated
from hutong.kernel.db import Database
from hutong.kernel.errors import DomainError
from hutong.kernel.settings import Settings
from hutong.orders import OrderState, PaymentState
from hutong.orders.service import cancel
from hutong.wiring import WIRING, Strangers, tasks
from tests.books import books_agree
from tests.make import trade
from tests.payments.provider import Provider, signed
from tests.working import work

STATES_LEAST = 20
STATES_MOST = 150
OVER = timedelta(minutes=31)
STANDING = text("""
    select o.state, o.payment, i.state as intent,
           (select string_agg(a.state || (a.url is null), ',' order by a.id)
            from payments_attempt a where a.intent_id = i.id) as attempts,
           (select string_agg(r.state, ',' order by r.id)
            from payments_refund r where r.intent_id = i.id) as refunds,
           (select string_agg(v.state, ',') from inventory_reservation v
            where v.reference = o.id) as stock,
           (select string_agg(distinct e.name, ',' order by e.name)
            from event e join event_consumer c on (e.xid, e.position) > (c.xid, c.position)
            where e.name in ('payments.captured', 'payments.refunded')
              and c.name like 'hutong.orders.reactions.%') as unheard,
           (select string_agg(distinct task_name, ',' order by task_name)
            from procrastinate_jobs) as jobs
    from orders_order o join payments_intent i on i.reference = o.id where o.id = :order
""")


@dataclass
class World:
    session: AsyncSession
    db: Database
    time: Simulated
    provider: Provider
    order_id: UUID

    @property
    def strangers(self) -> Strangers:
        return Strangers(gateways={"fake": self.provider}, tracker=None)

    async def goes_to_the_cashier(self) -> None:
        intent = await payments.of_reference(self.session, self.order_id)
        assert intent is not None
        gateways = self.strangers.gateways
        await payments.start(self.db, gateways, intent.id, return_url="https://shop.test")

    async def pays(self) -> None:
        for charge in list(self.provider.charges.values()):
            if charge.state is payments.ChargeState.OPEN:
                self.provider.pay(charge.asked.reference)

    async def the_provider_tells(self) -> None:
        for reference in list(self.provider.charges):
            told = signed(reference, event=f"e-{reference}-{clock.now()}")
            await payments.handle_notification(self.db, self.provider, *told)

    async def the_shop_asks(self) -> None:
        await payments.query_pending(self.db, self.strangers.gateways)

    async def staff_cancel(self) -> None:
        async with self.db.transaction() as session:
            await orders.cancel(session, self.order_id, by=trade.STAFF, reason="staff")

    async def the_time_is_over(self) -> None:
        order = await orders.by_id(self.session, self.order_id)
        assert order is not None
        if clock.now() < order.pay_by:
            self.time.advance(OVER)
        await orders.close_unpaid(self.db)

    async def the_worker_works(self) -> None:
        await work(self.db, WIRING, tasks(Settings(), self.strangers))

    @property
    def actions(self) -> Mapping[str, Callable[[], Awaitable[None]]]:
        return {
            "cashier": self.goes_to_the_cashier,
            "pay": self.pays,
            "tell": self.the_provider_tells,
            "ask": self.the_shop_asks,
            "cancel": self.staff_cancel,
            "over": self.the_time_is_over,
            "work": self.the_worker_works,
        }

    async def standing(self, begun: datetime) -> tuple[object, ...]:
        row = (await self.session.execute(STANDING, {"order": self.order_id})).one()
        charges = sorted(str(charge.state) for charge in self.provider.charges.values())
        refunds = sorted(str(refund.answer) for refund in self.provider.refunds.values())
        return (*row, clock.now() - begun >= OVER, *charges, *refunds)


@pytest.fixture
async def world(session: AsyncSession, db: Database, time: Simulated) -> World:
    order = await trade.order(session, 2)
    made = World(session, db, time, Provider(), order.id)
    await made.the_worker_works()
    return made


async def test_every_state_of_an_order_is_one_in_which_the_books_agree(world: World) -> None:
    seen = await explored(world)

    assert STATES_LEAST <= len(seen) <= STATES_MOST


async def test_a_cancellation_that_forgets_the_money_is_found(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def forgotten(*_: object, **__: object) -> None:
        return

    monkeypatch.setattr(cancel, "give_back", forgotten)

    with pytest.raises(AssertionError, match=r"orders\.owed_back"):
        await explored(world)


async def explored(world: World) -> set[tuple[object, ...]]:
    seen: set[tuple[object, ...]] = set()
    begun = clock.now()

    async def visit(path: tuple[str, ...]) -> None:
        standing = await world.standing(begun)
        if standing in seen:
            return
        seen.add(standing)
        assert len(seen) <= STATES_MOST, path
        await books_agree(world.session)
        await leaving_no_trace(world, lambda: settle(world, path))
        for name in world.actions:
            await leaving_no_trace(world, lambda name=name: step(name, path))  # type: ignore[misc]

    async def step(name: str, path: tuple[str, ...]) -> None:
        with suppress(DomainError):
            await world.actions[name]()
        await visit((*path, name))

    await visit(())
    return seen


async def leaving_no_trace(world: World, act: Callable[[], Awaitable[None]]) -> None:
    at, provider = clock.now(), world.provider
    world.provider = deepcopy(provider)
    nested = await world.session.begin_nested()
    try:
        await act()
    finally:
        await nested.rollback()
        world.session.expire_all()
        world.provider = provider
        world.time.move_to(at)


async def settle(world: World, path: tuple[str, ...]) -> None:
    """Hours later, with everybody awake: paid and kept, or nothing at all."""
    for _ in range(3):
        world.time.advance(timedelta(hours=2))
        await world.the_worker_works()
        await world.the_shop_asks()
        await payments.send_refunds(world.db, world.strangers.gateways)
        await orders.close_unpaid(world.db)
    await world.the_worker_works()
    await books_agree(world.session)
    order = await orders.by_id(world.session, world.order_id)
    assert order is not None
    kept = world.provider.moved
    if order.state is OrderState.OPEN:
        assert (order.payment, kept) == (PaymentState.PAID, order.total.minor), path
    else:
        assert order.payment in {PaymentState.UNPAID, PaymentState.REFUNDED}, path
        assert kept == 0, path
