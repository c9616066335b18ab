"""Money by hand: refunds with somebody's leave, many together, and payments that are held."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest
from httpx import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access, orders, payments
from hutong.access import PERMISSIONS
from hutong.kernel.db import Database
from hutong.kernel.money import Money, yuan
from hutong.orders import Order
from hutong.payments import Attempt, AttemptState, RefundRequest, RefundState
from hutong.wiring import Strangers
from tests import placing
from tests.books import books_agree
from tests.conftest import Worker
from tests.console.conftest import Staffed
from tests.make import goods, trade
from tests.payments.provider import Provider, signed

Hold = Callable[[Money], Awaitable[UUID]]


@pytest.fixture
def provider() -> Provider:
    return Provider()


@pytest.fixture
def outside(provider: Provider) -> Strangers:
    return Strangers(gateways={"fake": provider}, tracker=None)


@pytest.fixture
async def paid(session: AsyncSession, db: Database, provider: Provider, worker: Worker) -> Order:
    order = await trade.order(session)
    await trade.pay(db, provider, order)
    await worker()
    return order


async def _attempt(session: AsyncSession, order: Order) -> Attempt:
    intent = await payments.of_reference(session, order.id)
    assert intent is not None
    return (await payments.attempts(session, intent.id))[0]


async def _refunds(session: AsyncSession) -> list[RefundRequest]:
    await session.flush()
    found = await session.scalars(select(RefundRequest).execution_options(populate_existing=True))
    return list(found)


async def _limits(session: AsyncSession, *, auto: str, four_eyes: str) -> None:
    rule = await payments.find_rule(session, "CNY")
    rule.auto_minor, rule.four_eyes_minor = yuan(auto).minor, yuan(four_eyes).minor
    await session.flush()


async def test_a_part_of_a_payment_is_given_back(
    session: AsyncSession, staffed: Staffed, worker: Worker, provider: Provider, paid: Order
) -> None:
    attempt = await _attempt(session, paid)
    browser = await staffed()

    answer = await browser.post(
        f"/console/payments/{attempt.id}/refund",
        data={"amount": "7.00", "reason": "chipped"},
    )
    await worker()

    (refund,) = await _refunds(session)
    page = await browser.get(f"/console/payments/{attempt.id}")
    assert answer.status_code == 303
    assert (refund.amount, refund.state) == (yuan("7.00"), RefundState.DONE)
    assert provider.moved == (paid.total - yuan("7.00")).minor
    for words in ("Money arrived", "Refund owed", "Money given back", "chipped"):
        assert words in page.text


async def test_codes_of_services_are_spoken_of_only_where_some_can_still_be_had(
    session: AsyncSession,
    db: Database,
    provider: Provider,
    staffed: Staffed,
    worker: Worker,
    paid: Order,
) -> None:
    course = await goods.service(session, "fitting", price="199")
    fitting = await placing.place(
        session, trade.placement(trade.lines(course, 1), freight=yuan("0"))
    )
    await trade.pay(db, provider, fitting)
    await worker()
    browser = await staffed()

    of_goods, of_service = [
        await browser.get(f"/console/payments/{(await _attempt(session, order)).id}/refund")
        for order in (paid, fitting)
    ]

    assert "Codes of services" in of_service.text
    assert "Codes of services" not in of_goods.text


async def test_a_double_click_refunds_once(
    session: AsyncSession, staffed: Staffed, paid: Order
) -> None:
    attempt = await _attempt(session, paid)
    browser = await staffed()

    for _ in range(2):
        await browser.post(
            f"/console/payments/{attempt.id}/refund",
            data={"amount": "7.00", "reason": "chipped", "form_key": "one-form"},
        )

    assert len(await _refunds(session)) == 1


async def test_more_than_was_paid_is_refused_in_words(
    session: AsyncSession, staffed: Staffed, paid: Order
) -> None:
    attempt = await _attempt(session, paid)
    browser = await staffed()

    answer = await browser.post(
        f"/console/payments/{attempt.id}/refund",
        data={"amount": "9999", "reason": "greed"},
    )

    assert answer.status_code == 422
    assert "More cannot be refunded than was paid." in answer.text


async def _asked(session: AsyncSession, browser: AsyncClient, order: Order) -> UUID:
    attempt = await _attempt(session, order)
    await browser.post(
        f"/console/payments/{attempt.id}/refund",
        data={"amount": "7.00", "reason": "chipped"},
    )
    approval_id: UUID = await session.scalar(select(access.Approval.id))
    return approval_id


async def test_nobody_approves_a_large_refund_of_their_own(
    session: AsyncSession, staffed: Staffed, paid: Order
) -> None:
    await _limits(session, auto="1", four_eyes="5")
    browser = await staffed()
    approval = await _asked(session, browser, paid)

    own = await browser.post(f"/console/approvals/{approval}/approval", data={"note": ""})

    (refund,) = await _refunds(session)
    assert own.status_code in {403, 422}
    assert "Somebody else has to decide" in own.text
    assert refund.state is RefundState.ASKED


async def test_a_colleague_approves_it_and_the_money_goes(
    session: AsyncSession, staffed: Staffed, worker: Worker, provider: Provider, paid: Order
) -> None:
    await _limits(session, auto="1", four_eyes="5")
    approval = await _asked(session, await staffed(), paid)
    colleague = await staffed("approvals.decide", "approvals.view")

    waiting = await colleague.get("/console/approvals?state=open")
    answer = await colleague.post(f"/console/approvals/{approval}/approval", data={"note": "ok"})
    await worker()

    (refund,) = await _refunds(session)
    assert paid.number in waiting.text
    assert answer.status_code == 303
    assert refund.state is RefundState.DONE


async def test_a_colleague_declines_it_and_says_why(
    session: AsyncSession, staffed: Staffed, paid: Order
) -> None:
    await _limits(session, auto="1", four_eyes="5")
    approval = await _asked(session, await staffed(), paid)
    colleague = await staffed(*PERMISSIONS)

    await colleague.post(f"/console/approvals/{approval}/refusal", data={"note": "no photo"})

    (refund,) = await _refunds(session)
    assert (refund.state, refund.note) == (RefundState.DECLINED, "no photo")


async def test_pasted_numbers_become_a_preview_and_then_refunds(
    session: AsyncSession, staffed: Staffed, worker: Worker, provider: Provider, paid: Order
) -> None:
    browser = await staffed()

    drawn_up = await browser.post(
        "/console/refund-batches/new",
        data={"numbers": f"{paid.number}，nobody\n", "amount": "3", "reason": "recalled"},
    )
    where = drawn_up.headers["location"].split("?")[0]
    preview = await browser.get(where)
    await browser.post(f"{where}/sending")
    await worker()
    after = await browser.get(where)

    assert "Can be refunded" in preview.text
    assert "There is no such order." in preview.text
    assert "1 of 1 finished" in after.text
    assert provider.moved == (paid.total - yuan("3")).minor


async def test_ticked_orders_become_a_preview(
    session: AsyncSession, staffed: Staffed, paid: Order
) -> None:
    browser = await staffed()

    answer = await browser.post(
        "/console/orders/do/refunds",
        data={"row": paid.number, "answered": "1", "amount": "", "reason": "recalled"},
    )

    preview = await browser.get(answer.headers["location"])
    assert answer.headers["location"].startswith("/console/refund-batches/")
    assert paid.number in preview.text
    assert await _refunds(session) == []


async def test_limits_are_changed_by_those_who_may(session: AsyncSession, staffed: Staffed) -> None:
    browser = await staffed("payments.rules")
    limits = {"auto": "50", "auto_daily": "500", "auto_days": "7", "four_eyes": "1000"}

    wrong = await browser.post("/console/refund-rules/CNY/edit", data={**limits, "four_eyes": "49"})
    await browser.post("/console/refund-rules/CNY/edit", data=limits)

    rule = await payments.find_rule(session, "CNY")
    assert wrong.status_code == 422
    assert (rule.auto, rule.four_eyes, rule.auto_days) == (yuan("50"), yuan("1000"), 7)


@pytest.fixture
def hold(session: AsyncSession, db: Database, provider: Provider) -> Hold:
    async def held(paid: Money) -> UUID:
        order = await trade.order(session)
        intent = await payments.of_reference(session, order.id)
        assert intent is not None
        await payments.start(db, {"fake": provider}, intent.id, return_url="https://shop.test")
        attempt = await _attempt(session, order)
        provider.pay(attempt.id, paid=paid)
        await payments.handle_notification(db, provider, *signed(attempt.id))
        return attempt.id

    return held


async def test_held_money_is_taken_for_the_order(
    session: AsyncSession, staffed: Staffed, worker: Worker, hold: Hold
) -> None:
    attempt_id = await hold(yuan("1"))
    browser = await staffed()

    page = await browser.get(f"/console/payments/{attempt_id}")
    await browser.post(f"/console/payments/{attempt_id}/acceptance", data={"reason": "fine"})
    await worker()

    attempt = await payments.find_attempt(session, attempt_id)
    intent = await payments.intent_of(session, attempt)
    order = await orders.find_for_staff(session, intent.number)
    assert "Take it for the order" in page.text
    assert attempt.state is AttemptState.CAPTURED
    assert order.payment is orders.PaymentState.PAID


async def test_held_money_is_given_back(
    session: AsyncSession, staffed: Staffed, worker: Worker, provider: Provider, hold: Hold
) -> None:
    attempt_id = await hold(yuan("1"))
    browser = await staffed()

    await browser.post(f"/console/payments/{attempt_id}/return", data={"reason": "not ours"})
    await worker()

    attempt = await payments.find_attempt(session, attempt_id)
    assert attempt.state is AttemptState.RETURNED
    assert provider.moved == 0
    await books_agree(session)


async def test_whoever_decides_sees_the_order_and_the_amount_not_an_id(
    session: AsyncSession, staffed: Staffed, paid: Order
) -> None:
    attempt = await _attempt(session, paid)
    browser = await staffed()

    page = await browser.get(f"/console/payments/{attempt.id}/refund")

    shown = page.text[page.text.index("<h1") :]
    assert f"{paid.number} · ¥{paid.total.major:.2f}" in shown
    assert str(attempt.id) not in shown[: shown.index("</h1>")]
