"""A whole purchase as a program makes it, its callback included."""

from collections.abc import Iterable
from uuid import uuid4

import msgspec
from httpx import AsyncClient

from hutong.catalog import ProductSheet
from tests.conftest import ORIGIN
from tests.payments.provider import Provider

NOTE = "谢谢"
HEARD = f"{ORIGIN}/notify/fake"


async def buy(shopper: AsyncClient, provider: Provider, wanted: Iterable[ProductSheet]) -> str:
    """From the shelf to the payment; the number of the order, which is paid."""
    for product in wanted:
        line = {"sku_id": str(product.skus[0].id), "quantity": 1}
        await shopper.post("/cart/lines", json=line)
    begun = (await shopper.post("/checkouts", json={})).json()
    change = {"address_id": begun["address"]["id"], "note": NOTE}
    reviewed = (await shopper.patch(f"/checkouts/{begun['id']}", json=change)).json()
    asked = {"checkout_id": begun["id"], "total": reviewed["quote"]["total"]}
    number: str = (await shopper.post("/orders", json=asked, headers=_key())).json()["number"]
    payment = f"/orders/{number}/payment"
    already = set(provider.charges)
    await shopper.post(payment, json={}, headers=_key())
    (reference,) = set(provider.charges) - already
    provider.pay(reference)
    told = msgspec.json.encode({"event": f"e-{reference}", "reference": str(reference)})
    await shopper.post(HEARD, content=told, headers={"signature": "good"})
    paid = (await shopper.get(payment)).json()["paid"]
    assert paid is True
    return number


def _key() -> dict[str, str]:
    return {"idempotency-key": str(uuid4())}
