"""The whole way of the money: shop, provider, cashier, message, shop."""

from datetime import timedelta

import pytest
from httpx import AsyncClient
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import orders, payments
from hutong.kernel.clock import Simulated
from hutong.kernel.db import Database
from hutong.orders import Order, PaymentState
from hutong.payments import AttemptState, LedgerEntry, Outcome
from hutong.payments.gateways.sandbox import SandboxGateway
from hutong.sandbox.models import Charge, Delivery
from tests.books import books_agree
from tests.conftest import Worker
from tests.make import trade


@pytest.fixture
async def order(session: AsyncSession, time: Simulated) -> Order:
    return await trade.order(session)


@pytest.fixture
async def cashier(db: Database, gateway: SandboxGateway, order: Order) -> str:
    """The address to which the shopper was sent."""
    async with db.transaction() as session:
        intent = await payments.of_reference(session, order.id)
    assert intent is not None
    back = f"/pay/{order.number}/result"
    return (await payments.start(db, {gateway.name: gateway}, intent.id, return_url=back)).url


async def _pay(client: AsyncClient, cashier: str, telling: str) -> None:
    answer = await client.post(f"{cashier}/payment", data={"telling": telling})
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/pay/")


async def test_the_cashier_says_what_is_to_pay_and_that_no_money_moves(
    client: AsyncClient, order: Order, cashier: str
) -> None:
    page = await client.get(cashier)

    assert page.status_code == 200
    assert order.number in page.text
    assert "Sandbox: no money moves here" in page.text
    assert "¥67.00" in page.text
    assert "<script" not in page.text
    assert "style=" not in page.text
    assert "script-src 'self'" in page.headers["content-security-policy"]


@pytest.mark.parametrize("telling", ["at_once", "three_times"])
async def test_a_payment_arrives_once_however_often_it_is_told(
    session: AsyncSession,
    client: AsyncClient,
    order: Order,
    cashier: str,
    worker: Worker,
    time: Simulated,
    telling: str,
) -> None:
    await _pay(client, cashier, telling)
    await worker()
    time.advance(timedelta(seconds=5))
    await worker()

    assert order.payment is PaymentState.PAID
    assert await session.scalar(select(func.count()).select_from(LedgerEntry)) == 1
    answers = set(await session.scalars(select(Delivery.answer)))
    assert answers == {200}
    await books_agree(session)


@pytest.mark.parametrize(("telling", "seconds"), [("after_5_seconds", 5), ("after_60_seconds", 60)])
async def test_until_the_message_comes_the_order_is_not_paid(
    client: AsyncClient,
    order: Order,
    cashier: str,
    worker: Worker,
    time: Simulated,
    telling: str,
    seconds: int,
) -> None:
    await _pay(client, cashier, telling)
    time.advance(timedelta(seconds=seconds - 1))
    await worker()
    assert order.payment is PaymentState.UNPAID

    time.advance(timedelta(seconds=1))
    await worker()

    assert order.payment is PaymentState.PAID


@pytest.mark.parametrize("telling", ["never", "forged"])
async def test_a_message_that_never_comes_or_is_forged_is_made_up_by_asking(
    session: AsyncSession,
    db: Database,
    client: AsyncClient,
    gateway: SandboxGateway,
    order: Order,
    cashier: str,
    worker: Worker,
    time: Simulated,
    telling: str,
) -> None:
    await _pay(client, cashier, telling)
    await worker()
    assert order.payment is PaymentState.UNPAID

    time.advance(timedelta(seconds=20))
    await payments.query_pending(db, {gateway.name: gateway})
    await worker()

    assert order.payment is PaymentState.PAID
    log = await payments.notifications(session)
    assert [kept.outcome for kept in log] == ([Outcome.FORGED] if telling == "forged" else [])
    await books_agree(session)


async def test_a_wrong_amount_is_never_taken_for_the_payment(
    session: AsyncSession,
    db: Database,
    client: AsyncClient,
    gateway: SandboxGateway,
    order: Order,
    cashier: str,
    worker: Worker,
    time: Simulated,
) -> None:
    await _pay(client, cashier, "wrong_amount")
    await worker()
    time.advance(timedelta(minutes=1))
    await payments.query_pending(db, {gateway.name: gateway})
    await worker()

    (held,) = await payments.held_attempts(session)
    assert order.payment is PaymentState.UNPAID
    assert held.state is AttemptState.HELD
    await books_agree(session)


async def test_coming_back_from_the_cashier_proves_nothing(
    client: AsyncClient, order: Order, cashier: str, worker: Worker
) -> None:
    await client.get(f"/pay/{order.number}/result?paid=true")
    await worker()

    assert order.payment is PaymentState.UNPAID


async def test_after_a_failed_payment_the_shopper_may_try_again(
    db: Database,
    client: AsyncClient,
    gateway: SandboxGateway,
    order: Order,
    cashier: str,
    worker: Worker,
) -> None:
    await client.post(f"{cashier}/failure")
    await worker()
    async with db.transaction() as session:
        intent = await payments.of_reference(session, order.id)
    assert intent is not None

    again = await payments.start(db, {gateway.name: gateway}, intent.id, return_url="/pay/1/result")
    await _pay(client, again.url, "at_once")
    await worker()

    assert again.url != cashier
    assert order.payment is PaymentState.PAID


@pytest.mark.parametrize("hurried", ["payment", "failure"])
async def test_a_second_press_goes_back_to_the_shop_as_the_first_did_and_does_nothing(
    session: AsyncSession, client: AsyncClient, cashier: str, worker: Worker, hurried: str
) -> None:
    first = await client.post(f"{cashier}/{hurried}", data={"telling": "at_once"})
    again = await client.post(f"{cashier}/{hurried}", data={"telling": "wrong_amount"})
    await worker()

    assert again.status_code == 303
    assert again.headers["location"] == first.headers["location"]
    assert await session.scalar(select(func.count()).select_from(Delivery)) == 1
    page = await client.get(cashier)
    assert "Back to the shop" in page.text
    assert "Let the payment fail" not in page.text
    await books_agree(session)


@pytest.mark.parametrize(("done", "asked"), [("payment", "failure"), ("failure", "payment")])
async def test_what_was_paid_does_not_fail_afterwards_nor_the_other_way_round(
    client: AsyncClient, cashier: str, done: str, asked: str
) -> None:
    await client.post(f"{cashier}/{done}", data={"telling": "at_once"})

    answer = await client.post(f"{cashier}/{asked}", data={"telling": "at_once"})

    assert answer.status_code == 409


async def test_the_cashier_takes_nothing_for_an_order_that_was_cancelled(
    session: AsyncSession, client: AsyncClient, order: Order, cashier: str, worker: Worker
) -> None:
    await orders.cancel(session, order.id, by=trade.buyer(order.member_id), reason="other")
    await worker()

    answer = await client.post(f"{cashier}/payment", data={"telling": "at_once"})

    assert answer.status_code == 409
    assert await session.scalar(select(Charge.paid_minor)) is None


async def test_the_cashier_takes_nothing_after_the_time_to_pay(
    client: AsyncClient, cashier: str, time: Simulated
) -> None:
    time.advance(timedelta(minutes=30))

    answer = await client.post(f"{cashier}/payment", data={"telling": "at_once"})

    assert answer.status_code == 409


@pytest.mark.parametrize("form", [{"telling": "loudly"}, {"telling": ["never", "never"]}])
async def test_a_form_that_makes_no_sense_is_refused(
    client: AsyncClient, cashier: str, form: dict[str, object], session: AsyncSession
) -> None:
    answer = await client.post(f"{cashier}/payment", data=form)

    assert 400 <= answer.status_code < 500
    assert await session.scalar(select(Charge.paid_minor)) is None


async def test_a_cashier_that_does_not_exist_is_not_found(client: AsyncClient) -> None:
    assert (await client.get("/sandbox/cashier/guess")).status_code == 404


async def test_money_goes_back_through_the_provider(
    session: AsyncSession,
    db: Database,
    client: AsyncClient,
    order: Order,
    cashier: str,
    worker: Worker,
) -> None:
    await _pay(client, cashier, "at_once")
    await worker()

    await orders.cancel(session, order.id, by=trade.STAFF, reason="staff")
    await worker()

    assert order.payment is PaymentState.REFUNDED
    log = await payments.notifications(session)
    assert {kept.outcome for kept in log} == {Outcome.APPLIED, Outcome.NO_EFFECT}
    await books_agree(session)


async def test_the_list_of_charges_shows_what_the_shop_answered(
    client: AsyncClient, order: Order, cashier: str, worker: Worker
) -> None:
    empty_handed = await client.get("/sandbox/charges")
    await _pay(client, cashier, "at_once")
    await worker()

    page = await client.get("/sandbox/charges")

    assert "Waiting for payment" in empty_handed.text
    assert order.number in page.text
    assert "200" in page.text
    assert cashier not in page.text
