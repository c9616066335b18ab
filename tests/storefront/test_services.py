"""A shopper buys a service: no address, and a code to show."""

from uuid import UUID

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import cart, orders, vouchers
from hutong.cart import Item, Source
from hutong.kernel.db import Database
from hutong.members import Member
from hutong.orders import Order
from hutong.wiring import Strangers
from tests.conftest import Worker
from tests.make import goods as make
from tests.make import trade
from tests.payments.provider import Provider
from tests.storefront.test_checkout_page import place


@pytest.fixture
def provider() -> Provider:
    return Provider()


@pytest.fixture
def outside(provider: Provider) -> Strangers:
    return Strangers(gateways={"fake": provider}, tracker=None)


@pytest.fixture
async def checkout(session: AsyncSession, member: Member) -> str:
    course = await make.service(session, "latte-art", price="199")
    items = [Item(course.skus[0].id, 2)]
    begun = await cart.begin_checkout(session, member.id, items, Source.BUY_NOW)
    return f"/checkout/{begun.id}"


@pytest.fixture
async def bought(
    session: AsyncSession,
    db: Database,
    provider: Provider,
    worker: Worker,
    shopper: AsyncClient,
    member: Member,
    checkout: str,
) -> Order:
    await place(shopper, checkout)
    (order,) = (await orders.history(session, member.id)).orders
    await trade.pay(db, provider, order)
    await worker()
    return order


async def test_the_page_of_a_service_says_how_it_is_had(
    shopper: AsyncClient, session: AsyncSession
) -> None:
    await make.service(session, "latte-art", valid_days=90)

    page = (await shopper.get("/p/latte-art")).text

    assert "A service: nothing is sent" in page
    assert "Valid for 90 days after the payment" in page
    assert "Delivery from" not in page


async def test_the_checkout_asks_for_no_address(
    shopper: AsyncClient, member: Member, checkout: str
) -> None:
    page = (await shopper.get(checkout)).text

    assert 'name="phone"' in page
    assert "Where it goes</h2>" not in page
    assert "New address" not in page
    assert member.masked_phone in page
    assert "Delivery" not in page


async def test_until_it_is_paid_the_places_are_kept(
    shopper: AsyncClient, session: AsyncSession, member: Member, checkout: str
) -> None:
    await place(shopper, checkout)
    (order,) = (await orders.history(session, member.id)).orders

    page = (await shopper.get(f"/orders/{order.number}")).text

    assert "We keep the places for you until then." in page
    assert "Delivery" not in page


async def test_who_paid_hears_of_codes_and_not_of_a_parcel(
    shopper: AsyncClient, bought: Order
) -> None:
    page = (await shopper.get(f"/pay/{bought.number}/result")).text

    assert "The codes of your services stand in the order" in page
    assert "parcel" not in page


async def test_a_phone_that_cannot_be_one_comes_back_with_what_was_typed(
    shopper: AsyncClient, session: AsyncSession, member: Member, checkout: str
) -> None:
    answer = await place(shopper, checkout, phone="12345")
    page = await shopper.get(answer.headers["location"])

    assert (await orders.history(session, member.id)).orders == []
    assert 'value="12345"' in page.text
    assert 'aria-invalid="true"' in page.text


async def test_the_order_shows_each_code_with_its_picture(
    shopper: AsyncClient, session: AsyncSession, bought: Order
) -> None:
    page = (await shopper.get(f"/orders/{bought.number}")).text

    codes = await vouchers.of_order(session, bought.id)
    assert all(voucher.written in page for voucher in codes)
    assert page.count("codes__picture") == 2
    assert "Ready to use" in page


async def test_nobody_else_sees_the_codes(
    shopper: AsyncClient, session: AsyncSession, bought: Order
) -> None:
    bought.member_id = UUID(int=1)
    await session.flush()

    page = await shopper.get(f"/orders/{bought.number}")

    assert page.status_code == 404


async def test_an_order_of_which_somebody_had_something_offers_no_cancelling(
    shopper: AsyncClient, session: AsyncSession, bought: Order
) -> None:
    before = (await shopper.get(f"/orders/{bought.number}")).text
    (first, _second) = await vouchers.of_order(session, bought.id)
    await vouchers.redeem(session, first.code, by=trade.STAFF)

    after = (await shopper.get(f"/orders/{bought.number}")).text
    refused = await shopper.post(
        f"/orders/{bought.number}/cancellation", data={"reason": "changed_mind"}
    )

    assert "/cancellation" in before
    assert "/cancellation" not in after
    assert refused.status_code == 303
    assert bought.state == "open"
