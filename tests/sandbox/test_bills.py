"""What the provider lists at the end of a day, as the shop reads it."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from hutong.kernel import clock
from hutong.kernel.clock import Simulated
from hutong.kernel.db import Database
from hutong.kernel.money import Money, yuan
from hutong.payments import (
    BillKind,
    BillNotReady,
    ChargeAsked,
    ProviderRefused,
    ProviderUnreachable,
    RefundAsked,
)
from hutong.payments.gateways.sandbox import SandboxGateway
from hutong.sandbox import charges, queries
from hutong.sandbox.models import Telling

DAY = date(2026, 11, 2)
LAST_MINUTE = datetime(2026, 11, 2, 15, 59, tzinfo=UTC)


async def _paid(
    db: Database, gateway: SandboxGateway, amount: Money, telling: Telling = Telling.NEVER
) -> UUID:
    reference = uuid4()
    started = await gateway.start(
        ChargeAsked(
            reference=reference,
            number="26110243200AAAAAA01",
            amount=amount,
            expires_at=clock.now() + timedelta(minutes=30),
            return_url="/back",
        )
    )
    async with db.transaction() as session:
        await charges.pay(session, started.provider_reference, telling)
    return reference


async def test_a_bill_lists_payments_and_refunds_of_its_day_with_their_fees(
    db: Database, gateway: SandboxGateway
) -> None:
    with clock.simulated(LAST_MINUTE) as time:
        paid = await _paid(db, gateway, yuan("100.00"))
        asked = RefundAsked(key=uuid4(), reference=paid, amount=yuan("30.00"), reason="chipped")
        await gateway.refund(asked)
        time.advance(timedelta(minutes=1))
        late = await _paid(db, gateway, yuan("8.00"))
        time.advance(timedelta(days=1, hours=2))

        day, next_day = await gateway.bill(DAY), await gateway.bill(DAY + timedelta(days=1))

    assert [(line.kind, line.reference, line.amount, line.fee) for line in day] == [
        (BillKind.CAPTURE, paid, yuan("100.00"), yuan("0.60")),
        (BillKind.REFUND, asked.key, yuan("30.00"), -yuan("0.18")),
    ]
    assert [(line.reference, line.amount) for line in next_day] == [
        (late, yuan("8.00")),
        (None, yuan("100.00") - yuan("0.60") - yuan("30.00") + yuan("0.18")),
    ]
    assert next_day[-1].kind is BillKind.PAYOUT


async def test_a_bill_says_what_was_paid_and_not_what_was_asked(
    db: Database, gateway: SandboxGateway
) -> None:
    with clock.simulated(LAST_MINUTE) as time:
        await _paid(db, gateway, yuan("67.00"), Telling.WRONG_AMOUNT)
        time.advance(timedelta(hours=2))

        (line,) = await gateway.bill(DAY)

    assert line.amount == yuan("66.00")


async def test_the_bill_of_a_day_is_made_when_it_is_over(
    gateway: SandboxGateway, time: Simulated
) -> None:
    with pytest.raises(BillNotReady):
        await gateway.bill(clock.local_day(clock.now()))


async def test_a_bill_that_would_leave_something_out_is_refused(
    db: Database, gateway: SandboxGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "BILL_MAX", 1)
    with clock.simulated(LAST_MINUTE) as time:
        await _paid(db, gateway, yuan("1.00"))
        await _paid(db, gateway, yuan("2.00"))
        time.advance(timedelta(hours=2))

        with pytest.raises(ProviderRefused):
            await gateway.bill(DAY)


async def test_the_bill_of_another_merchant_is_not_told(gateway: SandboxGateway) -> None:
    gateway.merchant = "somebody"

    with pytest.raises(ProviderUnreachable):
        await gateway.bill(DAY)
