"""A provider's own books: charges, what was paid for them, what went back, who is to be told."""

import secrets
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel import clock
from hutong.kernel.errors import Conflict, Refused
from hutong.simulators import queries
from hutong.simulators.models import (
    Charge,
    ChargeState,
    Message,
    Provider,
    Refund,
    Refunding,
    RefundState,
    Telling,
)

AMOUNT_MAX = 10**10
TOKEN_BYTES = 18
LATE = timedelta(seconds=20)
REFUND_TAKES = timedelta(seconds=15)
FEE_PER_MILLE = 6
A_DAY = timedelta(days=1)
PAID_OUT_AT = timedelta(hours=6, minutes=12)
NUMBER_DIGITS = {Provider.WECHAT: 28, Provider.ALIPAY: 28, Provider.UNIONPAY: 21}


@dataclass(eq=False)
class NoLongerOpen(Conflict):
    message = "This payment is no longer open."
    reference: str


@dataclass(eq=False)
class NotAccepted(Refused):
    """`reason` is one of a few words, which each protocol puts into its own code."""

    message = "The payment service refused: {reason}"
    reason: str


@dataclass(frozen=True, kw_only=True)
class Wanted:
    reference: str
    subject: str
    method: str
    amount_minor: int
    expires_at: datetime
    return_url: str
    notify_url: str
    payer: str = ""


async def open_charge(session: AsyncSession, provider: Provider, wanted: Wanted) -> Charge:
    """The same reference again is the same charge. Raises NotAccepted."""
    at = clock.now()
    if not 0 < wanted.amount_minor < AMOUNT_MAX or wanted.expires_at <= at:
        raise NotAccepted("amount or time")
    await session.execute(
        insert(Charge)
        .values(
            id=new_number(provider, at),
            token=secrets.token_urlsafe(TOKEN_BYTES),
            provider=provider,
            state=ChargeState.OPEN,
            created_at=at,
            **vars(wanted),
        )
        .on_conflict_do_nothing(index_elements=["provider", "reference"])
    )
    known = await queries.by_reference(session, provider, wanted.reference)
    if known is None or known.amount_minor != wanted.amount_minor:
        raise NotAccepted("another amount")
    if known.state is ChargeState.PAID:
        raise NotAccepted("paid")
    if not known.is_open(at):
        raise NotAccepted("closed")
    return known


async def pay(session: AsyncSession, token: str, telling: Telling) -> Charge:
    """The shopper has paid; the merchant hears of it as chosen.

    The second press of a hurried finger finds it paid, and pays nothing. Raises NoLongerOpen.
    """
    charge = await queries.by_token(session, token, lock=True)
    at = clock.now()
    if charge.state is ChargeState.PAID:
        return charge
    if not charge.is_open(at):
        raise NoLongerOpen(charge.reference)
    wrong = telling is Telling.WRONG_AMOUNT
    charge.state, charge.paid_at = ChargeState.PAID, at
    charge.paid_minor = charge.amount_minor + 100 if wrong else charge.amount_minor
    due = {Telling.NEVER: None, Telling.REFUND_FIRST: None, Telling.LATE: at + LATE}
    session.add(Message(charge_id=charge.id, telling=telling, due_at=due.get(telling, at)))
    return charge


async def fail(session: AsyncSession, token: str) -> Charge:
    """The bank declines, once however often it is pressed. None of the three tells the merchant of
    that: he has to ask. Raises NoLongerOpen."""
    charge = await queries.by_token(session, token, lock=True)
    if charge.state is ChargeState.FAILED:
        return charge
    if not charge.is_open(clock.now()):
        raise NoLongerOpen(charge.reference)
    charge.state = ChargeState.FAILED
    return charge


def close(charge: Charge) -> None:
    """Raises NotAccepted for what is paid."""
    if charge.state is ChargeState.PAID:
        raise NotAccepted("paid")
    charge.state = ChargeState.CLOSED


async def refund(
    session: AsyncSession,
    charge: Charge,
    *,
    key: str,
    amount_minor: int,
    notify_url: str = "",
    reserved: str = "",
) -> Refund:
    """The charge is locked. The same key again is the same refund. Raises NotAccepted."""
    known = await queries.refund_by_key(session, charge.provider, key)
    if known is not None:
        if known.amount_minor != amount_minor or known.charge_id != charge.id:
            raise NotAccepted("another amount")
        return known
    left = (charge.paid_minor or 0) - await queries.refunded_minor(session, charge.id)
    if not 0 < amount_minor <= left:
        raise NotAccepted("too much")
    how = (await queries.switch(session, charge.provider)).refunding
    if how is Refunding.REFUSED:
        raise NotAccepted("not enough balance")
    at = clock.now()
    slow = how is Refunding.TAKES_TIME
    made = Refund(
        id=new_number(charge.provider, at),
        charge_id=charge.id,
        key=key,
        state=RefundState.PROCESSING if slow else RefundState.DONE,
        amount_minor=amount_minor,
        made_at=at,
        notify_url=notify_url or charge.notify_url,
        reserved=reserved,
    )
    session.add(made)
    await session.flush()
    await _tell_of(session, charge, made, at + REFUND_TAKES if slow else at)
    return made


async def _tell_of(session: AsyncSession, charge: Charge, made: Refund, due_at: datetime) -> None:
    """Of the refund; and behind it of the payment, where that was held back."""
    session.add(
        Message(charge_id=charge.id, refund_id=made.id, telling=Telling.AT_ONCE, due_at=due_at)
    )
    for message in await queries.messages_of(session, [charge.id]):
        if message.telling is Telling.REFUND_FIRST and message.times == 0:
            message.due_at = due_at + timedelta(seconds=1)


def fee_minor(amount_minor: int) -> int:
    """0.6 %, to the nearest fen."""
    return (amount_minor * FEE_PER_MILLE + 500) // 1000


@dataclass(frozen=True, slots=True)
class Payout:
    """What a day brought goes to the merchant's bank in the morning of the next."""

    id: str
    amount_minor: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Day:
    """What one provider moved on a day of China's calendar; None when it is not over."""

    payments: list[Charge]
    refunds: list[tuple[Refund, Charge]]
    paid_out: Payout | None = None

    @property
    def net_minor(self) -> int:
        """What of it is the merchant's, after the fees."""
        paid = [charge.paid_minor or 0 for charge in self.payments]
        back = [made.amount_minor for made, _charge in self.refunds]
        return sum(each - fee_minor(each) for each in paid) - sum(
            each - fee_minor(each) for each in back
        )


async def day(session: AsyncSession, provider: Provider, of: date) -> Day | None:
    since, until = clock.day_start(of), clock.day_start(of + timedelta(days=1))
    if clock.now() < until:
        return None
    before = await _moved(session, provider, since - A_DAY, since)
    today = await _moved(session, provider, since, until)
    return replace(today, paid_out=paid_out(provider, before.net_minor, since))


async def _moved(
    session: AsyncSession, provider: Provider, since: datetime, until: datetime
) -> Day:
    return Day(
        payments=list(await queries.paid_between(session, provider, since, until)),
        refunds=list(await queries.refunded_between(session, provider, since, until)),
    )


def paid_out(provider: Provider, net_minor: int, morning: datetime) -> Payout | None:
    if net_minor <= 0:
        return None
    at = morning + PAID_OUT_AT
    head = f"{at.astimezone(clock.SHOP_ZONE):%Y%m%d%H%M%S}"
    return Payout(head.ljust(NUMBER_DIGITS[provider], "0"), net_minor, at)


def new_number(provider: Provider, at: datetime) -> str:
    """A number as that provider gives them: the day, and digits."""
    head = f"{at.astimezone(clock.SHOP_ZONE):%Y%m%d%H%M%S}"
    digits = NUMBER_DIGITS[provider] - len(head)
    return head + str(secrets.randbelow(10**digits)).zfill(digits)
