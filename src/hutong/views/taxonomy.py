"""Goods that are probably in the wrong category, and the times that all were looked at."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from hutong.catalog import Category, Product
from hutong.kernel.texts import Texts
from hutong.taxonomy import Finding, FindingState, Look
from hutong.views.lists import Found, NoFilters, Paging, containing, found
from hutong.views.products import first_picture


@dataclass(frozen=True, kw_only=True)
class AuditFilters:
    q: str | None = None
    category: str | None = None
    state: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class AuditRow:
    id: UUID
    product_id: UUID
    title: Texts
    picture: str | None
    here: Texts
    there: Texts
    sureness: int
    reasons: list[dict[str, Any]]
    state: FindingState
    found_at: datetime
    decided_at: datetime | None
    decided_by: str

    @property
    def is_open(self) -> bool:
        return self.state is FindingState.OPEN


@dataclass(frozen=True, kw_only=True, slots=True)
class LookRow:
    id: UUID
    started_at: datetime
    ended_at: datetime
    by: str
    products: int
    found: int

    @property
    def seconds(self) -> str:
        return f"{(self.ended_at - self.started_at).total_seconds():.1f}"


async def audit_list(
    session: AsyncSession, filters: AuditFilters, paging: Paging
) -> Found[AuditRow]:
    """The surest first. Of open ones only those that still stand where they were found."""
    state = FindingState(filters.state) if filters.state else FindingState.OPEN
    wanted: list[ColumnElement[bool]] = [Finding.state == state]
    if state is FindingState.OPEN:
        wanted.append(Product.category_id == Finding.category_id)
    if filters.category:
        wanted.append(_HERE.slug == filters.category)
    if filters.q:
        wanted.append(_named(filters.q))
    return await found(
        session,
        _FINDINGS.where(and_(*wanted)),
        paging,
        sorts={
            "sureness": Finding.sureness,
            "found_at": Finding.found_at,
            "decided_at": Finding.decided_at,
        },
        tie=Finding.id,
        row=_finding,
    )


async def look_list(session: AsyncSession, _filters: NoFilters, paging: Paging) -> Found[LookRow]:
    return await found(
        session,
        select(Look.id, Look.started_at, Look.ended_at, Look.by, Look.products, Look.found),
        paging,
        sorts={"started_at": Look.started_at},
        tie=Look.id,
        row=lambda row: LookRow(**row._asdict()),
    )


_HERE, _THERE = aliased(Category), aliased(Category)
_FINDINGS = (
    select(
        Finding.id,
        Finding.product_id,
        Product.title,
        first_picture().label("picture"),
        _HERE.name.label("here"),
        _THERE.name.label("there"),
        Finding.sureness,
        Finding.reasons,
        Finding.state,
        Finding.found_at,
        Finding.decided_at,
        Finding.decided_by,
    )
    .join(Product, Product.id == Finding.product_id)
    .join(_HERE, _HERE.id == Finding.category_id)
    .join(_THERE, _THERE.id == Finding.suggested_id)
)


def _named(words: str) -> ColumnElement[bool]:
    return or_(
        containing(Product.title["zh"].astext, words),
        containing(Product.title["en"].astext, words),
        Product.slug.startswith(words, autoescape=True),
    )


def _finding(row: Row[Any]) -> AuditRow:
    return AuditRow(**row._asdict())
