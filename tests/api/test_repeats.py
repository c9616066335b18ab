import asyncio
from datetime import timedelta
from typing import Any

from httpx import AsyncClient
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.api.repeats import Repeatable, forget_old, keep
from hutong.catalog import ProductSheet
from hutong.kernel.clock import Simulated
from hutong.kernel.db import Database
from hutong.kernel.ids import new_id
from hutong.orders import Order
from hutong.payments.gateways.sandbox import SandboxGateway
from hutong.sandbox.models import Charge


async def _checkout(shopper: AsyncClient, mug: ProductSheet, quantity: int = 1) -> dict[str, Any]:
    items = [{"sku_id": str(mug.skus[0].id), "quantity": quantity}]
    begun = await shopper.post("/checkouts", json={"items": items})
    assert begun.status_code == 201, begun.text
    found: dict[str, Any] = begun.json()
    return {"checkout_id": found["id"], "total": found["quote"]["total"]}


async def test_the_same_order_sent_twice_is_answered_twice_and_placed_once(
    session: AsyncSession, shopper: AsyncClient, mug: ProductSheet
) -> None:
    wanted, key = await _checkout(shopper, mug), {"idempotency-key": "order-0001"}

    first = await shopper.post("/orders", json=wanted, headers=key)
    again = await shopper.post("/orders", json=wanted, headers=key)

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert again.headers["idempotent-replayed"] == "true"
    assert await session.scalar(select(func.count()).select_from(Order)) == 1


async def test_a_key_with_another_body_is_refused(
    session: AsyncSession, shopper: AsyncClient, mug: ProductSheet
) -> None:
    one, two = await _checkout(shopper, mug), await _checkout(shopper, mug, 2)
    key = {"idempotency-key": "order-0001"}

    await shopper.post("/orders", json=one, headers=key)
    refused = await shopper.post("/orders", json=two, headers=key)

    assert refused.status_code == 409
    assert refused.json()["title"] == "KeyReused"
    assert await session.scalar(select(func.count()).select_from(Order)) == 1


async def test_the_same_checkout_under_another_key_is_the_same_order(
    session: AsyncSession, shopper: AsyncClient, mug: ProductSheet
) -> None:
    wanted = await _checkout(shopper, mug)

    numbers = {
        (await shopper.post("/orders", json=wanted, headers={"idempotency-key": key})).json()[
            "number"
        ]
        for key in ("order-0001", "order-0002")
    }

    assert len(numbers) == 1


async def test_what_failed_may_be_tried_again_under_its_key(
    shopper: AsyncClient, mug: ProductSheet
) -> None:
    wanted, key = await _checkout(shopper, mug), {"idempotency-key": "order-0001"}
    cheaper = {**wanted, "total": {"minor": 1, "currency": "CNY"}}

    refused = await shopper.post("/orders", json=cheaper, headers=key)
    placed = await shopper.post("/orders", json=wanted, headers=key)

    assert (refused.status_code, placed.status_code) == (409, 201)


async def test_an_order_without_a_key_is_refused(shopper: AsyncClient, mug: ProductSheet) -> None:
    wanted = await _checkout(shopper, mug)

    for headers in ({}, {"idempotency-key": "short"}, {"idempotency-key": "x" * 65}):
        assert (
            400 <= (await shopper.post("/orders", json=wanted, headers=headers)).status_code < 500
        )


async def test_starting_to_pay_twice_makes_one_payment(
    session: AsyncSession, shopper: AsyncClient, mug: ProductSheet, gateway: SandboxGateway
) -> None:
    wanted = await _checkout(shopper, mug)
    placed = await shopper.post("/orders", json=wanted, headers={"idempotency-key": "order-0001"})
    path = f"/orders/{placed.json()['number']}/payment"

    urls = {
        (await shopper.post(path, json={}, headers={"idempotency-key": key})).json()["url"]
        for key in ("pay-00001", "pay-00001", "pay-00002")
    }

    assert len(urls) == 1
    assert await session.scalar(select(func.count()).select_from(Charge)) == 1


async def test_those_who_send_at_the_same_moment_are_told_the_same(committed: Database) -> None:
    done = []
    request = Repeatable.of(new_id(), "together", "body")

    async def act() -> dict[str, int]:
        await asyncio.sleep(0.1)
        done.append(1)
        return {"order": len(done)}

    answers = await asyncio.gather(*(keep(committed, request, act) for _ in range(5)))

    assert len({answer.content for answer in answers}) == 1


async def test_answers_are_forgotten_after_two_days(db: Database, time: Simulated) -> None:
    member_id, answers = new_id(), iter(["first", "second", "third"])

    async def act() -> str:
        return next(answers)

    async def send() -> bytes:
        answer = await keep(db, Repeatable.of(member_id, "key-of-today", "a"), act)
        body: bytes = answer.content
        return body

    first = await send()
    time.advance(timedelta(days=1))
    await forget_old(db)
    kept = await send()
    time.advance(timedelta(days=2))
    await forget_old(db)

    assert (first, kept, await send()) == (b'"first"', b'"first"', b'"third"')
