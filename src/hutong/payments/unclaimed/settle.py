"""Money that no payment of ours belongs to: booked as unclaimed, and sent back where it can be."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid5

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access
from hutong.access import Approval
from hutong.kernel import clock, jobs
from hutong.kernel.actor import Actor
from hutong.kernel.db import Database
from hutong.kernel.errors import Conflict, Refused
from hutong.payments.books.models import Account, EntryKind
from hutong.payments.books.post import Side, post
from hutong.payments.gateway import (
    BillKind,
    Gateways,
    ProviderRefused,
    ProviderUnreachable,
    RefundAnswer,
    RefundAsked,
    RefundFacts,
)
from hutong.payments.reconciling.models import DifferenceKind, DifferenceState
from hutong.payments.reconciling.queries import locked_difference
from hutong.payments.reconciling.run import AlreadySettled, told_differences
from hutong.payments.refunding import queries as refunding
from hutong.payments.unclaimed import queries
from hutong.payments.unclaimed.models import Unclaimed, UnclaimedState

UNCLAIMED = "payments.unclaimed"
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
DOUBLINGS_MAX = 8
SENDING = {UnclaimedState.OWED, UnclaimedState.SENT}

log = structlog.get_logger()


@dataclass(eq=False)
class NotUnclaimed(Refused):
    message = "Only a payment that is in the bill and not with us can be booked as unclaimed."
    difference_id: UUID


@dataclass(eq=False)
class StillOurs(Refused):
    message = "This is a payment of ours that is not settled yet. Ask about it once more."
    difference_id: UUID


@dataclass(eq=False)
class NoWayBack(Refused):
    message = (
        "The provider cannot be asked to send this back: its bill names no reference of a payment "
        "of its own. Book it as unclaimed."
    )
    difference_id: UUID


@dataclass(eq=False)
class AlreadyAsked(Conflict):
    message = "Somebody has asked for this already."
    difference_id: UUID


async def ask_unclaimed(
    session: AsyncSession, difference_id: UUID, reason: str, *, give_back: bool, by: Actor
) -> Unclaimed:
    """Booked at once, and above the limit of the refund rules when somebody else approves.

    Raises NoSuchDifference, AlreadySettled, AlreadyAsked, NotUnclaimed, StillOurs, NoWayBack.
    """
    difference = await locked_difference(session, difference_id)
    if difference.state is not DifferenceState.OPEN:
        raise AlreadySettled(difference_id)
    line = await queries.line_of(session, difference)
    long = difference.kind is DifferenceKind.LONG and difference.move is BillKind.CAPTURE
    if line is None or not long:
        raise NotUnclaimed(difference_id)
    if await queries.known(session, line.id) is not None:
        raise AlreadyAsked(difference_id)
    ours = line.reference is not None and await queries.is_ours(session, line.reference)
    if ours and not await queries.is_settled(session, line.reference):
        raise StillOurs(difference_id)
    lost = ours or line.reference is None
    if give_back and lost:
        raise NoWayBack(difference_id)
    at = clock.now()
    unclaimed = Unclaimed(
        difference_id=difference.id,
        line_id=line.id,
        provider=line.provider,
        reference=None if lost else line.reference,
        give_back=give_back,
        reason=reason,
        asked_by=by.name,
        asked_at=at,
        try_at=at,
        amount=line.amount,
    )
    session.add(unclaimed)
    await session.flush()
    if not await _asked_leave(session, unclaimed, reason, by=by):
        await _book(session, unclaimed, by=by)
    return unclaimed


async def send_unclaimed(
    session: AsyncSession, difference_id: UUID, reason: str, *, by: Actor
) -> Unclaimed:
    """What was kept goes back after all, or is asked for again after a refusal.

    Raises NoSuchDifference, AlreadyAsked, NotUnclaimed, NoWayBack.
    """
    difference = await locked_difference(session, difference_id)
    line = await queries.line_of(session, difference)
    unclaimed = await queries.known(session, line.id) if line else None
    if unclaimed is None or unclaimed.state not in {UnclaimedState.KEPT, UnclaimedState.FAILED}:
        raise NotUnclaimed(difference_id)
    if unclaimed.reference is None:
        raise NoWayBack(difference_id)
    if unclaimed.state is UnclaimedState.KEPT and unclaimed.give_back:
        raise AlreadyAsked(difference_id)
    first_time = not unclaimed.give_back
    unclaimed.give_back = True
    if not (first_time and await _asked_leave(session, unclaimed, reason, by=by)):
        await _send_soon(session, unclaimed)
    return unclaimed


async def decide_unclaimed(
    session: AsyncSession, approval_id: UUID, *, approved: bool, note: str, by: Actor
) -> Approval:
    """Raises as access.decide does, and AlreadySettled when it was settled in another way."""
    approval = await access.decide(session, approval_id, approved=approved, note=note, by=by)
    unclaimed = await queries.waiting_for(session, approval_id)
    if unclaimed is not None and unclaimed.state is UnclaimedState.ASKED:
        if approved:
            await _book(session, unclaimed, by=by)
        else:
            unclaimed.enter(UnclaimedState.DECLINED)
            unclaimed.note = note
    elif unclaimed is not None and unclaimed.state is UnclaimedState.KEPT:
        if approved:
            await _send_soon(session, unclaimed)
        else:
            unclaimed.give_back = False
            unclaimed.note = note
    return approval


async def return_unclaimed(db: Database, gateways: Gateways, *, unclaimed_id: str) -> None:
    """No answer leaves it sent: it is asked for again with the same key."""
    async with db.transaction() as session:
        asked = await _ask(session, UUID(unclaimed_id))
    gateway = gateways.get(asked.provider) if asked else None
    if asked is None or asked.reference is None or gateway is None:
        return
    wanted = RefundAsked(
        key=asked.id, reference=asked.reference, amount=asked.amount, reason=asked.reason
    )
    try:
        facts = await gateway.refund(wanted)
    except ProviderUnreachable:
        log.warning("payments.return_unanswered", unclaimed=unclaimed_id, tries=asked.tries)
        return
    except ProviderRefused as refused:
        facts = _refused(wanted, refused.reason)
    async with db.transaction() as session:
        found = await queries.locked(session, asked.id)
        if found is not None and found.state is UnclaimedState.SENT:
            await _answered(session, found, facts)


async def return_due(db: Database, gateways: Gateways) -> int:
    """Every one that is due, the unanswered ones again."""
    async with db.reading() as session:
        due = await queries.due(session, clock.now())
    for unclaimed_id in due:
        await return_unclaimed(db, gateways, unclaimed_id=str(unclaimed_id))
    return len(due)


async def _asked_leave(
    session: AsyncSession, unclaimed: Unclaimed, reason: str, *, by: Actor
) -> bool:
    """Whether it waits for a colleague: above the limit from which refunds take two people."""
    amount = unclaimed.amount
    rule = await refunding.rule(session, amount.currency)
    if rule is not None and amount <= rule.four_eyes:
        return False
    request = access.Request(
        kind=UNCLAIMED,
        label=await queries.number_of(session, unclaimed),
        reason=reason,
        facts={"minor": amount.minor, "currency": amount.currency},
        four_eyes=True,
    )
    approval = access.ask_approval(session, request, by=by)
    await session.flush()
    unclaimed.approval_id = approval.id
    return True


async def _book(session: AsyncSession, unclaimed: Unclaimed, *, by: Actor) -> None:
    """From now on the books know of it, and the difference is worked off."""
    at = clock.now()
    difference = await locked_difference(session, unclaimed.difference_id)
    if difference.state is not DifferenceState.OPEN:
        raise AlreadySettled(difference.id)
    sides = [
        Side(Account.PROVIDER, unclaimed.provider, unclaimed.amount),
        Side(Account.UNCLAIMED, unclaimed.provider, -unclaimed.amount),
    ]
    await post(session, unclaimed.id, EntryKind.UNCLAIMED, sides, at=at, note=unclaimed.reason)
    difference.state = DifferenceState.BOOKED
    difference.settled_at, difference.settled_by = at, by.name
    difference.note = unclaimed.reason
    if unclaimed.give_back:
        await _send_soon(session, unclaimed)
    else:
        unclaimed.enter(UnclaimedState.KEPT)
    await session.flush()
    await told_differences(session)


async def _send_soon(session: AsyncSession, unclaimed: Unclaimed) -> None:
    unclaimed.enter(UnclaimedState.OWED)
    unclaimed.try_at = clock.now()
    await session.flush()
    await jobs.defer(session, "payments.return_unclaimed", unclaimed_id=str(unclaimed.id))


async def _ask(session: AsyncSession, unclaimed_id: UUID) -> Unclaimed | None:
    found = await queries.locked(session, unclaimed_id)
    if found is None or found.state not in SENDING:
        return None
    if found.state is UnclaimedState.OWED:
        found.enter(UnclaimedState.SENT)
    wait = min(FIRST_WAIT * 2 ** min(found.tries, DOUBLINGS_MAX), LONGEST_WAIT)
    found.try_at = clock.now() + wait
    found.tries += 1
    return found


def _refused(wanted: RefundAsked, reason: str) -> RefundFacts:
    return RefundFacts(
        key=wanted.key,
        reference=wanted.reference,
        provider_reference="",
        answer=RefundAnswer.REFUSED,
        amount=wanted.amount,
        reason=reason,
    )


async def _answered(session: AsyncSession, unclaimed: Unclaimed, facts: RefundFacts) -> None:
    if facts.answer is RefundAnswer.REFUSED:
        unclaimed.enter(UnclaimedState.FAILED)
        unclaimed.note = facts.reason
        return
    if facts.answer is RefundAnswer.PROCESSING:
        return
    at = clock.now()
    unclaimed.enter(UnclaimedState.RETURNED)
    unclaimed.done_at, unclaimed.provider_reference = at, facts.provider_reference
    sides = [
        Side(Account.UNCLAIMED, unclaimed.provider, unclaimed.amount),
        Side(Account.PROVIDER, unclaimed.provider, -unclaimed.amount),
    ]
    entry_id = uuid5(unclaimed.id, EntryKind.UNCLAIMED_RETURNED)
    await post(session, entry_id, EntryKind.UNCLAIMED_RETURNED, sides, at=at)
