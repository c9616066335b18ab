"""Goods that wait for a review, their papers, and the standards of categories."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import ColumnElement, Row, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.access import Approval
from hutong.catalog import Category, Product
from hutong.kernel import clock
from hutong.kernel.texts import Texts
from hutong.listing import OnExpiry, Paper, PaperKind, Review, ReviewState, Standard
from hutong.views.lists import Found, NoFilters, Paging, containing, found
from hutong.views.products import first_picture

SOON_DAYS = 30


@dataclass(frozen=True, kw_only=True)
class ReviewFilters:
    q: str | None = None
    state: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ReviewRow:
    id: UUID
    product_id: UUID
    approval_id: UUID
    title: Texts
    subtitle: Texts
    picture: str | None
    state: ReviewState
    facts: dict[str, Any]
    note: str
    remarks: dict[str, str]
    answer: str
    asked_at: datetime
    asked_by: str
    decided_at: datetime | None
    decided_by: str

    @property
    def is_waiting(self) -> bool:
        return self.state is ReviewState.WAITING

    @property
    def score(self) -> int:
        return int(self.facts.get("score", 0))

    @property
    def doubts(self) -> int:
        return int(self.facts.get("warnings", 0)) + int(self.facts.get("differences", 0))


@dataclass(frozen=True, kw_only=True)
class PaperFilters:
    q: str | None = None
    state: str | None = None
    kind: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PaperRow:
    id: UUID
    product_id: UUID
    title: Texts
    kind: PaperKind
    number: str
    issuer: str
    batch: str
    supplier: str
    passed: bool
    issued_on: date
    expires_on: date | None
    withdrawn_at: datetime | None
    added_by: str

    @property
    def state(self) -> str:
        return paper_state(self)


@dataclass(frozen=True, kw_only=True, slots=True)
class StandardRow:
    id: UUID
    category: Texts | None
    reviewed: bool
    checklist: bool
    made_known: bool
    papers: list[str]
    on_expiry: OnExpiry
    edited_by: str


class Validity(Protocol):
    """What decides whether a paper counts."""

    @property
    def passed(self) -> bool: ...
    @property
    def expires_on(self) -> date | None: ...
    @property
    def withdrawn_at(self) -> datetime | None: ...


def paper_state(paper: Validity) -> str:
    """As of today in the shop."""
    today = clock.local_day(clock.now())
    if paper.withdrawn_at:
        return "withdrawn"
    if not paper.passed:
        return "failed"
    if paper.expires_on is None or paper.expires_on > today + timedelta(days=SOON_DAYS):
        return "valid"
    return "soon" if paper.expires_on >= today else "expired"


async def review_list(
    session: AsyncSession, filters: ReviewFilters, paging: Paging
) -> Found[ReviewRow]:
    wanted: list[ColumnElement[bool]] = []
    if filters.state:
        wanted.append(Review.state == ReviewState(filters.state))
    if filters.q:
        wanted.append(or_(_named(filters.q), Review.asked_by == filters.q))
    return await found(
        session,
        _REVIEWS.where(*wanted),
        paging,
        sorts={"asked_at": Review.asked_at},
        tie=Review.id,
        row=_review,
    )


async def paper_list(
    session: AsyncSession, filters: PaperFilters, paging: Paging
) -> Found[PaperRow]:
    wanted = _in_state(filters.state)
    if filters.kind:
        wanted.append(Paper.kind == PaperKind(filters.kind))
    if filters.q:
        wanted.append(
            or_(
                _named(filters.q),
                containing(Paper.number, filters.q),
                containing(Paper.batch, filters.q),
                containing(Paper.supplier, filters.q),
            )
        )
    return await found(
        session,
        _PAPERS.where(*wanted),
        paging,
        sorts={"expires_on": Paper.expires_on, "issued_on": Paper.issued_on},
        tie=Paper.id,
        row=_paper,
    )


async def standard_list(
    session: AsyncSession, _filters: NoFilters, paging: Paging
) -> Found[StandardRow]:
    return await found(session, _STANDARDS, paging, sorts={}, tie=Standard.id, row=_standard)


_REVIEWS = (
    select(
        Review.id,
        Review.product_id,
        Review.approval_id,
        Product.title,
        Product.subtitle,
        first_picture().label("picture"),
        Review.state,
        Approval.facts,
        Review.note,
        Review.remarks,
        Approval.note.label("answer"),
        Review.asked_at,
        Review.asked_by,
        Review.decided_at,
        Review.decided_by,
    )
    .join(Product, Product.id == Review.product_id)
    .join(Approval, Approval.id == Review.approval_id)
)
_PAPERS = select(
    Paper.id,
    Paper.product_id,
    Product.title,
    Paper.kind,
    Paper.number,
    Paper.issuer,
    Paper.batch,
    Paper.supplier,
    Paper.passed,
    Paper.issued_on,
    Paper.expires_on,
    Paper.withdrawn_at,
    Paper.added_by,
).join(Product, Product.id == Paper.product_id)
_STANDARDS = select(
    Standard.id,
    Category.name.label("category"),
    Standard.reviewed,
    Standard.checklist,
    Standard.made_known,
    Standard.papers,
    Standard.on_expiry,
    Standard.edited_by,
).outerjoin(Category, Category.id == Standard.category_id)


def _in_state(state: str | None) -> list[ColumnElement[bool]]:
    today = clock.local_day(clock.now())
    soon = today + timedelta(days=SOON_DAYS)
    kept = Paper.withdrawn_at.is_(None)
    match state:
        case "withdrawn":
            return [Paper.withdrawn_at.is_not(None)]
        case "failed":
            return [kept, Paper.passed.is_(False)]
        case "expired":
            return [kept, Paper.passed.is_(True), Paper.expires_on < today]
        case "soon":
            return [kept, Paper.passed.is_(True), Paper.expires_on.between(today, soon)]
        case "valid":
            late = or_(Paper.expires_on.is_(None), Paper.expires_on > soon)
            return [kept, Paper.passed.is_(True), late]
        case _:
            return []


def _named(words: str) -> ColumnElement[bool]:
    return or_(
        containing(Product.title["zh"].astext, words),
        containing(Product.title["en"].astext, words),
        Product.slug.startswith(words, autoescape=True),
    )


def _review(row: Row[Any]) -> ReviewRow:
    return ReviewRow(**row._asdict())


def _paper(row: Row[Any]) -> PaperRow:
    return PaperRow(**row._asdict())


def _standard(row: Row[Any]) -> StandardRow:
    return StandardRow(**row._asdict())
