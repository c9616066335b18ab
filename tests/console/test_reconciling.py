"""A day is held against its bill by hand, and what differs is worked off with a reason."""

from datetime import date

import pytest
from httpx import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.access import Entry
from hutong.kernel import clock
from hutong.kernel.money import yuan
from hutong.payments import BillEntry, BillKind, Difference, DifferenceState, Reconciliation
from tests.console.conftest import Staffed
from tests.console.trading import Trading


@pytest.fixture
async def browser(staffed: Staffed, trading: Trading) -> AsyncClient:
    return await staffed()


async def test_what_nobody_knows_is_accepted_with_a_reason(
    session: AsyncSession, browser: AsyncClient, trading: Trading
) -> None:
    where = f"/console/differences/{trading.difference_id}"

    page = await browser.get("/console/differences?state=open")
    silent = await browser.post(f"{where}/acceptance", data={"reason": ""})
    await browser.post(f"{where}/acceptance", data={"reason": "paid at the fair"})

    after = await browser.get("/console/differences?state=accepted")
    difference = await session.get_one(Difference, trading.difference_id, populate_existing=True)
    assert "counter-7" in page.text
    assert silent.status_code == 422
    assert difference.state is DifferenceState.ACCEPTED
    assert "paid at the fair" in after.text


async def test_the_money_with_each_provider_is_told_by_our_books_and_by_its_bills(
    session: AsyncSession, browser: AsyncClient
) -> None:
    session.add(
        BillEntry(
            provider="wechat",
            day=date(2026, 11, 1),
            kind=BillKind.CAPTURE,
            reference=None,
            provider_reference="4200",
            at=clock.now(),
            amount=yuan("1234.56"),
            fee_minor=0,
        )
    )
    await session.flush()

    page = await browser.get("/console/clearing", params={"lang": "en"})

    assert "Money with the providers" in page.text
    assert "WeChat Pay" in page.text
    assert "¥1,234.56" in page.text
    assert "-¥1,234.56" in page.text


@pytest.mark.parametrize("day", ["tomorrow", "2999-01-01", "2026-13-40", ""])
async def test_only_a_day_that_is_over_is_reconciled(browser: AsyncClient, day: str) -> None:
    answer = await browser.post(
        "/console/reconciliations/new", data={"provider": "fake", "day": day}
    )

    assert answer.status_code == 422


async def test_a_day_is_looked_at_by_hand(session: AsyncSession, browser: AsyncClient) -> None:
    answer = await browser.post(
        "/console/reconciliations/new", data={"provider": "fake", "day": "2026-11-01"}
    )

    page = await browser.get("/console/reconciliations")
    runs = (await session.scalars(select(Reconciliation))).all()
    entry = await session.scalar(select(Entry).where(Entry.action == "reconciliation.create"))
    assert answer.status_code == 303
    assert entry is not None
    assert entry.changes == {"provider": [None, "fake"], "day": [None, "2026-11-01"]}
    assert len(runs) == 1
    assert "fake" in page.text
