"""An order that was paid for, one that was paid and sent, and one whose money went back."""

from dataclasses import asdict, dataclass
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import orders
from hutong.kernel.clock import Simulated
from hutong.kernel.db import Database
from hutong.wiring import Strangers
from tests.conftest import Worker
from tests.make import trade
from tests.payments.provider import Provider


@dataclass(frozen=True)
class Story:
    paid: UUID
    sent: UUID
    refunded: UUID


@pytest.fixture
def provider() -> Provider:
    return Provider()


@pytest.fixture
def outside(provider: Provider) -> Strangers:
    return Strangers(gateways={"fake": provider}, tracker=None)


@pytest.fixture
async def story(
    session: AsyncSession, db: Database, provider: Provider, worker: Worker, time: Simulated
) -> Story:
    assert time
    paid, sent, refunded = [await trade.order(session, 2) for _ in range(3)]
    for order in (paid, sent, refunded):
        await trade.pay(db, provider, order)
    await worker()
    await orders.ship(
        session, sent.id, carrier="sf", tracking_number=trade.tracking_number(), by=trade.STAFF
    )
    await orders.cancel(session, refunded.id, by=trade.STAFF, reason="staff")
    await worker()
    await session.flush()
    return Story(paid.id, sent.id, refunded.id)


async def damage(session: AsyncSession, story: Story, *statements: str) -> None:
    """A hand in the database, past every constraint and trigger."""
    await session.execute(text("set local session_replication_role = replica"))
    for statement in statements:
        wanted = {name: key for name, key in asdict(story).items() if f":{name}" in statement}
        await session.execute(text(statement), wanted)
    await session.execute(text("set local session_replication_role = origin"))
    session.expire_all()
