"""How goods stand: complete, clean, held; and everything about one of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Row, and_, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.catalog import Product, ProductState
from hutong.kernel.texts import Texts
from hutong.listing import (
    Cause,
    Hold,
    PaperKind,
    ReviewState,
    Scan,
    Standing,
    Turn,
    Why,
)
from hutong.views.lists import Found, NoFilters, Paging, containing, found
from hutong.views.products import first_picture
from hutong.views.reviews import paper_state

COMPLETE = 90


@dataclass(frozen=True, kw_only=True)
class StandingFilters:
    q: str | None = None
    trouble: str | None = None
    state: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class StandingRow:
    id: UUID
    title: Texts
    subtitle: Texts
    picture: str | None
    state: ProductState
    score: int
    lacks: list[str]
    found: list[str]
    blocking: int
    warnings: int
    differences: int
    hold_id: UUID | None
    looked_at: datetime

    @property
    def held(self) -> bool:
        return self.hold_id is not None


@dataclass(frozen=True, kw_only=True, slots=True)
class ScanRow:
    id: UUID
    why: Why
    asked_by: str
    asked_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    total: int
    done: int
    hits: int
    held: int

    @property
    def state(self) -> str:
        if self.ended_at:
            return "ended"
        return "running" if self.started_at else "waiting"

    @property
    def progress(self) -> int:
        if self.ended_at:
            return 100
        return self.done * 100 // self.total if self.total else 0


@dataclass(frozen=True, kw_only=True)
class TurnFilters:
    q: str | None = None
    cause: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class TurnRow:
    id: UUID
    product_id: UUID
    title: Texts
    goes_on: bool
    cause: Cause
    says: dict[str, str | int]
    at: datetime
    by: str
    undone_at: datetime | None
    undone_by: str
    last: bool

    @property
    def can_undo(self) -> bool:
        return self.last and self.undone_at is None

    @property
    def way(self) -> str:
        return "on" if self.goes_on else "off"


@dataclass(frozen=True, kw_only=True)
class TurnTold:
    goes_on: bool
    cause: Cause
    says: dict[str, str | int]
    at: datetime
    by: str
    undone_at: datetime | None
    undone_by: str


@dataclass(frozen=True, kw_only=True)
class HoldTold:
    id: UUID
    reason: str
    held_at: datetime
    held_by: str


@dataclass(frozen=True, kw_only=True)
class ReviewTold:
    state: ReviewState
    note: str
    remarks: dict[str, str]
    answer: str
    asked_at: datetime
    asked_by: str
    decided_at: datetime | None
    decided_by: str


@dataclass(frozen=True, kw_only=True)
class PaperTold:
    id: UUID
    kind: PaperKind
    number: str
    issuer: str
    batch: str
    supplier: str
    passed: bool
    expires_on: date | None
    withdrawn_at: datetime | None

    @property
    def state(self) -> str:
        return paper_state(self)


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """What listing keeps of one product."""

    turns: Sequence[TurnTold]
    hold: HoldTold | None
    reviews: Sequence[ReviewTold]
    papers: Sequence[PaperTold]


DOSSIER = text("""
    select jsonb_build_object(
        'turns', (
            select coalesce(jsonb_agg(to_jsonb(turn) order by turn.at desc), '[]')
            from (
                select goes_on, cause, says, at, by, undone_at, undone_by
                from listing_turn where product_id = :product
                order by at desc, id desc limit 30
            ) as turn
        ),
        'hold', (
            select to_jsonb(held) from (
                select id, reason, held_at, held_by
                from listing_hold where product_id = :product and released_at is null
            ) as held
        ),
        'reviews', (
            select coalesce(jsonb_agg(to_jsonb(review) order by review.asked_at desc), '[]')
            from (
                select review.state, review.note, remarks, approval.note as answer,
                    review.asked_at, review.asked_by, review.decided_at, review.decided_by
                from listing_review review
                join access_approval approval on approval.id = review.approval_id
                where product_id = :product order by review.asked_at desc limit 20
            ) as review
        ),
        'papers', (
            select coalesce(jsonb_agg(to_jsonb(paper) order by paper.issued_on desc), '[]')
            from (
                select id, kind, number, issuer, batch, supplier, passed, issued_on, expires_on,
                    withdrawn_at
                from listing_paper where product_id = :product
                order by issued_on desc limit 50
            ) as paper
        )
    )
""")


async def dossier(session: AsyncSession, product_id: UUID) -> Dossier:
    """One statement."""
    told = await session.scalar(DOSSIER, {"product": product_id})
    return msgspec.convert(told, Dossier)


async def standing_list(
    session: AsyncSession, filters: StandingFilters, paging: Paging
) -> Found[StandingRow]:
    return await found(
        session,
        _STANDINGS.where(*_wanted(filters)),
        paging,
        sorts={"score": Standing.score, "looked_at": Standing.looked_at},
        tie=Standing.product_id,
        row=_standing,
    )


async def scan_list(session: AsyncSession, _filters: NoFilters, paging: Paging) -> Found[ScanRow]:
    columns = [Scan.__table__.c[field] for field in ScanRow.__dataclass_fields__]
    return await found(
        session,
        select(*columns),
        paging,
        sorts={"asked_at": Scan.asked_at},
        tie=Scan.id,
        row=_scan,
    )


async def turn_list(session: AsyncSession, filters: TurnFilters, paging: Paging) -> Found[TurnRow]:
    wanted: list[ColumnElement[bool]] = []
    if filters.cause:
        wanted.append(Turn.cause == Cause(filters.cause))
    if filters.q:
        wanted.append(_named(filters.q))
    return await found(
        session,
        _TURNS.where(*wanted),
        paging,
        sorts={"at": Turn.at},
        tie=Turn.id,
        row=_turn,
    )


_STANDINGS = (
    select(
        Product.id,
        Product.title,
        Product.subtitle,
        first_picture().label("picture"),
        Product.state,
        Standing.score,
        Standing.lacks,
        Standing.found,
        Standing.blocking,
        Standing.warnings,
        Standing.differences,
        Hold.id.label("hold_id"),
        Standing.looked_at,
    )
    .join(Product, Product.id == Standing.product_id)
    .outerjoin(Hold, and_(Hold.product_id == Product.id, Hold.released_at.is_(None)))
)
_LATEST = (
    select(Turn.id)
    .where(Turn.product_id == Product.id)
    .order_by(Turn.at.desc(), Turn.id.desc())
    .limit(1)
    .correlate(Product)
    .scalar_subquery()
)
_TURNS = select(
    Turn.id,
    Turn.product_id,
    Product.title,
    Turn.goes_on,
    Turn.cause,
    Turn.says,
    Turn.at,
    Turn.by,
    Turn.undone_at,
    Turn.undone_by,
    (Turn.id == _LATEST).label("last"),
).join(Product, Product.id == Turn.product_id)


def _wanted(filters: StandingFilters) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if filters.state:
        wanted.append(Product.state == ProductState(filters.state))
    if filters.q:
        wanted.append(_named(filters.q))
    match filters.trouble:
        case "blocking":
            wanted.append(Standing.blocking > 0)
        case "warnings":
            wanted.append(Standing.warnings > 0)
        case "differences":
            wanted.append(Standing.differences > 0)
        case "incomplete":
            wanted.append(Standing.score < COMPLETE)
        case "held":
            wanted.append(Hold.id.is_not(None))
        case _:
            pass
    return wanted


def _named(words: str) -> ColumnElement[bool]:
    return or_(
        containing(Product.title["zh"].astext, words),
        containing(Product.title["en"].astext, words),
        Product.slug.startswith(words, autoescape=True),
    )


def _standing(row: Row[Any]) -> StandingRow:
    return StandingRow(**row._asdict())


def _scan(row: Row[Any]) -> ScanRow:
    return ScanRow(**row._asdict())


def _turn(row: Row[Any]) -> TurnRow:
    return TurnRow(**row._asdict())
