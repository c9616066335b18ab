"""The demo shows services: on sale, to be redeemed, had, and given back."""

from collections import Counter

from sqlalchemy import select

from hutong import catalog, orders, payments, vouchers
from hutong.demo.serving import SERVICES
from hutong.kernel.db import Database
from hutong.orders import Stage
from hutong.vouchers import Voucher, VoucherState


async def test_a_shelf_of_services_is_on_sale(demo_shop: Database) -> None:
    async with demo_shop.reading() as session:
        sheets = [await catalog.find_product(session, each.slug) for each in SERVICES]

    assert all(sheet.listed and sheet.is_service and sheet.pictures for sheet in sheets)


async def test_codes_wait_were_redeemed_and_were_given_back(demo_shop: Database) -> None:
    async with demo_shop.reading() as session:
        held = list(await session.scalars(select(Voucher)))
        placed = {each.order_id: await orders.by_id(session, each.order_id) for each in held}

    stages = Counter(orders.stage(order) for order in placed.values() if order)
    assert Counter(each.state for each in held) == {
        VoucherState.READY: 3,
        VoucherState.REDEEMED: 2,
        VoucherState.VOID: 2,
    }
    assert stages[Stage.COMPLETED] == 1


async def test_what_was_given_back_is_paid_back(demo_shop: Database) -> None:
    async with demo_shop.reading() as session:
        void = await session.scalars(select(Voucher).where(Voucher.state == VoucherState.VOID))
        for voucher in void.all():
            intent = await payments.of_reference(session, voucher.order_id)
            assert intent is not None
            balance = await payments.balance(session, intent)

            assert balance.refunded == voucher.amount


async def test_the_shopper_has_codes_to_show(demo_shop: Database) -> None:
    async with demo_shop.reading() as session:
        ready = await session.scalars(select(Voucher).where(Voucher.state == VoucherState.READY))
        found = await vouchers.of_order(session, ready.all()[0].order_id)

    assert VoucherState.READY in {each.state for each in found}
