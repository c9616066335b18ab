"""Holding a day of our ledger against the provider's bill; what can be mended is mended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

import structlog
from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access
from hutong.kernel import clock
from hutong.kernel.clock import local_day
from hutong.kernel.db import Database
from hutong.kernel.errors import Conflict
from hutong.kernel.ids import new_id
from hutong.kernel.money import CNY, Money
from hutong.payments.books.models import Account, EntryKind
from hutong.payments.books.post import Side, post
from hutong.payments.gateway import (
    BillKind,
    BillLine,
    BillNotReady,
    Gateways,
    ProviderRefused,
    ProviderUnreachable,
)
from hutong.payments.reconciling import queries
from hutong.payments.reconciling.models import (
    BillEntry,
    Difference,
    DifferenceState,
    Reconciliation,
    RunState,
)
from hutong.payments.service.query import query_attempt
from hutong.payments.service.refunds import send_refund

LINES_AT_ONCE = 1000
DAYS_BACK = 7
PATIENCE = timedelta(hours=36)  # from the start of a day until its bill is missed


@dataclass(eq=False)
class AlreadySettled(Conflict):
    message = "This difference is settled already."
    difference_id: UUID


log = structlog.get_logger()


async def reconcile_due(db: Database, gateways: Gateways) -> int:
    """Every day of the last week that no bill was held against yet. How many that were."""
    at = clock.now()
    missing: dict[str, dict[str, str | int]] = {}
    done = 0
    for name in gateways:
        for day in await _due(db, name, at):
            run = await reconcile(db, gateways, provider=name, day=day.isoformat())
            done += run is not None and run.state is RunState.DONE
            ready = run is not None and run.state is RunState.DONE
            if not ready and at - clock.day_start(day) > PATIENCE:
                missing[f"{name} {day}"] = {"provider": name, "day": day.isoformat()}
    async with db.transaction() as session:
        await access.set_alarms(session, "payments.bill_missing", missing)
    return done


async def reconcile(
    db: Database, gateways: Gateways, *, provider: str, day: str, asked_by: str = ""
) -> Reconciliation | None:
    """One day. May be repeated: differences are found once, fees and payouts are booked once."""
    gateway = gateways.get(provider)
    if gateway is None:
        return None
    of = date.fromisoformat(day)
    run = Reconciliation(
        id=new_id(), provider=provider, day=of, asked_by=asked_by, at=clock.now(), currency=CNY
    )
    try:
        lines = await gateway.bill(of)
    except (BillNotReady, ProviderUnreachable, ProviderRefused) as trouble:
        not_ready = isinstance(trouble, BillNotReady)
        run.state = RunState.NOT_READY if not_ready else RunState.UNREACHABLE
        log.warning("payments.no_bill", provider=provider, day=day, trouble=repr(trouble))
        async with db.transaction() as session:
            session.add(run)
        return run
    async with db.transaction() as session:
        await _keep(session, provider, of, lines)
        await _find(session, provider, of, clock.now())
        await _book(session, run)
    for difference in await _unmended(db, provider, of):
        await _ask(db, gateways, difference)
    async with db.transaction() as session:
        await _finish(session, run)
    return run


async def ask_about(db: Database, gateways: Gateways, *, difference_id: str) -> None:
    """A person wants the provider asked once more."""
    async with db.reading() as session:
        difference = await queries.find_difference(session, UUID(difference_id))
    await _ask(db, gateways, difference)
    async with db.transaction() as session:
        await _mend(session, difference.provider, clock.now())


async def _due(db: Database, provider: str, at: datetime) -> Sequence[date]:
    today = local_day(at)
    async with db.reading() as session:
        first = await queries.first_move(session, provider)
        since = today - timedelta(days=DAYS_BACK)
        done = await queries.days_done(session, provider, since)
    if first is None:
        return []
    days = [today - timedelta(days=n) for n in range(DAYS_BACK, 0, -1)]
    return [day for day in days if day not in done and day >= local_day(first)]


async def _keep(session: AsyncSession, provider: str, day: date, lines: Sequence[BillLine]) -> None:
    table: Table = BillEntry.__table__  # type: ignore[assignment]
    for some in _in_parts(lines):
        adding = insert(table).values([_row(provider, day, line) for line in some])
        await session.execute(
            adding.on_conflict_do_update(
                index_elements=["provider", "kind", "provider_reference"],
                set_={
                    name: adding.excluded[name]
                    for name in ("day", "amount_minor", "currency", "fee_minor", "at", "reference")
                },
            )
        )


def _in_parts(lines: Sequence[BillLine]) -> Sequence[Sequence[BillLine]]:
    return [lines[n : n + LINES_AT_ONCE] for n in range(0, len(lines), LINES_AT_ONCE)]


def _row(provider: str, day: date, line: BillLine) -> dict[str, object]:
    return {
        "id": new_id(),
        "provider": provider,
        "day": day,
        "kind": line.kind,
        "reference": line.reference,
        "provider_reference": line.provider_reference,
        "at": line.at,
        "currency": line.amount.currency,
        "amount_minor": line.amount.minor,
        "fee_minor": line.fee.minor,
    }


async def _find(session: AsyncSession, provider: str, day: date, at: datetime) -> None:
    span = queries.span(day)
    await session.execute(
        queries.FIND,
        {
            "provider": provider,
            "day": day,
            "at": at,
            "from": span["begins"] - queries.LATE,
            "until": span["ends"] - queries.LATE,
        },
    )


async def _book(session: AsyncSession, run: Reconciliation) -> None:
    """What the provider keeps and what it pays out, as far as it is not booked yet: in one
    transaction with the lines that say so."""
    kept = await queries.kept(session, run.provider, run.day)
    run.state = RunState.UNDER_WAY
    run.fee_minor, run.fee_booked_minor = kept.fee, kept.fee - kept.fee_booked
    run.paid_out_minor = kept.paid_out
    run.paid_out_booked_minor = kept.paid_out - kept.paid_out_booked
    session.add(run)
    await session.flush()
    fees = Side(Account.FEES, run.provider, Money(run.fee_booked_minor, run.currency))
    await _move(session, run, EntryKind.FEE, fees)
    bank = Side(Account.BANK, run.provider, Money(run.paid_out_booked_minor, run.currency))
    await _move(session, run, EntryKind.PAYOUT, bank)


async def _move(session: AsyncSession, run: Reconciliation, kind: EntryKind, to: Side) -> None:
    """Off the provider's account, to that one."""
    if to.amount:
        sides = [to, Side(Account.PROVIDER, run.provider, -to.amount)]
        note = f"{run.provider} {run.day}"
        await post(session, uuid5(run.id, kind), kind, sides, at=run.at, note=note)


async def _unmended(db: Database, provider: str, day: date) -> Sequence[Difference]:
    async with db.reading() as session:
        return await queries.unmended(session, provider, day)


async def _ask(db: Database, gateways: Gateways, difference: Difference) -> None:
    """Their bill knows what their message did not tell us: ask for the thing itself."""
    if difference.reference is None:
        return
    if difference.move is BillKind.CAPTURE:
        await query_attempt(db, gateways, attempt_id=str(difference.reference))
    else:
        await send_refund(db, gateways, refund_id=str(difference.reference))


async def _mend(session: AsyncSession, provider: str, at: datetime) -> None:
    await session.execute(queries.MEND, {"provider": provider, "at": at})
    await told_differences(session)


async def told_differences(session: AsyncSession) -> None:
    """The alarms say what is still open."""
    still = await queries.open_by_provider(session)
    now: dict[str, dict[str, str | int]] = {
        name: {"provider": name, "count": count} for name, count in still.items()
    }
    await access.set_alarms(session, "payments.differences", now)


async def _finish(session: AsyncSession, run: Reconciliation) -> None:
    await _mend(session, run.provider, clock.now())
    sums = await queries.sums(session, run.provider, run.day)
    run.state = RunState.DONE
    run.lines, run.matched, run.neighbours = sums.lines, sums.matched, sums.neighbours
    run.captured_minor, run.refunded_minor = sums.captured, sums.refunded
    run.differences, run.mended = await queries.differences_of(session, run.provider, run.day)
    session.add(run)
    await session.flush()


async def accept_difference(
    session: AsyncSession, difference_id: UUID, reason: str, *, by: str
) -> Difference:
    """A person says that it may stay as it is, and why. Raises NoSuchDifference, AlreadySettled."""
    difference = await queries.locked_difference(session, difference_id)
    if difference.state is not DifferenceState.OPEN:
        raise AlreadySettled(difference_id)
    difference.state = DifferenceState.ACCEPTED
    difference.settled_at = clock.now()
    difference.settled_by = by
    difference.note = reason
    await session.flush()
    await _mend(session, difference.provider, clock.now())
    return difference
