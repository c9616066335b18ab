"""What the articles of a product cost, since when, and who changed it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.catalog import PricePoint, PriceRule, Sku, Source, Version
from hutong.kernel.money import Money
from hutong.views.lists import Found, NoFilters, Paging, found

POINTS_MAX = 300


@dataclass(frozen=True, slots=True)
class PriceRow:
    """`source` and `reason` are None for a turn on the shelf, which changes no price."""

    sku_id: UUID
    code: str
    since: datetime
    until: datetime | None
    price: Money
    original: Money | None
    on_sale: bool
    by: str
    source: Source | None
    reason: str


@dataclass(frozen=True, slots=True)
class RuleRow:
    id: UUID
    window_days: int
    least_days: int
    shown_days: int
    change_percent: int | None
    floor_percent: int | None
    reason: str
    set_at: datetime
    set_by: str


async def price_history(session: AsyncSession, product_id: UUID) -> Sequence[PriceRow]:
    """The newest first; what lasted no moment is left out. One statement."""
    until = func.lead(PricePoint.since).over(partition_by=PricePoint.sku_id, order_by=PricePoint.id)
    points = (
        select(PricePoint, Sku.code, Sku.product_id, until.label("until"))
        .join(Sku, Sku.id == PricePoint.sku_id)
        .where(Sku.product_id == product_id)
        .subquery()
    )
    of_edit = and_(Version.product_id == points.c.product_id, Version.edit == points.c.edit)
    rows = await session.execute(
        select(points, Version.by, Version.source, Version.reason)
        .join(Version, of_edit, isouter=True)
        .where((points.c.until > points.c.since) | points.c.until.is_(None))
        .order_by(points.c.since.desc(), points.c.id.desc())
        .limit(POINTS_MAX)
    )
    return [
        PriceRow(
            sku_id=row.sku_id,
            code=row.code,
            since=row.since,
            until=row.until,
            price=Money(row.price_minor, row.currency),
            original=Money(row.original_minor, row.currency) if row.original_minor else None,
            on_sale=row.on_sale,
            by=row.by or "",
            source=row.source,
            reason=row.reason or "",
        )
        for row in rows
    ]


def _rule(row: Row[Any]) -> RuleRow:
    return RuleRow(
        id=row.id,
        window_days=row.window_days,
        least_days=row.least_days,
        shown_days=row.shown_days,
        change_percent=row.change_percent,
        floor_percent=row.floor_percent,
        reason=row.reason,
        set_at=row.set_at,
        set_by=row.set_by,
    )


async def rule_list(session: AsyncSession, _filters: NoFilters, paging: Paging) -> Found[RuleRow]:
    columns = select(
        PriceRule.id,
        PriceRule.window_days,
        PriceRule.least_days,
        PriceRule.shown_days,
        PriceRule.change_percent,
        PriceRule.floor_percent,
        PriceRule.reason,
        PriceRule.set_at,
        PriceRule.set_by,
    )
    return await found(
        session,
        columns,
        paging,
        sorts={"set_at": PriceRule.set_at},
        tie=PriceRule.id,
        row=_rule,
    )
