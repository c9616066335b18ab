"""A shop in the middle of its day: one of everything that a console screen can show."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access, orders
from hutong.access import Staff
from hutong.catalog import ProductSheet
from hutong.kernel.actor import SYSTEM
from hutong.kernel.db import Database
from hutong.members import Member
from hutong.orders import Order
from tests.conftest import Worker
from tests.make import goods, people, trade
from tests.payments.provider import Provider


@dataclass(frozen=True)
class Trading:
    product: ProductSheet
    member: Member
    unpaid: Order
    paid: Order
    sent: Order
    staff: Staff


async def open_trade(session: AsyncSession, db: Database, worker: Worker) -> Trading:
    colours = goods.spec("颜色", "月白", "霁蓝")
    product = await goods.goods(session, "yuebai-mug", specs=(colours,), in_stock=20)
    member = await people.member(session)
    provider = Provider()
    unpaid, paid, sent = [
        await orders.place(
            session, trade.placement(trade.lines(product, 1, 2), member_id=member.id)
        )
        for _ in range(3)
    ]
    for each in (paid, sent):
        await trade.pay(db, provider, each)
    await worker()
    await orders.ship(
        session, sent.id, carrier="sf", tracking_number=trade.tracking_number(), by=SYSTEM
    )
    await orders.note(session, sent.id, "周末送", by=trade.STAFF)
    await worker()
    staff = await access.create_staff(
        session,
        email="lin@hutong.example",
        name="林小满",
        password="a-long-and-quiet-lane",
        roles=["warehouse"],
        by=SYSTEM,
    )
    return Trading(product, member, unpaid, paid, sent, staff)
