"""What the database alone knows, as Prometheus text: the same whichever process is asked."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access, integrity, payments
from hutong.kernel import clock
from hutong.kernel.db import Database

log = structlog.get_logger()


async def told(db: Database) -> bytes:
    """Nothing at all while the database is away: a figure that is missing is not a zero."""
    try:
        async with db.reading() as session:
            lines = [
                *await _alarms(session),
                *await _invariants(session),
                *await _payments(session),
            ]
    except (SQLAlchemyError, OSError) as trouble:
        log.warning("figures.missing", trouble=repr(trouble))
        return b""
    return "".join(f"{line}\n" for line in lines).encode()


async def _alarms(session: AsyncSession) -> Sequence[str]:
    on = await access.alarms_by_kind(session)
    return _gauge("hutong_alarms", "Alarms that are on", "kind", on)


async def _invariants(session: AsyncSession) -> Sequence[str]:
    broken = await integrity.holding(session)
    every = {each.id: broken.get(each.id, 0) for each in integrity.INVARIANTS}
    return _gauge("hutong_invariant_broken", "Things that break it", "invariant", every)


async def _payments(session: AsyncSession) -> Sequence[str]:
    """Of the last day, by provider: shares are for whoever watches to make."""
    now = clock.now()
    found = await payments.payment_health(session, now - timedelta(days=1), now)
    lines: list[str] = []
    for name in ("tried", "paid", "attempts", "failed", "captured", "silent"):
        values = {each.provider: getattr(each, name) for each in found}
        says = f"Payments of the last day: {name}"
        lines += _gauge(f"hutong_payments_{name}", says, "provider", values)
    return lines


def _gauge(name: str, says: str, label: str, values: Mapping[str, int]) -> Sequence[str]:
    sums = [f'{name}{{{label}="{value}"}} {count}' for value, count in sorted(values.items())]
    return [f"# HELP {name} {says}", f"# TYPE {name} gauge", *sums]
