"""The bills of months gone by: a year of nights, each held against the ledger as `reconcile` does.

Nothing differs on those days, so a night leaves its lines, one run that is done, and what the
provider kept and paid out in the books. A test reconciles the same days and finds the same rows.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Protocol
from uuid import uuid5

from sqlalchemy.ext.asyncio import AsyncSession

from hutong.demo.bulk.pile import Pile
from hutong.demo.wallets import read_at
from hutong.kernel.money import CNY
from hutong.payments import (
    Account,
    BillEntry,
    BillKind,
    BillLine,
    EntryKind,
    JournalEntry,
    Leg,
    Reconciliation,
    RunState,
)


class Till(Protocol):
    """A provider that can tell its bills of many days at once."""

    name: str

    async def bills(self, since: date, until: date) -> Mapping[date, Sequence[BillLine]]: ...


async def write_bills(
    session: AsyncSession, tills: Iterable[Till], since: date, until: date
) -> None:
    """Of every day from the first on which the provider moved anything, until that day."""
    pile = Pile()
    for till in tills:
        bills = await till.bills(since, until)
        days = sorted(day for day, lines in bills.items() if lines)
        for day in sorted(bills) if days else ():
            if day >= days[0]:
                _write_night(pile, till.name, day, bills[day])
    pile.settle()
    await pile.write(session)


def _write_night(pile: Pile, provider: str, day: date, lines: Sequence[BillLine]) -> None:
    for line in lines:
        pile.add(
            BillEntry(
                provider=provider,
                day=day,
                kind=line.kind,
                reference=line.reference,
                provider_reference=line.provider_reference,
                at=line.at,
                amount=line.amount,
                fee_minor=line.fee.minor,
            )
        )
    sums: Mapping[BillKind, int] = {
        kind: sum(line.amount.minor for line in lines if line.kind is kind) for kind in BillKind
    }
    traded = sum(line.kind is not BillKind.PAYOUT for line in lines)
    fee = sum(line.fee.minor for line in lines)
    run = Reconciliation(
        provider=provider,
        day=day,
        state=RunState.DONE,
        asked_by="",
        at=read_at(provider, day),
        lines=traded,
        matched=traded,
        currency=CNY,
        captured_minor=sums[BillKind.CAPTURE],
        refunded_minor=sums[BillKind.REFUND],
        fee_minor=fee,
        fee_booked_minor=fee,
        paid_out_minor=sums[BillKind.PAYOUT],
        paid_out_booked_minor=sums[BillKind.PAYOUT],
    )
    pile.add(run)
    _book(pile, run, EntryKind.FEE, {Account.FEES: fee})
    _book(pile, run, EntryKind.PAYOUT, {Account.BANK: sums[BillKind.PAYOUT]})


def _book(pile: Pile, run: Reconciliation, kind: EntryKind, to: Mapping[Account, int]) -> None:
    ((account, minor),) = to.items()
    if not minor:
        return
    entry_id = uuid5(run.id, kind)
    note = f"{run.provider} {run.day}"
    pile.add(JournalEntry(id=entry_id, kind=kind, intent_id=None, at=run.at, note=note))
    sides = {account: minor, Account.PROVIDER: -minor}
    for position, (side, amount) in enumerate(sides.items(), 1):
        leg = Leg(
            entry_id=entry_id,
            position=position,
            account=side,
            holder=run.provider,
            currency=CNY,
            amount_minor=amount,
        )
        pile.add(leg)
