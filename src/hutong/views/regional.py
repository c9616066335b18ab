"""The rules about where goods may be sold: those that hold, are to come, are over, or were taken
back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Text, cast, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.assortment import RegionRule, RuleTarget
from hutong.catalog import Product
from hutong.kernel import clock
from hutong.kernel.texts import Texts
from hutong.views.lists import Found, Paging, containing, found
from hutong.views.spells import standing, stands


@dataclass(frozen=True, kw_only=True)
class RegionFilters:
    q: str | None = None
    state: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RegionRow:
    id: UUID
    name: Texts
    reason: Texts
    only: bool
    hides: bool
    regions: Sequence[str]
    targets: int
    begins_at: datetime | None
    ends_at: datetime | None
    edited_at: datetime
    edited_by: str
    removed_at: datetime | None
    at: datetime

    @property
    def state(self) -> str:
        return standing(self)

    @property
    def gone(self) -> bool:
        return self.removed_at is not None


async def region_list(
    session: AsyncSession, filters: RegionFilters, paging: Paging
) -> Found[RegionRow]:
    at, rule = clock.now(), RegionRule
    wanted = [stands(rule, filters.state, at)]
    if filters.q:
        named = (containing(cast(each, Text), filters.q) for each in (rule.name, rule.reason))
        wanted.append(or_(*named))
    targets = (
        select(func.count()).where(RuleTarget.rule_id == rule.id).scalar_subquery().label("targets")
    )
    return await found(
        session,
        select(*_COLUMNS, targets).where(*wanted),
        paging,
        sorts={"edited_at": rule.edited_at},
        tie=rule.id,
        row=lambda row: _row(row, at),
    )


async def products_by_slug(session: AsyncSession, slugs: Sequence[str]) -> dict[str, UUID]:
    rows = await session.execute(select(Product.slug, Product.id).where(Product.slug.in_(slugs)))
    return {row.slug: row.id for row in rows}


async def slugs_of(session: AsyncSession, product_ids: Sequence[UUID]) -> Sequence[str]:
    asked = select(Product.slug).where(Product.id.in_(product_ids)).order_by(Product.slug)
    return (await session.scalars(asked)).all()


_COLUMNS = (
    RegionRule.id,
    RegionRule.name,
    RegionRule.reason,
    RegionRule.only,
    RegionRule.hides,
    RegionRule.regions,
    RegionRule.begins_at,
    RegionRule.ends_at,
    RegionRule.edited_at,
    RegionRule.edited_by,
    RegionRule.removed_at,
)


def _row(row: Row[Any], at: datetime) -> RegionRow:
    return RegionRow(**row._asdict(), at=at)
