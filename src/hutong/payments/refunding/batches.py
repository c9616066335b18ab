"""Many refunds together: numbers are gathered, looked at, and asked for in one go."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel import clock
from hutong.kernel.actor import Actor
from hutong.kernel.errors import Conflict, Invalid, Problem, Refused
from hutong.kernel.i18n import gettext as _
from hutong.kernel.money import CNY, Money
from hutong.payments import queries
from hutong.payments.errors import RefundTooLarge
from hutong.payments.models import Intent, RefundRequest
from hutong.payments.refunding import queries as refunding
from hutong.payments.refunding.ask import (
    REASON_MAX,
    Asked,
    RefundWish,
    ask_leave,
    draw_up,
    leave_of,
    wait_for,
)
from hutong.payments.refunding.models import BatchLine, LineProblem, RefundBatch
from hutong.payments.refunding.queries import BATCH_MAX
from hutong.payments.refunding.rules import Leave
from hutong.payments.service.owe import promise


@dataclass(eq=False)
class BatchFull(Refused):
    message = "At most {limit} orders can be refunded together."
    limit: int


@dataclass(eq=False)
class BatchGone(Conflict):
    message = "These refunds were asked for or discarded already."
    batch_id: UUID


@dataclass(eq=False)
class NothingToRefund(Refused):
    message = "None of these orders has anything to give back."


@dataclass(frozen=True, slots=True)
class Drawn:
    line: BatchLine
    intent: Intent
    refund: RefundRequest


async def draft_batch(
    session: AsyncSession,
    numbers: Sequence[str],
    amount: Money | None,
    reason: str,
    *,
    by: Actor,
) -> RefundBatch:
    """Put these orders into the person's open draft: so much of each, or all that is left.

    What cannot be refunded is a line that says why. Raises BatchFull.
    """
    if not 0 < len(reason.strip()) <= REASON_MAX:
        raise Invalid([Problem("reason", _("Please say why, in at most 200 characters."))])
    batch = await _draft(session, reason.strip(), by=by)
    known = {line.number for line in await refunding.lines(session, batch.id)}
    new = [number for number in dict.fromkeys(numbers) if number not in known]
    if len(known) + len(new) > BATCH_MAX:
        raise BatchFull(BATCH_MAX)
    intents = {each.number: each for each in await refunding.intents_numbered(session, new)}
    for number in new:
        line = _blank(batch, number, amount)
        if number in intents:
            await _look(session, line, intents[number], amount)
        session.add(line)
    await session.flush()
    return batch


async def send_batch(session: AsyncSession, batch_id: UUID, *, by: Actor) -> RefundBatch:
    """Ask for all of it. The sum decides whose leave it needs: many small ones are one big one.

    Raises BatchGone, NothingToRefund.
    """
    batch = await refunding.locked_batch(session, batch_id)
    if not batch.is_draft:
        raise BatchGone(batch_id)
    made = await _drawn_up(session, batch, by=by)
    if not made:
        raise NothingToRefund
    batch.sent_at = clock.now()
    total = Money(sum(each.refund.amount.minor for each in made), made[0].refund.currency)
    oldest = min(each.intent.captured_at or batch.made_at for each in made)
    leave = await leave_of(session, total, oldest, by=by)
    approval = None
    if leave is not Leave.NOBODY:
        asked = Asked(
            numbers=[each.intent.number for each in made], reason=batch.reason, amount=total
        )
        approval = await ask_leave(session, leave, asked, by=by)
    for each in made:
        if approval is None:
            await promise(session, each.intent, each.refund)
        else:
            await wait_for(session, each.refund, approval)
        each.line.refund_id = each.refund.id
    return batch


async def discard_batch(session: AsyncSession, batch_id: UUID) -> RefundBatch:
    batch = await refunding.locked_batch(session, batch_id)
    if not batch.is_draft:
        raise BatchGone(batch_id)
    batch.discarded_at = clock.now()
    return batch


async def _draft(session: AsyncSession, reason: str, *, by: Actor) -> RefundBatch:
    if by.id is None:
        raise ValueError("only a person draws up refunds")
    draft = await refunding.draft_of(session, by.id)
    if draft is None:
        draft = RefundBatch(reason=reason, made_by_id=by.id, made_by=by.name, made_at=clock.now())
        session.add(draft)
        await session.flush()
    draft.reason = reason
    return draft


def _blank(batch: RefundBatch, number: str, amount: Money | None) -> BatchLine:
    return BatchLine(
        batch_id=batch.id,
        number=number,
        amount=amount or Money(0, CNY),
        problem=LineProblem.UNKNOWN,
    )


async def _look(
    session: AsyncSession, line: BatchLine, intent: Intent, amount: Money | None
) -> None:
    """What is left of it, and whether it is enough."""
    left = (await queries.balance(session, intent)).free
    line.intent_id = intent.id
    line.amount = amount or left
    line.problem = ""
    if left.minor <= 0:
        line.problem = LineProblem.NOTHING_LEFT
    elif left < line.amount:
        line.problem = LineProblem.TOO_MUCH


async def _drawn_up(session: AsyncSession, batch: RefundBatch, *, by: Actor) -> list[Drawn]:
    """In the order of the intents, which are locked. What has changed meanwhile says so."""
    made = []
    for line in await refunding.lines(session, batch.id):
        if line.problem or line.intent_id is None:
            continue
        intent = await queries.locked(session, line.intent_id)
        wish = RefundWish(
            reference=intent.reference,
            amount=line.amount,
            reason=batch.reason,
            key=f"batch:{batch.id}",
        )
        try:
            made.append(Drawn(line, intent, await draw_up(session, intent, wish, by=by)))
        except RefundTooLarge:
            line.problem = LineProblem.TOO_MUCH
    return made
