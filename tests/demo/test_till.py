"""The demo shows every screen of the money with something in it, and its books agree."""

from collections import Counter

from sqlalchemy import select

from hutong import payments
from hutong.access import Approval
from hutong.kernel.db import Database
from hutong.payments import (
    Account,
    Attempt,
    AttemptState,
    BatchLine,
    Difference,
    DifferenceState,
    Reconciliation,
    RefundRequest,
    RefundState,
)
from hutong.views.clearing import clearing_page


async def test_some_refunds_in_part_are_done_and_one_waits_for_a_colleague(
    demo_shop: Database,
) -> None:
    async with demo_shop.reading() as session:
        asked = (
            await session.scalars(select(RefundRequest).where(RefundRequest.asked_by != ""))
        ).all()
        undecided = Approval.decided_at.is_(None), Approval.kind == "payments.refund"
        (waiting,) = (await session.scalars(select(Approval).where(*undecided))).all()
        lines = (await session.scalars(select(BatchLine))).all()

    states = Counter(refund.state for refund in asked)
    assert states[RefundState.DONE] >= 5
    assert states[RefundState.ASKED] == 1
    assert waiting.reason
    assert lines
    assert not any(line.problem for line in lines)


async def test_two_weeks_of_bills_were_held_against_the_ledger(demo_shop: Database) -> None:
    async with demo_shop.reading() as session:
        runs = (await session.scalars(select(Reconciliation))).all()
        found = Counter((await session.scalars(select(Difference.state))).all())
        held = {each.account: each.balance for each in await payments.standings(session)}

    assert len(runs) >= 12
    assert sum(run.neighbours for run in runs) >= 1
    assert set(found) == set(DifferenceState)
    assert held[Account.FEES].minor > 0


async def test_one_payment_waits_for_somebody_to_look(demo_shop: Database) -> None:
    async with demo_shop.reading() as session:
        (held,) = await payments.held_attempts(session)

    assert held.note


async def test_every_provider_has_its_trade_its_bills_and_its_payouts(demo_shop: Database) -> None:
    async with demo_shop.reading() as session:
        paid = Counter(
            (
                await session.scalars(
                    select(Attempt.provider).where(Attempt.state == AttemptState.CAPTURED)
                )
            ).all()
        )
        page = await clearing_page(session)

    assert set(paid) == {"wechat", "alipay", "unionpay", "sandbox"}
    assert paid["wechat"] > paid["alipay"] > paid["unionpay"]
    assert {each.provider for each in page.providers} == set(paid)
    for each in page.providers:
        assert each.fees.minor > 0
        assert each.paid_out.minor > 0
    assert {payout.provider for payout in page.payouts} > {"wechat", "alipay"}
