"""Staff redeem what buyers show them."""

from urllib.parse import unquote

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import payments, vouchers
from hutong.access import Entry
from hutong.kernel.db import Database
from hutong.kernel.money import yuan
from hutong.orders import Order
from hutong.vouchers import Voucher, VoucherState
from hutong.wiring import Strangers
from tests import placing
from tests.conftest import Worker
from tests.console.conftest import Staffed
from tests.make import goods, trade
from tests.payments.provider import Provider


@pytest.fixture
def provider() -> Provider:
    return Provider()


@pytest.fixture
def outside(provider: Provider) -> Strangers:
    return Strangers(gateways={"fake": provider}, tracker=None)


@pytest.fixture
async def bought(
    session: AsyncSession, db: Database, provider: Provider, worker: Worker
) -> tuple[Order, Voucher]:
    """Two visits of a fitter."""
    course = await goods.service(session, "fitting", price="199")
    wanted = trade.placement(trade.lines(course, 2), freight=yuan("0"))
    order = await placing.place(session, wanted)
    await trade.pay(db, provider, order)
    await worker()
    return order, (await vouchers.of_order(session, order.id))[0]


@pytest.mark.parametrize("typed", ["{written}", "https://shop.test:8000/console/codes/{code}"])
async def test_a_code_is_found_however_it_is_typed_or_scanned(
    staffed: Staffed, bought: tuple[Order, Voucher], typed: str
) -> None:
    order, voucher = bought
    browser = await staffed("services.redeem")

    words = typed.format(written=voucher.written, code=voucher.code)
    page = await browser.get("/console/codes", params={"q": words})

    assert page.text.count(f"/console/codes/{voucher.code}/redemption") >= 1
    assert order.recipient in page.text
    assert "138****8000" in page.text


async def test_the_second_press_says_when_and_by_whom(
    staffed: Staffed, session: AsyncSession, bought: tuple[Order, Voucher]
) -> None:
    _order, voucher = bought
    browser = await staffed("services.redeem")
    where = f"/console/codes/{voucher.code}/redemption"

    await browser.post(where)
    again = await browser.post(where)
    page = await browser.get(f"/console/codes/{voucher.code}")

    await session.refresh(voucher)
    trail = select(Entry.action).where(Entry.object_type == "vouchers_voucher")
    assert (await session.scalars(trail)).all() == ["vouchers.redeem"]
    assert voucher.state is VoucherState.REDEEMED
    assert str(voucher.redeemed_by) in unquote(again.headers.get("set-cookie", ""))
    assert str(voucher.redeemed_by) in page.text


async def test_a_mistake_is_taken_back_with_its_reason(
    staffed: Staffed, session: AsyncSession, bought: tuple[Order, Voucher]
) -> None:
    _order, voucher = bought
    browser = await staffed("services.redeem")
    await browser.post(f"/console/codes/{voucher.code}/redemption")

    nothing = await browser.post(f"/console/codes/{voucher.code}/undoing", data={"reason": ""})
    await browser.post(f"/console/codes/{voucher.code}/undoing", data={"reason": "扫错了"})

    await session.refresh(voucher)
    entry = await session.scalar(select(Entry).where(Entry.action == "vouchers.undo"))
    assert nothing.status_code == 422
    assert voucher.state is VoucherState.READY
    assert entry is not None
    assert entry.changes["reason"] == [None, "扫错了"]


async def test_services_are_given_back_on_the_page_of_their_order(
    staffed: Staffed, session: AsyncSession, bought: tuple[Order, Voucher]
) -> None:
    order, voucher = bought
    browser = await staffed("orders.cancel", "orders.view", "services.redeem")
    await browser.post(f"/console/codes/{voucher.code}/redemption")
    sku = str(voucher.sku_id)
    where = f"/console/orders/{order.number}/services-back"

    too_many = {"sku": sku, f"quantity-{sku}": "2", "reason": "客户来不了"}
    refused = await browser.post(where, data=too_many)
    await browser.post(where, data={**too_many, f"quantity-{sku}": "1"})
    page = await browser.get(f"/console/orders/{order.number}")

    states = [each.state for each in await vouchers.of_order(session, order.id)]
    assert refused.status_code == 409
    assert states == [VoucherState.REDEEMED, VoucherState.VOID]
    assert voucher.written in page.text


async def test_money_given_back_by_amount_says_what_becomes_of_the_codes(
    staffed: Staffed, session: AsyncSession, bought: tuple[Order, Voucher]
) -> None:
    order, _voucher = bought
    browser = await staffed("orders.view", "payments.refund")
    intent = await payments.of_reference(session, order.id)
    assert intent is not None
    (attempt,) = await payments.attempts(session, intent.id)

    asked = await browser.get(f"/console/payments/{attempt.id}/refund")

    assert "Codes of services stay good until all the money is back." in asked.text
