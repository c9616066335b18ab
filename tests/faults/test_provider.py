"""F6, F7: the provider repeats, forgets, lies and is late; money is neither lost nor invented."""

import signal
from pathlib import Path
from uuid import uuid4

import httpx
import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text

from hutong import orders
from hutong.kernel import clock
from hutong.kernel.db import Database
from hutong.payments import AttemptState, Outcome
from hutong.sandbox.charges import told_of_charge
from hutong.sandbox.models import Charge, ChargeState
from hutong.sandbox.signing import FIRST, Signer
from tests.faults.conftest import SEED
from tests.faults.shop import Shop, open_shop
from tests.faults.workload import Crowd, pay, verdict

EVERYTHING = (
    "at_once",
    "three_times",
    "after_5_seconds",
    "never",
    "forged",
    "wrong_amount",
)
BROKEN = 40  # seconds in which an honest shop would have mended it
OVERDUE = text("""
    update orders_order set pay_by = now() - interval '1 minute' where number = :number
""")
STANDING = text("select state, payment from orders_order where number = :number")


async def counted(shop: Shop, statement: str) -> int:
    db = Database(shop.database_url, pool_size=1)
    async with db.reading() as session:
        found: int = await session.scalar(text(statement)) or 0
    await db.close()
    return found


async def test_messages_that_come_again_are_forged_or_never_come(shop: Shop, home: Path) -> None:
    crowd = Crowd(shop, home, seed=SEED, tellings=("three_times", "forged", "never"))
    crowd.begin()
    await crowd.bought(15)
    await crowd.rest()

    assert await shop.settled() == set()
    assert await verdict(shop, crowd.journal) == []
    forged = f"select count(*) from payments_notification where outcome = '{Outcome.FORGED}'"  # noqa: S608
    assert await counted(shop, forged)


@pytest.mark.slow
async def test_a_provider_that_does_everything_wrong(shop: Shop, home: Path) -> None:
    crowd = Crowd(shop, home, seed=SEED, tellings=EVERYTHING)
    crowd.begin()
    await crowd.bought(40)
    await crowd.rest()

    assert crowd.cancelled
    assert await shop.settled() == set()
    assert await verdict(shop, crowd.journal) == []
    held = f"select count(*) from payments_attempt where state = '{AttemptState.HELD}'"  # noqa: S608
    assert await counted(shop, held)


@pytest.mark.slow
async def test_an_amount_that_nobody_compares_is_noticed(home: Path, database_url: str) -> None:
    async with open_shop(home, database_url, plant="believes_any_amount") as shop:
        crowd = Crowd(shop, home, seed=SEED, tellings=("wrong_amount",))
        crowd.begin()
        await crowd.bought(10)
        await crowd.rest()

        assert "provider" in await shop.settled(BROKEN)


@pytest.mark.slow
async def test_a_forged_payment_is_not_believed(shop: Shop, home: Path) -> None:
    number = await forge(shop, home)

    assert await standing(shop, number) == ("open", "unpaid")
    assert await shop.settled() == set()


@pytest.mark.slow
async def test_a_forgery_that_is_believed_is_noticed(home: Path, database_url: str) -> None:
    async with open_shop(home, database_url, plant="believes_any_signature") as shop:
        await forge(shop, home)

        assert "provider" in await shop.settled(BROKEN)


async def forge(shop: Shop, home: Path) -> str:
    """The number of an order that somebody without the provider's key says is paid."""
    number, cashier = await Crowd(shop, home, seed=SEED).ordered()
    db = Database(shop.database_url, pool_size=1)
    async with db.reading() as session:
        charge = await session.get_one(Charge, httpx.URL(cashier).path.rpartition("/")[2])
    await db.close()
    charge.state, charge.paid_minor = ChargeState.PAID, charge.amount_minor
    body = msgspec.json.encode({"event_id": str(uuid4()), **told_of_charge(charge)})
    forger = Signer(FIRST, Ed25519PrivateKey.generate())
    async with httpx.AsyncClient(timeout=5) as client:
        await client.post(
            charge.notify_url, content=body, headers=forger.headers(body, at=clock.now())
        )
    return number


@pytest.mark.slow
async def test_money_that_comes_after_the_order_was_closed_is_not_lost(
    shop: Shop, home: Path
) -> None:
    crowd = Crowd(shop, home, seed=SEED, tellings=("at_once",))
    number = await paid_too_late(shop, crowd)
    crowd.begin()
    await crowd.bought(5)

    async def answered() -> bool:
        return await standing(shop, number) in {("cancelled", "refunded"), ("open", "paid")}

    await shop.until(answered, 60)
    await crowd.rest()
    assert await shop.settled() == set()
    assert await verdict(shop, crowd.journal) == []


@pytest.mark.slow
async def test_late_money_that_nobody_wants_is_noticed(home: Path, database_url: str) -> None:
    async with open_shop(home, database_url, plant="closed_is_closed") as shop:
        await paid_too_late(shop, Crowd(shop, home, seed=SEED))

        assert "provider" in await shop.settled(BROKEN)


async def paid_too_late(shop: Shop, crowd: Crowd) -> str:
    """The number of an order that was closed after its shopper paid, before the shop heard."""
    number, cashier = await crowd.ordered()
    shop.send("work", signal.SIGSTOP)  # who carries the provider's messages
    async with httpx.AsyncClient(timeout=5) as shopper:
        await pay(shopper, cashier, "at_once")
    db = Database(shop.database_url, pool_size=1)
    async with db.transaction() as session:
        await session.execute(OVERDUE, {"number": number})
    await orders.close_unpaid(db)
    await db.close()
    assert await standing(shop, number) == ("cancelled", "unpaid")
    shop.send("work", signal.SIGCONT)
    return number


async def standing(shop: Shop, number: str) -> tuple[str, str]:
    db = Database(shop.database_url, pool_size=1)
    async with db.reading() as session:
        row = (await session.execute(STANDING, {"number": number})).one()
    await db.close()
    return row.state, row.payment
