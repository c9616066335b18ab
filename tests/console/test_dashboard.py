"""The day's numbers say what they count."""

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import orders
from hutong.kernel import clock
from hutong.kernel.clock import Simulated
from hutong.kernel.db import Database
from hutong.views.dashboard import today_and_yesterday
from hutong.wiring import Strangers
from tests.conftest import Worker
from tests.console.conftest import Staffed
from tests.make import trade
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
