"""The main job through the API alone: find, order, pay, receive."""

import re

from httpx import AsyncClient
from litestar import Litestar
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import orders
from hutong.catalog import ProductSheet
from hutong.kernel.clock import Simulated
from hutong.kernel.db import Database
from tests.api.conftest import calling
from tests.books import books_agree
from tests.conftest import Worker
from tests.make import trade

PHONE = "13812345678"
ADDRESS = {
    "recipient": "韩梅梅",
    "phone": "138 1234 5678",
    "province": "33",
    "city": "3301",
    "district": "330106",
    "detail": "曙光路 1 号 2 幢 301",
}


async def test_a_guest_finds_a_mug_signs_in_orders_pays_and_receives_it(
    app: Litestar,
    db: Database,
    session: AsyncSession,
    guest: AsyncClient,
    mug: ProductSheet,
    worker: Worker,
    time: Simulated,
) -> None:
    await worker()
    await app.state.index.refresh(db)
    listing = (await guest.get("/products", params={"q": "mug"})).json()
    assert [card["slug"] for card in listing["items"]] == ["mug-blue"]
    product = (await guest.get("/products/mug-blue")).json()
    sku = product["skus"][0]["id"]

    guest_token = (await guest.post("/guests")).json()["guest_token"]
    basket = await guest.post(
        "/cart/lines",
        json={"sku_id": sku, "quantity": 2},
        headers={"guest-token": guest_token},
    )
    assert basket.json()["quote"]["total"] == {"minor": 11800, "currency": "CNY"}

    assert (await guest.post("/codes", json={"phone": PHONE})).status_code == 202
    body = await session.scalar(text("select body from messaging_message where channel = 'sms'"))
    code = re.search(r"\d{6}", body or "")
    assert code is not None
    entered = await guest.post(
        "/sessions", json={"phone": PHONE, "code": code[0], "guest_token": guest_token}
    )
    assert entered.status_code == 201
    assert entered.json()["new"] is True

    async with calling(app, entered.json()["token"]) as me:
        assert (await me.post("/me/addresses", json=ADDRESS)).status_code == 201
        checkout = (await me.post("/checkouts", json={})).json()
        assert (checkout["can_place"], checkout["problems"]) == (True, [])
        placed = await me.post(
            "/orders",
            json={"checkout_id": checkout["id"], "total": checkout["quote"]["total"]},
            headers={"idempotency-key": "my-first-order"},
        )
        assert placed.status_code == 201
        number = placed.json()["number"]
        assert (await me.get("/cart")).json()["lines"] == []

        pay = await me.post(
            f"/orders/{number}/payment", json={}, headers={"idempotency-key": "pay-it-now"}
        )
        assert pay.status_code == 201
        cashier = pay.json()["url"]
        assert (await me.get(f"/orders/{number}/payment")).json()["paid"] is False
        await me.post(f"{cashier}/payment", data={"telling": "at_once"})
        await worker()
        assert (await me.get(f"/orders/{number}/payment")).json()["paid"] is True
        assert (await me.get(f"/orders/{number}")).json()["stage"] == "to_ship"

        found = await orders.find_for_staff(session, number)
        await orders.ship(
            session,
            found.id,
            carrier="sf",
            tracking_number=trade.tracking_number(),
            by=trade.STAFF,
        )
        (parcel,) = (await me.get(f"/orders/{number}/parcels")).json()
        assert parcel["carrier_name"] == "SF Express"
        assert parcel["inside"][0]["quantity"] == 2

        received = await me.post(f"/orders/{number}/receipt")
        assert received.json()["stage"] == "completed"
        assert (await me.get("/orders/counts")).json()["completed"] == 1
        again = (await me.post(f"/orders/{number}/repurchase")).json()
        assert again == {"added": [sku], "gone": [], "fewer": []}
        spent = (await me.get("/me/spending")).json()
        assert spent["spent"] == {"minor": 11800, "currency": "CNY"}
    await books_agree(session)
