"""What a whole purchase through the JSON API costs the database, its callback included."""

from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import pricing
from tests.api.buying import NOTE, buy
from tests.counting import statements
from tests.make import goods
from tests.payments.provider import Provider
from tests.pricing.test_freight_rules import EVERYWHERE

MOST = 12


async def test_from_the_shelf_to_the_payment_in_few_statements(
    session: AsyncSession, shopper: AsyncClient, provider: Provider
) -> None:
    await pricing.save_freight_rule(session, EVERYWHERE)
    wanted = [await goods.goods(session, slug) for slug in ("moon-mug", "sun-mug")]
    await session.flush()
    session.expunge_all()

    with statements() as sent:
        number = await buy(shopper, provider, wanted)

    assert (await shopper.get(f"/orders/{number}")).json()["note"] == NOTE
    told = "\n".join(" ".join(each.split())[:120] for each in sent)
    assert len(sent) <= MOST, f"{len(sent)} statements:\n{told}"
