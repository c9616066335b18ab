"""People whom the shop knows already, for stories that do not begin at the door."""

from itertools import count
from uuid import UUID

from playwright.async_api import Page
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access, identity, members, payments
from hutong.access import Staff
from hutong.demo.accounts import SHOPPER
from hutong.identity import Device, Subject, SubjectKind
from hutong.inventory import Want
from hutong.kernel.actor import SYSTEM
from hutong.kernel.db import Database
from hutong.orders import Order, OrderState, PaymentState
from hutong.web import cookies
from tests.console import trading
from tests.make import goods, people, places, trade

PAID = (
    select(Order)
    .where(Order.payment == PaymentState.PAID, Order.state == OrderState.OPEN)
    .order_by(Order.placed_at.desc())
    .limit(1)
)
_members = count(13755550001)
_colleagues = count(1)
PASSWORD = "a-long-and-quiet-lane"


async def shopper(page: Page, books: Database, url: str) -> UUID:
    """A member with an address in Hangzhou, signed in on this page."""
    async with books.transaction() as session:
        member = await members.join(session, str(next(_members)), nickname="李雷")
        await people.address(session, member.id, is_default=True)
        token = await _session_of(session, member.id)
    await page.context.add_cookies([{"name": cookies.SESSION, "value": token, "url": url}])
    return member.id


async def regular(page: Page, books: Database, url: str) -> None:
    """The demo shop's own shopper, who has bought and kept a lot, signed in on this page."""
    async with books.transaction() as session:
        member = await members.by_phone(session, SHOPPER.login)
        assert member is not None
        token = await _session_of(session, member.id)
    await page.context.add_cookies([{"name": cookies.SESSION, "value": token, "url": url}])


async def colleague(page: Page, books: Database, url: str, *, role: str = "owner") -> None:
    """Somebody of the staff who gave the password and the second factor on this page."""
    async with books.transaction() as session:
        token = await _staff_session(session, role)
        found = await identity.find_session(session, token)
        assert found is not None
        token = await identity.pass_second_factor(session, found.session_id)
    await page.context.add_cookies([{"name": cookies.STAFF, "value": token, "url": url}])


async def entering(page: Page, books: Database, url: str) -> None:
    """Somebody of the staff who gave the password and nothing more yet."""
    async with books.transaction() as session:
        token = await _staff_session(session, "operator")
    await page.context.add_cookies([{"name": cookies.STAFF, "value": token, "url": url}])


async def newcomer(books: Database) -> str:
    """The e-mail address of somebody who starts today and signs in for the first time."""
    async with books.transaction() as session:
        return (await hire(session, "operator")).email


async def busy(books: Database) -> None:
    """What staff see when something went wrong, waits for a word, or goods are on the move."""
    async with books.transaction() as session:
        product = await goods.goods(session, in_stock=20)
        await trading.transfer(session, product)
        await trading.receipt(session, product)
        await trading.stocktake(session)
        await places.pool(session, Want(product.skus[0].id, 1))
        await trading.alarm(session)
        await trading.stuck_event(session)
        await trading.failed_job(session)
        order = await session.scalar(PAID)
        assert order is not None
        await trading.finding(session, order)
        await trading.large_refund(session, order)
        await payments.draft_batch(session, [order.number], None, "召回", by=trade.STAFF)


async def hire(session: AsyncSession, role: str) -> Staff:
    return await access.create_staff(
        session,
        email=f"colleague{next(_colleagues)}@hutong.example",
        name="王清",
        password=PASSWORD,
        roles=[role],
        by=SYSTEM,
    )


async def _session_of(session: AsyncSession, member_id: UUID) -> str:
    subject = Subject(SubjectKind.MEMBER, member_id)
    return await identity.start_session(session, subject, device=Device())


async def _staff_session(session: AsyncSession, role: str) -> str:
    staff = await hire(session, role)
    return await identity.start_session(session, staff.subject, device=Device())
