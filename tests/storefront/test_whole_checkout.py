"""What a whole purchase costs the database: every request from the shelf to the paid order."""

import re
from collections.abc import Iterator

import pytest
from httpx import AsyncClient
from litestar import Litestar
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import cart, orders, pricing
from hutong.cart import Owner
from hutong.members import Member
from hutong.orders import Tab
from tests.conftest import Worker
from tests.counting import statements
from tests.make import goods as make
from tests.make import people
from tests.payments.provider import Provider, signed
from tests.pricing.test_freight_rules import EVERYWHERE
from tests.storefront.conftest import Doors

TOTAL = re.compile(r'name="shown" value="(\d+)"')
LINE = re.compile(r'name="(quantity-[^"]+)"')
MOST = 20


@pytest.fixture
def provider(app: Litestar) -> Iterator[Provider]:
    before = app.state.gateways
    told = Provider()
    app.state.gateways = {"fake": told}
    yield told
    app.state.gateways = before


async def test_from_the_shelf_to_the_paid_order_in_few_statements(
    session: AsyncSession,
    shopper: AsyncClient,
    member: Member,
    provider: Provider,
    open_doors: Doors,
    worker: Worker,
) -> None:
    home = await people.address(session, member.id)
    await pricing.save_freight_rule(session, EVERYWHERE)
    for slug in ("moon-mug", "sun-mug"):
        await make.goods(session, slug)
    await open_doors()
    for slug in ("moon-mug", "sun-mug"):
        await shopper.get(f"/p/{slug}")

    with statements() as sent:
        for slug in ("moon-mug", "sun-mug"):
            await shopper.post(f"/p/{slug}/cart", data={"quantity": "1"})
        lines = set(LINE.findall((await shopper.get("/cart")).text))
        chosen = {
            **dict.fromkeys(lines, "1"),
            "chosen": [line.removeprefix("quantity-") for line in lines],
        }
        checkout = (await shopper.post("/cart/checkout", data=chosen)).headers["location"]
        total = TOTAL.findall((await shopper.get(checkout)).text)[0]
        form = {"shown": total, "address": str(home.id), "note": "谢谢"}
        to_pay = (await shopper.post(f"{checkout}/order", data=form)).headers["location"]
        await shopper.get(to_pay)
        cashier = await shopper.post(to_pay, data={"provider": "fake"})
    (attempt,) = provider.charges
    provider.pay(attempt)
    headers, body = signed(attempt)
    with statements() as of_callback:
        await shopper.post("/notify/fake", content=body, headers=headers)
    await worker()
    with statements() as of_result:
        result = await shopper.get(f"{to_pay}/result")

    assert "Paid, thank you" in result.text
    assert cashier.headers["location"] == f"{to_pay}/onward"
    assert len(provider.charges) == 1
    assert (await orders.counts(session, member.id))[Tab.TO_SHIP] == 1
    assert await cart.count(session, Owner(member_id=member.id)) == 0
    assert shopper.cookies["ht_cart"] == "0"
    sent += [*of_callback, *of_result]
    told = "\n".join(" ".join(each.split())[:120] for each in sent)
    assert len(sent) <= MOST, f"{len(sent)} statements:\n{told}"
