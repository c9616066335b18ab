"""The codes of services as staff see them: what for, whose, until when."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import vouchers
from hutong.kernel import clock
from hutong.kernel.money import Money
from hutong.kernel.texts import Texts
from hutong.members import masked_phone
from hutong.orders import Order, OrderLine
from hutong.views.lists import Found, Paging, Period, containing, found, within
from hutong.vouchers import NoSuchCode, Voucher, VoucherState

CODE = re.compile(r"(?:\d[\s-]?){11}\d$")
"""At the end of what was scanned or typed: the whole address of a code's page, or its digits."""


@dataclass(frozen=True, kw_only=True)
class VoucherFilters:
    q: str | None = None
    state: str | None = None
    redeemed: Period | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class VoucherRow:
    id: UUID
    code: str
    written: str
    order_id: UUID
    number: str
    title: Texts
    sku_title: Texts
    picture: str | None
    recipient: str
    phone: str
    amount: Money
    state: VoucherState
    issued_at: datetime
    last_day: datetime
    redeemed_at: datetime | None
    redeemed_by: str
    voided_at: datetime | None
    can_redeem: bool
    can_undo: bool


async def voucher_list(
    session: AsyncSession, filters: VoucherFilters, paging: Paging
) -> Found[VoucherRow]:
    wanted = [*within(Voucher.redeemed_at, filters.redeemed)]
    if filters.state:
        wanted.append(Voucher.state == VoucherState(filters.state))
    if filters.q:
        wanted.append(_matching(filters.q))
    sorts = {"issued_at": Voucher.issued_at, "last_day": Voucher.valid_until}
    at = clock.now()
    return await found(
        session,
        _ROWS.where(*wanted),
        paging,
        sorts=sorts,
        tie=Voucher.id,
        row=lambda row: _row(row, at),
    )


async def voucher_page(session: AsyncSession, code: str) -> VoucherRow:
    """Raises NoSuchCode."""
    row = (await session.execute(_ROWS.where(Voucher.code == vouchers.plain(code)))).one_or_none()
    if row is None:
        raise NoSuchCode(code)
    return _row(row, clock.now())


def _columns() -> Select[Voucher, str, str, str | None]:
    """With the picture that it was sold with."""
    line = and_(OrderLine.order_id == Voucher.order_id, OrderLine.position == Voucher.position)
    return (
        select(Voucher, Order.recipient, Order.phone, OrderLine.picture)
        .join(Order, Order.id == Voucher.order_id)
        .join(OrderLine, line)
    )


_ROWS = _columns()


def _matching(words: str) -> ColumnElement[bool]:
    if code := CODE.search(words.strip()):
        return or_(Voucher.code == vouchers.plain(code[0]), Voucher.number == words.strip())
    return or_(
        Voucher.number.startswith(words.strip().upper(), autoescape=True),
        containing(Order.recipient, words),
        Order.phone == words.strip(),
        containing(Voucher.title["zh"].astext, words),
        containing(Voucher.title["en"].astext, words),
    )


def _row(row: Any, at: datetime) -> VoucherRow:
    voucher: Voucher = row[0]
    return VoucherRow(
        id=voucher.id,
        code=voucher.code,
        written=voucher.written,
        order_id=voucher.order_id,
        number=voucher.number,
        title=voucher.title,
        sku_title=voucher.sku_title,
        picture=row.picture,
        recipient=row.recipient,
        phone=masked_phone(row.phone),
        amount=voucher.amount,
        state=voucher.state,
        issued_at=voucher.issued_at,
        last_day=voucher.last_day,
        redeemed_at=voucher.redeemed_at,
        redeemed_by=voucher.redeemed_by or "",
        voided_at=voucher.voided_at,
        can_redeem=voucher.can_be_redeemed(at),
        can_undo=voucher.can_be_undone(at),
    )
