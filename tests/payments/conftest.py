from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import payments
from hutong.kernel import clock
from hutong.kernel.clock import Simulated
from hutong.kernel.db import Database
from hutong.kernel.money import yuan
from hutong.payments import Intent
from tests.payments.provider import Provider

BACK = "https://shop.test/pay/1/result"


@pytest.fixture
def provider() -> Provider:
    return Provider()


@pytest.fixture
async def intent(session: AsyncSession, time: Simulated) -> Intent:
    return await open_intent(session)


async def open_intent(session: AsyncSession) -> Intent:
    intent = await payments.open_intent(
        session,
        reference=uuid4(),
        number="26110243200AAAAAA01",
        member_id=uuid4(),
        amount=yuan("99.00"),
        expires_at=clock.now() + timedelta(minutes=30),
    )
    await session.flush()
    return intent


async def begin(db: Database, provider: Provider, intent: Intent) -> UUID:
    """The shopper has been sent to the provider. The attempt's id."""
    await payments.start(db, {"fake": provider}, intent.id, return_url=BACK)
    async with db.transaction() as session:
        attempts = await payments.attempts(session, intent.id)
    return next(attempt.id for attempt in attempts if attempt.alive)
