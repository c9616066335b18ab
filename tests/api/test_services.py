"""A program buys a service for a shopper: whom to call, and the codes to show."""

from uuid import uuid4

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import orders, vouchers
from hutong.catalog import ProductSheet
from hutong.kernel.db import Database
from hutong.members import Member
from hutong.orders import Order
from tests.conftest import ORIGIN, Worker
from tests.make import goods, trade
from tests.payments.provider import Provider


@pytest.fixture
async def course(session: AsyncSession) -> ProductSheet:
    return await goods.service(session, price="199", valid_days=90)


async def asked(shopper: AsyncClient, product: ProductSheet, *, phone: str) -> dict[str, object]:
    """What is sent to order two places of a service."""
    items = [{"sku_id": str(product.skus[0].id), "quantity": 2}]
    begun = (await shopper.post("/checkouts", json={"items": items})).json()
    return {"checkout_id": begun["id"], "total": begun["quote"]["total"], "phone": phone}


def key() -> dict[str, str]:
    return {"idempotency-key": str(uuid4())}


@pytest.fixture
async def order(
    session: AsyncSession, member: Member, shopper: AsyncClient, course: ProductSheet
) -> Order:
    wanted = await asked(shopper, course, phone="13912345678")
    await shopper.post("/orders", json=wanted, headers=key())
    (placed,) = (await orders.history(session, member.id)).orders
    return placed


@pytest.fixture
async def paid(db: Database, worker: Worker, provider: Provider, order: Order) -> Order:
    await trade.pay(db, provider, order)
    await worker()
    return order


async def test_the_shop_calls_the_phone_that_came_with_the_order(
    shopper: AsyncClient, order: Order
) -> None:
    told = (await shopper.get(f"/orders/{order.number}")).json()

    assert told["fulfilment"] == "not_needed"
    assert order.phone == "13912345678"


async def test_an_order_with_a_phone_that_cannot_be_one_is_refused(
    session: AsyncSession, member: Member, shopper: AsyncClient, course: ProductSheet
) -> None:
    wanted = await asked(shopper, course, phone="12345")

    refused = await shopper.post("/orders", json=wanted, headers=key())

    assert refused.status_code == 422
    assert [each["field"] for each in refused.json()["problems"]] == ["phone"]
    assert (await orders.history(session, member.id)).orders == []


async def test_a_paid_service_has_a_code_for_each_unit(
    session: AsyncSession, shopper: AsyncClient, paid: Order
) -> None:
    told = (await shopper.get(f"/orders/{paid.number}/codes")).json()

    known = await vouchers.of_order(session, paid.id)
    assert [(each["code"], each["state"]) for each in told] == [(v.code, "ready") for v in known]
    assert len(told) == 2
    assert told[0]["scan"] == f"{ORIGIN}/console/codes/{known[0].code}"


async def test_a_redeemed_code_says_when(
    session: AsyncSession, shopper: AsyncClient, paid: Order
) -> None:
    (first, _second) = await vouchers.of_order(session, paid.id)
    await vouchers.redeem(session, first.code, by=trade.STAFF)

    had, ready = (await shopper.get(f"/orders/{paid.number}/codes")).json()

    assert (had["state"], ready["state"]) == ("redeemed", "ready")
    assert had["redeemed_at"]
    assert ready["redeemed_at"] is None


async def test_before_the_payment_there_are_no_codes(shopper: AsyncClient, order: Order) -> None:
    told = await shopper.get(f"/orders/{order.number}/codes")

    assert told.json() == []


async def test_nobody_else_reads_the_codes(stranger: AsyncClient, order: Order) -> None:
    refused = await stranger.get(f"/orders/{order.number}/codes")

    assert refused.status_code == 404
