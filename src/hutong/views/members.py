"""Members as staff see them: what they have spent, when they were last here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import identity, members
from hutong.identity import SessionRow
from hutong.kernel.ids import as_id
from hutong.kernel.money import CNY, Money
from hutong.members import Address, FreezeReason, Member, masked_phone
from hutong.orders import Order, PaymentState
from hutong.views.lists import Found, Paging, Period, containing, found, within
from hutong.views.orders import OrderRow, orders_of

PHONE_DIGITS = 11
ORDERS_SHOWN = 10


@dataclass(frozen=True, kw_only=True)
class MemberFilters:
    q: str | None = None
    joined: Period | None = None
    frozen: bool | None = None
    bought: bool | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class MemberRow:
    id: UUID
    nickname: str
    phone: str
    joined_at: datetime
    frozen_at: datetime | None
    orders: int
    spent: Money
    last_order_at: datetime | None

    @property
    def standing(self) -> str:
        return "frozen" if self.frozen_at else "active"


@dataclass(frozen=True, kw_only=True)
class MemberPage:
    """One member with what belongs to them; the phone number is masked."""

    row: MemberRow
    gender: str | None
    birthday: date | None
    locale: str
    frozen_reason: FreezeReason | None
    addresses: Sequence[Address]
    sessions: Sequence[SessionRow]
    orders: Sequence[OrderRow]

    @property
    def id(self) -> UUID:
        return self.row.id

    @property
    def phone(self) -> str:
        return self.row.phone

    @property
    def joined_at(self) -> datetime:
        return self.row.joined_at

    @property
    def orders_count(self) -> int:
        return self.row.orders

    @property
    def spent(self) -> Money:
        return self.row.spent


async def member_list(
    session: AsyncSession, filters: MemberFilters, paging: Paging
) -> Found[MemberRow]:
    bought = _bought()
    statement = _statement(bought).where(*_wanted(filters))
    if filters.bought:
        statement = statement.where(bought.c.orders > 0)
    sorts = {
        "joined_at": Member.joined_at,
        "orders": func.coalesce(bought.c.orders, 0),
        "spent": func.coalesce(bought.c.spent, 0),
        "last_order_at": bought.c.last_order_at,
    }
    return await found(session, statement, paging, sorts=sorts, tie=Member.id, row=_row)


async def member_page(session: AsyncSession, key: str) -> MemberPage:
    """Raises NoSuchMember. Five statements."""
    member = await members.find(session, as_id(key))
    row = (await session.execute(_statement(_bought()).where(Member.id == member.id))).one()
    return MemberPage(
        row=_row(row),
        gender=member.gender,
        birthday=member.birthday,
        locale=member.locale,
        frozen_reason=member.frozen_reason,
        addresses=await members.addresses(session, member.id),
        sessions=await identity.sessions_of(session, member.subject),
        orders=await orders_of(session, member.id, ORDERS_SHOWN),
    )


def _bought() -> Any:
    """Per member; what was refunded in whole is not spent."""
    paid = Order.payment == PaymentState.PAID
    return (
        select(
            Order.member_id,
            func.count().label("orders"),
            func.coalesce(func.sum(Order.total_minor).filter(paid), 0).label("spent"),
            func.max(Order.placed_at).label("last_order_at"),
        )
        .group_by(Order.member_id)
        .subquery()
    )


def _statement(bought: Any) -> Select[*tuple[Any, ...]]:
    return select(
        Member.id,
        Member.nickname,
        Member.phone,
        Member.joined_at,
        Member.frozen_at,
        bought.c.orders,
        bought.c.spent,
        bought.c.last_order_at,
    ).outerjoin(bought, bought.c.member_id == Member.id)


def _wanted(filters: MemberFilters) -> list[ColumnElement[bool]]:
    wanted = within(Member.joined_at, filters.joined)
    if filters.frozen:
        wanted.append(Member.frozen_at.is_not(None))
    if filters.q:
        digits = "".join(filters.q.split())
        name = containing(Member.nickname, filters.q)
        # a phone number is found whole or by its last four digits, never guessed at piece by piece
        whole = digits.isdecimal() and len(digits) in {4, PHONE_DIGITS}
        wanted.append(or_(name, Member.phone.endswith(digits)) if whole else name)
    return wanted


def _row(row: Row[Any]) -> MemberRow:
    return MemberRow(
        id=row.id,
        nickname=row.nickname,
        phone=masked_phone(row.phone),
        joined_at=row.joined_at,
        frozen_at=row.frozen_at,
        orders=row.orders or 0,
        spent=Money(int(row.spent or 0), CNY),
        last_order_at=row.last_order_at,
    )
