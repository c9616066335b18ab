"""Staff want money to go back. The rules say whether it goes at once or somebody decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access
from hutong.access import Approval
from hutong.kernel import clock
from hutong.kernel.actor import Actor
from hutong.kernel.clock import day_start, local_day
from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import gettext as _
from hutong.kernel.money import Money
from hutong.payments import queries
from hutong.payments.errors import RefundKeyReused, RefundTooLarge
from hutong.payments.models import Intent, RefundRequest
from hutong.payments.refunding import queries as refunding
from hutong.payments.refunding.rules import Leave, Wish, leave_for
from hutong.payments.service.owe import promise, wanted
from hutong.payments.states import RefundState

REFUND = "payments.refund"
REASON_MAX = 200


@dataclass(frozen=True, kw_only=True)
class RefundWish:
    reference: UUID
    amount: Money
    reason: str
    key: str


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What somebody needs to know to decide."""

    numbers: Sequence[str]
    reason: str
    amount: Money


async def ask_refund(session: AsyncSession, wish: RefundWish, *, by: Actor) -> RefundRequest:
    """Owed at once where the rules allow it, else asked for: an approval decides.

    The same key again is the same wish. Raises RefundTooLarge, RefundKeyReused.
    """
    if not 0 < len(wish.reason.strip()) <= REASON_MAX:
        raise Invalid([Problem("reason", _("Please say why, in at most 200 characters."))])
    intent = await queries.locked_reference(session, wish.reference)
    known = await queries.refund_by_key(session, intent.id, wish.key)
    if known is not None:
        if known.amount != wish.amount:
            raise RefundKeyReused(wish.key)
        return known
    refund = await draw_up(session, intent, wish, by=by)
    leave = await leave_of(session, wish.amount, intent.captured_at, by=by)
    if leave is Leave.NOBODY:
        return await promise(session, intent, refund)
    asked = Asked(numbers=[intent.number], reason=wish.reason, amount=wish.amount)
    approval = await ask_leave(session, leave, asked, by=by)
    return await wait_for(session, refund, approval)


async def decide_refunds(
    session: AsyncSession, approval_id: UUID, *, approved: bool, note: str, by: Actor
) -> Approval:
    """All that waits for it is owed from now on, or declined. Raises as access.decide does."""
    approval = await access.decide(session, approval_id, approved=approved, note=note, by=by)
    for refund_id in await refunding.waiting_for(session, approval_id):
        found = await queries.locked_refund(session, refund_id)
        if found is None or found[2].state is not RefundState.ASKED:
            continue
        intent, _attempt, refund = found
        if approved:
            refund.enter(RefundState.OWED)
            refund.owed_at = clock.now()
            await promise(session, intent, refund)
        else:
            refund.enter(RefundState.DECLINED)
            refund.note = note
    return approval


async def draw_up(
    session: AsyncSession, intent: Intent, wish: RefundWish, *, by: Actor
) -> RefundRequest:
    """A refund that fits what is left of one payment; not written yet. The intent is locked."""
    left = await queries.paid_attempts(session, intent.id)
    fitting = (id_ for id_, minor in left.items() if minor >= wish.amount.minor)
    attempt_id = next(fitting, None)
    amount = wish.amount
    if attempt_id is None or amount.minor <= 0 or amount.currency != intent.currency:
        raise RefundTooLarge(wish.reference, amount)
    refund = wanted(intent, attempt_id, amount, reason=wish.reason.strip(), key=wish.key)
    refund.asked_by_id, refund.asked_by = by.id, by.name
    return refund


async def leave_of(
    session: AsyncSession, amount: Money, paid_at: datetime | None, *, by: Actor
) -> Leave:
    at = clock.now()
    today = day_start(local_day(at))
    alone = await refunding.alone_since(session, by.id, amount.currency, today)
    rule = await refunding.rule(session, amount.currency)
    return leave_for(Wish(amount, alone, paid_at), rule, at)


async def ask_leave(session: AsyncSession, leave: Leave, asked: Asked, *, by: Actor) -> Approval:
    first, *others = asked.numbers
    request = access.Request(
        kind=REFUND,
        label=first,
        reason=asked.reason,
        facts={
            "minor": asked.amount.minor,
            "currency": asked.amount.currency,
            "others": len(others),
        },
        four_eyes=leave is Leave.FOUR_EYES,
    )
    approval = access.ask_approval(session, request, by=by)
    await session.flush()
    return approval


async def wait_for(
    session: AsyncSession, refund: RefundRequest, approval: Approval
) -> RefundRequest:
    refund.state = RefundState.ASKED
    refund.approval_id = approval.id
    session.add(refund)
    await session.flush()
    return refund
