"""A code is made for each unit that was paid, and redeemed, made void or expired: once."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access
from hutong.kernel import clock, events
from hutong.kernel.actor import Actor
from hutong.kernel.db import Database
from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import gettext as _
from hutong.kernel.ids import new_id
from hutong.kernel.money import Money
from hutong.kernel.texts import Texts, pick
from hutong.vouchers import queries
from hutong.vouchers.errors import AlreadyHad, CannotUndo, CodeExpired, CodeVoid
from hutong.vouchers.events import (
    RedemptionUndone,
    VoucherRedeemed,
    VouchersExpired,
    VouchersIssued,
    VouchersVoided,
)
from hutong.vouchers.models import UNDO_WITHIN, Voucher
from hutong.vouchers.states import MOVES, VoucherState

Told = Mapping[str, object]

DIGITS = 12
REASON_MAX = 200


@dataclass(frozen=True, kw_only=True)
class Served:
    """A line of services in an order, and what was paid for all its units."""

    position: int
    sku_id: UUID
    title: Texts
    sku_title: Texts
    quantity: int
    payable: Money
    valid_days: int


@dataclass(frozen=True, kw_only=True)
class Bought:
    """Whose services they are, and since when they are paid."""

    order_id: UUID
    number: str
    member_id: UUID
    paid_at: datetime
    lines: Sequence[Served]


@dataclass(frozen=True, slots=True)
class Redemption:
    """`again`: it was redeemed before; the voucher says when and by whom."""

    voucher: Voucher
    again: bool


async def issue(session: AsyncSession, bought: Bought) -> Sequence[Voucher]:
    """A code for each unit. Twice is once. The order is locked."""
    known = await queries.of_order(session, bought.order_id)
    if known:
        return known
    at = clock.now()
    made = [
        _voucher(bought, line, unit, amount)
        for line in bought.lines
        for unit, amount in enumerate(line.payable.allocate([1] * line.quantity), start=1)
    ]
    session.add_all(made)
    await session.flush()
    issued = VouchersIssued(
        order_id=bought.order_id,
        number=bought.number,
        member_id=bought.member_id,
        at=at,
        count=len(made),
    )
    events.emit(session, issued)
    return made


async def redeem(session: AsyncSession, code: str, *, by: Actor) -> Redemption:
    """Its service is had now. Twice is once. Raises NoSuchCode, CodeVoid, CodeExpired."""
    voucher = await queries.locked(session, code)
    at = clock.now()
    match voucher.state:
        case VoucherState.REDEEMED:
            return Redemption(voucher, again=True)
        case VoucherState.VOID:
            raise CodeVoid(voucher.written)
        case VoucherState.READY | VoucherState.EXPIRED:
            if not voucher.can_be_redeemed(at):
                raise CodeExpired(voucher.written, clock.local_day(voucher.last_day))
    before = _told(voucher)
    voucher.redeem(at, by)
    _record(session, by, voucher, told=(before, _told(voucher)))
    redeemed = VoucherRedeemed(
        order_id=voucher.order_id,
        number=voucher.number,
        member_id=voucher.member_id,
        at=at,
        voucher_id=voucher.id,
        sku_id=voucher.sku_id,
    )
    events.emit(session, redeemed)
    await session.flush()
    return Redemption(voucher, again=False)


async def undo(session: AsyncSession, code: str, *, reason: str, by: Actor) -> Voucher:
    """A redemption was a mistake: the code can be redeemed again. Raises CannotUndo."""
    if not 0 < len(reason.strip()) <= REASON_MAX:
        raise Invalid([Problem("reason", _("Please say why, in at most 200 characters."))])
    voucher = await queries.locked(session, code)
    at = clock.now()
    if not voucher.can_be_undone(at):
        raise CannotUndo(UNDO_WITHIN.seconds // 60)
    before = _told(voucher)
    voucher.undo()
    after = {**_told(voucher), "reason": reason.strip()}
    _record(session, by, voucher, told=(before, after))
    undone = RedemptionUndone(
        order_id=voucher.order_id,
        number=voucher.number,
        member_id=voucher.member_id,
        at=at,
        voucher_id=voucher.id,
        sku_id=voucher.sku_id,
        reason=reason.strip(),
    )
    events.emit(session, undone)
    await session.flush()
    return voucher


async def make_void(
    session: AsyncSession, order_id: UUID, units: Mapping[UUID, int] | None = None
) -> Sequence[Voucher]:
    """So many codes of each SKU are worth nothing from now on; without units, all of the order.

    All or none. The order is locked. Raises AlreadyHad when not so many are left, or, without
    units, when a single one was redeemed.
    """
    held = await queries.locked_of_order(session, order_id)
    if units is None:
        chosen = [each for each in held if each.state is not VoucherState.VOID]
    else:
        chosen = _chosen([each for each in held if not_had(each)], units)
    if not all(map(not_had, chosen)) or (units and len(chosen) < sum(units.values())):
        raise AlreadyHad(held[0].number if held else "")
    _void(session, chosen)
    await session.flush()
    return chosen


async def make_rest_void(session: AsyncSession, order_id: UUID) -> Sequence[Voucher]:
    """All that nobody had: their money is back already. The order is locked."""
    left = [each for each in await queries.locked_of_order(session, order_id) if not_had(each)]
    _void(session, left)
    await session.flush()
    return left


def not_had(voucher: Voucher) -> bool:
    """It can still be paid back."""
    return VoucherState.VOID in MOVES[voucher.state]


async def expire_due(db: Database) -> int:
    """Codes whose days are over say so. Each order in its own transaction. How many orders."""
    at = clock.now()
    async with db.reading() as session:
        due = await queries.due(session, at)
    for order_id in due:
        async with db.transaction() as session:
            await _expire(session, order_id, at)
    return len(due)


async def _expire(session: AsyncSession, order_id: UUID, at: datetime) -> None:
    held = await queries.locked_of_order(session, order_id)
    over = [v for v in held if v.state is VoucherState.READY and v.valid_until <= at]
    for voucher in over:
        voucher.expire()
    if over:
        expired = VouchersExpired(
            order_id=order_id,
            number=over[0].number,
            member_id=over[0].member_id,
            at=at,
            count=len(over),
        )
        events.emit(session, expired)


def _voucher(bought: Bought, line: Served, unit: int, amount: Money) -> Voucher:
    last_day = clock.local_day(bought.paid_at) + timedelta(days=line.valid_days)
    return Voucher(
        id=new_id(),
        code="".join(secrets.choice("0123456789") for _digit in range(DIGITS)),
        order_id=bought.order_id,
        number=bought.number,
        member_id=bought.member_id,
        position=line.position,
        unit=unit,
        sku_id=line.sku_id,
        title=line.title,
        sku_title=line.sku_title,
        amount=amount,
        state=VoucherState.READY,
        issued_at=clock.now(),
        valid_until=clock.day_start(last_day + timedelta(days=1)),
    )


def _chosen(left: Sequence[Voucher], units: Mapping[UUID, int]) -> list[Voucher]:
    """The last units first: people use the first code first."""
    chosen = []
    for sku_id, quantity in units.items():
        of_it = [each for each in reversed(left) if each.sku_id == sku_id]
        chosen += of_it[:quantity]
    return chosen


def _void(session: AsyncSession, chosen: Sequence[Voucher]) -> None:
    if not chosen:
        return
    at = clock.now()
    for voucher in chosen:
        voucher.make_void(at)
    voided = VouchersVoided(
        order_id=chosen[0].order_id,
        number=chosen[0].number,
        member_id=chosen[0].member_id,
        at=at,
        count=len(chosen),
    )
    events.emit(session, voided)


def _told(voucher: Voucher) -> dict[str, object]:
    return {name: getattr(voucher, name) for name in ("state", "redeemed_at", "redeemed_by")}


def _record(session: AsyncSession, by: Actor, voucher: Voucher, *, told: tuple[Told, Told]) -> None:
    """What was told before and what after; only what is taken back has a reason."""
    before, after = told
    access.record(
        session,
        by,
        "vouchers.undo" if "reason" in after else "vouchers.redeem",
        object_type=Voucher.__tablename__,
        object_id=voucher.id,
        label=f"{voucher.number} {pick(voucher.title)}",
        before=before,
        after=after,
    )
