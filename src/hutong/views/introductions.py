"""What was proposed as new, with its scorecard and what became of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.catalog import Category, Product
from hutong.introductions import Introduction, IntroductionState
from hutong.kernel.texts import Texts
from hutong.views.lists import Found, Paging, containing, found


@dataclass(frozen=True, kw_only=True)
class IntroductionFilters:
    q: str | None = None
    state: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class IntroductionRow:
    id: UUID
    what: str
    thing_id: UUID
    title: Texts
    scores: dict[str, int]
    total: int
    least: int
    state: IntroductionState
    reason: str
    asked_at: datetime
    asked_by: str
    decided_by: str


async def introduction_list(
    session: AsyncSession, filters: IntroductionFilters, paging: Paging
) -> Found[IntroductionRow]:
    wanted: list[ColumnElement[bool]] = []
    if filters.state:
        wanted.append(Introduction.state == IntroductionState(filters.state))
    if filters.q:
        wanted.append(
            or_(
                containing(Product.title["zh"].astext, filters.q),
                containing(Category.name["zh"].astext, filters.q),
                containing(Introduction.asked_by, filters.q),
            )
        )
    statement = (
        select(Introduction, func.coalesce(Product.title, Category.name).label("title"))
        .outerjoin(Product, Product.id == Introduction.product_id)
        .outerjoin(Category, Category.id == Introduction.category_id)
        .where(*wanted)
    )
    sorts = {"asked_at": Introduction.asked_at, "total": Introduction.total}
    return await found(session, statement, paging, sorts=sorts, tie=Introduction.id, row=_row)


def _row(row: Row[Any]) -> IntroductionRow:
    kept: Introduction = row.Introduction
    thing = kept.product_id or kept.category_id
    assert thing is not None  # noqa: S101 - the database keeps one of them
    return IntroductionRow(
        id=kept.id,
        what="product" if kept.product_id else "category",
        thing_id=thing,
        title=row.title,
        scores=kept.scores,
        total=kept.total,
        least=kept.least,
        state=kept.state,
        reason=kept.reason,
        asked_at=kept.asked_at,
        asked_by=kept.asked_by,
        decided_by=kept.decided_by,
    )
