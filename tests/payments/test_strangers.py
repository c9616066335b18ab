"""No row stays locked and no connection is held while a provider makes up its mind."""

from sqlalchemy.pool import AsyncAdaptedQueuePool

from hutong import payments
from hutong.kernel.db import Database
from tests.payments.conftest import begin, open_intent
from tests.payments.provider import Provider, signed


async def test_no_transaction_is_open_while_a_provider_is_spoken_to(committed: Database) -> None:
    held: list[int] = []
    provider = Provider()
    pool = committed.engine.pool
    assert isinstance(pool, AsyncAdaptedQueuePool)
    provider.spy = lambda: held.append(pool.checkedout())
    gateways = {"fake": provider}
    async with committed.transaction() as session:
        intent = await open_intent(session)

    attempt = await begin(committed, provider, intent)
    await payments.query_one(committed, gateways, intent.id)
    provider.pay(attempt)
    await payments.handle_notification(committed, provider, *signed(attempt))
    async with committed.transaction() as session:
        await payments.owe_refund(session, intent.reference, intent.amount, "because", key="k")
    await payments.send_refunds(committed, gateways)
    async with committed.transaction() as session:
        other = await open_intent(session)
    left = await begin(committed, provider, other)
    await payments.close_charge(committed, gateways, attempt_id=str(left))

    spoken = [asked.partition(" ")[0] for asked in provider.asked]
    assert spoken == ["start", "query", "refund", "start", "close"]
    assert held == [0] * len(spoken)
