"""The provider's own books: charges, what was paid for them, what went back."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel import clock, jobs
from hutong.kernel.errors import Conflict, Refused
from hutong.sandbox import queries
from hutong.sandbox.models import Charge, ChargeState, Message, Refund, Telling

EXPIRES_MAX = timedelta(days=8)


class ChargeWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    reference: UUID
    subject: str
    amount_minor: int
    currency: str
    expires_at: datetime
    return_url: str
    notify_url: str


class RefundWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    key: UUID
    amount_minor: int
    currency: str
    reason: str


@dataclass(eq=False)
class NoLongerOpen(Conflict):
    message = "This payment is no longer open."
    charge: str


@dataclass(eq=False)
class NotAccepted(Refused):
    message = "The payment service refused: {reason}"
    reason: str


async def open_charge(session: AsyncSession, merchant: str, wanted: ChargeWanted) -> Charge:
    """The same reference again is the same charge. Raises NotAccepted."""
    at = clock.now()
    known = await queries.by_reference(session, merchant, wanted.reference)
    if known is None:
        _check(wanted, at)
        await session.execute(
            insert(Charge)
            .values(
                id=secrets.token_urlsafe(18),
                merchant=merchant,
                state=ChargeState.OPEN,
                reason="",
                created_at=at,
                **msgspec.structs.asdict(wanted),
            )
            .on_conflict_do_nothing(index_elements=["merchant", "reference"])
        )
        known = await queries.by_reference(session, merchant, wanted.reference)
    if known is None or (known.amount_minor, known.currency) != (
        wanted.amount_minor,
        wanted.currency,
    ):
        raise NotAccepted("this reference stands for another amount")
    return known


async def pay(session: AsyncSession, charge_id: str, telling: Telling) -> Charge:
    """The shopper has paid; the merchant hears of it as chosen.

    The second press of a hurried finger finds it paid, and pays nothing. Raises NoLongerOpen.
    """
    charge = await queries.locked(session, charge_id)
    if charge.state is ChargeState.PAID:
        return charge
    _must_be_open(charge)
    charge.state = ChargeState.PAID
    charge.paid_at = clock.now()
    wrong = telling is Telling.WRONG_AMOUNT
    charge.paid_minor = max(1, charge.amount_minor - 100) if wrong else charge.amount_minor
    if wrong and charge.paid_minor == charge.amount_minor:
        charge.paid_minor += 100
    await _tell(session, charge, told_of_charge(charge), telling)
    return charge


async def fail(session: AsyncSession, charge_id: str) -> Charge:
    """The bank declines, once however often it is pressed. Raises NoLongerOpen."""
    charge = await queries.locked(session, charge_id)
    if charge.state is ChargeState.FAILED:
        return charge
    _must_be_open(charge)
    charge.state = ChargeState.FAILED
    charge.reason = "declined by the bank"
    await _tell(session, charge, told_of_charge(charge), Telling.AT_ONCE)
    return charge


def close(charge: Charge) -> None:
    """The merchant wants no money for it any more. Paid stays paid."""
    if charge.state is ChargeState.OPEN:
        charge.state = ChargeState.CLOSED
        charge.reason = "closed by the merchant"


async def refund(session: AsyncSession, charge: Charge, wanted: RefundWanted) -> Refund:
    """The charge is locked. The same key again is the same refund. Raises NotAccepted."""
    known = await queries.refund_by_key(session, charge.id, wanted.key)
    if known is not None:
        if known.amount_minor != wanted.amount_minor:
            raise NotAccepted("this key stands for another amount")
        return known
    left = (charge.paid_minor or 0) - await queries.refunded_minor(session, charge.id)
    if not 0 < wanted.amount_minor <= left or wanted.currency != charge.currency:
        raise NotAccepted("more than was paid")
    made = Refund(
        charge_id=charge.id,
        key=wanted.key,
        currency=wanted.currency,
        amount_minor=wanted.amount_minor,
        reason=wanted.reason[:200],
        made_at=clock.now(),
    )
    session.add(made)
    await session.flush()
    await _tell(session, charge, {"refund": refund_told(charge, made)}, Telling.AT_ONCE)
    return made


def told_of_charge(charge: Charge) -> dict[str, object]:
    return {"charge": charge_told(charge, clock.now())}


def charge_told(charge: Charge, at: datetime) -> dict[str, object]:
    lapsed = charge.state is ChargeState.OPEN and not charge.is_open(at)
    return {
        "merchant": charge.merchant,
        "reference": str(charge.reference),
        "id": charge.id,
        "state": ChargeState.CLOSED if lapsed else charge.state,
        "currency": charge.currency,
        "paid_minor": charge.paid_minor,
        "reason": "not paid in time" if lapsed else charge.reason,
    }


def refund_told(charge: Charge, made: Refund) -> dict[str, object]:
    return {
        "merchant": charge.merchant,
        "reference": str(charge.reference),
        "key": str(made.key),
        "id": str(made.id),
        "state": "done",
        "currency": made.currency,
        "amount_minor": made.amount_minor,
        "reason": made.reason,
    }


DELAYS = {
    Telling.AT_ONCE: (0,),
    Telling.AFTER_5_SECONDS: (5,),
    Telling.AFTER_60_SECONDS: (60,),
    Telling.THREE_TIMES: (0, 2, 4),
    Telling.NEVER: (),
    Telling.FORGED: (0,),
    Telling.WRONG_AMOUNT: (0,),
}


async def _tell(
    session: AsyncSession, charge: Charge, told: dict[str, object], telling: Telling
) -> None:
    at = clock.now()
    message = Message(charge_id=charge.id, forged=telling is Telling.FORGED, made_at=at, body=b"")
    session.add(message)
    await session.flush()
    message.body = msgspec.json.encode({"event_id": str(message.id), **told})
    for delay in DELAYS[telling]:
        due = at + timedelta(seconds=delay) if delay else None
        await jobs.defer(session, "sandbox.deliver", at=due, message_id=str(message.id), tries=0)


def _must_be_open(charge: Charge) -> None:
    if not charge.is_open(clock.now()):
        raise NoLongerOpen(charge.id)


def _check(wanted: ChargeWanted, at: datetime) -> None:
    if not 0 < wanted.amount_minor < 10**10 or len(wanted.currency) != 3:  # noqa: PLR2004
        raise NotAccepted("the amount makes no sense")
    if not at < wanted.expires_at <= at + EXPIRES_MAX:
        raise NotAccepted("it would expire at a strange time")
    if not 0 < len(wanted.subject) <= 100:  # noqa: PLR2004
        raise NotAccepted("what is it for?")
    if not wanted.return_url.startswith(("/", "http://", "https://")):
        raise NotAccepted("nowhere to return to")
    if not wanted.notify_url.startswith(("http://", "https://")):
        raise NotAccepted("nobody to tell")
