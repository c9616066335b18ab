"""What a whole purchase through the JSON API costs the database, its callback included."""

from collections.abc import Iterator
from uuid import uuid4

import msgspec
import pytest
from httpx import AsyncClient
from litestar import Litestar
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import pricing
from tests.conftest import ORIGIN
from tests.counting import statements
from tests.make import goods
from tests.payments.provider import Provider
from tests.pricing.test_freight_rules import EVERYWHERE

MOST = 12
HEARD = f"{ORIGIN}/notify/fake"


@pytest.fixture
def provider(app: Litestar) -> Iterator[Provider]:
    before = app.state.gateways
    told = Provider()
    app.state.gateways = {"fake": told}
    yield told
    app.state.gateways = before


async def test_from_the_shelf_to_the_payment_in_few_statements(
    session: AsyncSession, shopper: AsyncClient, provider: Provider
) -> None:
    await pricing.save_freight_rule(session, EVERYWHERE)
    wanted = [await goods.goods(session, slug) for slug in ("moon-mug", "sun-mug")]
    await session.flush()
    session.expunge_all()

    with statements() as sent:
        for product in wanted:
            line = {"sku_id": str(product.skus[0].id), "quantity": 1}
            await shopper.post("/cart/lines", json=line)
        begun = (await shopper.post("/checkouts", json={})).json()
        checkout = f"/checkouts/{begun['id']}"
        change = {"address_id": begun["address"]["id"], "note": "谢谢"}
        reviewed = (await shopper.patch(checkout, json=change)).json()
        asked = {"checkout_id": begun["id"], "total": reviewed["quote"]["total"]}
        number = (await shopper.post("/orders", json=asked, headers=_key())).json()["number"]
        payment = f"/orders/{number}/payment"
        await shopper.post(payment, json={}, headers=_key())
        await shopper.post(HEARD, content=_paid(provider), headers={"signature": "good"})
        paid = (await shopper.get(payment)).json()

    assert paid["paid"] is True
    assert (await shopper.get(f"/orders/{number}")).json()["note"] == "谢谢"
    told = "\n".join(" ".join(each.split())[:120] for each in sent)
    assert len(sent) <= MOST, f"{len(sent)} statements:\n{told}"


def _key() -> dict[str, str]:
    return {"idempotency-key": str(uuid4())}


def _paid(provider: Provider) -> bytes:
    (reference,) = provider.charges
    provider.pay(reference)
    return msgspec.json.encode({"event": "e-1", "reference": str(reference)})
