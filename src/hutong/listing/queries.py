from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Row, Select, Text, and_, cast, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.catalog import Product, ProductState, Sku
from hutong.checklists import About, Checklist, Step, Task
from hutong.inventory import Location, Stock
from hutong.listing.models import (
    Appointment,
    Hold,
    Paper,
    PaperFile,
    Review,
    Rule,
    Scan,
    SoldOut,
    Standard,
    Turn,
)
from hutong.listing.refusals import (
    NoSuchAppointment,
    NoSuchHold,
    NoSuchPaper,
    NoSuchReview,
    NoSuchRule,
    NoSuchScan,
    NoSuchStandard,
    NoSuchTurn,
)
from hutong.listing.states import Cause, ReviewState

STANDARDS_MAX = 1000


@dataclass(frozen=True, slots=True)
class Shelved:
    """What rules look at: where a product stands, why it last turned, how many can be sold."""

    product_id: UUID
    category_id: UUID
    listed: bool
    last: Cause | None
    sold_out_since: datetime | None
    available: int


async def open_holds(session: AsyncSession, ids: Sequence[UUID]) -> Sequence[Hold]:
    if not ids:
        return []
    found = await session.scalars(
        select(Hold).where(Hold.product_id.in_(ids), Hold.released_at.is_(None))
    )
    return found.all()


async def find_hold(session: AsyncSession, hold_id: UUID) -> Hold:
    found = await session.get(Hold, hold_id)
    if found is None:
        raise NoSuchHold(str(hold_id))
    return found


async def locked_hold(session: AsyncSession, hold_id: UUID) -> Hold:
    found = await session.scalar(
        select(Hold)
        .where(Hold.id == hold_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NoSuchHold(str(hold_id))
    return found


async def held_now(session: AsyncSession, product_id: UUID) -> Hold:
    held = await open_holds(session, [product_id])
    if not held:
        raise NoSuchHold(str(product_id))
    return held[0]


async def find_scan(session: AsyncSession, scan_id: UUID) -> Scan:
    found = await session.get(Scan, scan_id)
    if found is None:
        raise NoSuchScan(str(scan_id))
    return found


async def locked_scan(session: AsyncSession, scan_id: UUID) -> Scan:
    found = await session.scalar(
        select(Scan)
        .where(Scan.id == scan_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NoSuchScan(str(scan_id))
    return found


async def waiting_scan(session: AsyncSession) -> Scan | None:
    found: Scan | None = await session.scalar(
        select(Scan).where(Scan.started_at.is_(None)).with_for_update()
    )
    return found


async def products_in_all(session: AsyncSession) -> int:
    return await session.scalar(select(func.count()).select_from(Product)) or 0


async def next_products(session: AsyncSession, after: UUID | None, most: int) -> list[UUID]:
    wanted = select(Product.id).order_by(Product.id).limit(most)
    if after is not None:
        wanted = wanted.where(Product.id > after)
    return list(await session.scalars(wanted))


async def find_turn(session: AsyncSession, turn_id: UUID) -> Turn:
    found = await session.get(Turn, turn_id)
    if found is None:
        raise NoSuchTurn(str(turn_id))
    return found


async def locked_turn(session: AsyncSession, turn_id: UUID) -> Turn:
    found = await session.scalar(
        select(Turn)
        .where(Turn.id == turn_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NoSuchTurn(str(turn_id))
    return found


async def last_turn(session: AsyncSession, product_id: UUID) -> UUID | None:
    found: UUID | None = await session.scalar(
        select(Turn.id)
        .where(Turn.product_id == product_id)
        .order_by(Turn.at.desc(), Turn.id.desc())
        .limit(1)
    )
    return found


async def standards(session: AsyncSession) -> Sequence[Standard]:
    found = await session.scalars(select(Standard).limit(STANDARDS_MAX))
    return found.all()


async def find_standard(session: AsyncSession, standard_id: UUID) -> Standard:
    found = await session.get(Standard, standard_id)
    if found is None:
        raise NoSuchStandard(str(standard_id))
    return found


async def papers_of(session: AsyncSession, ids: Sequence[UUID]) -> Sequence[Paper]:
    found = await session.scalars(
        select(Paper)
        .where(Paper.product_id.in_(ids), Paper.withdrawn_at.is_(None))
        .order_by(Paper.added_at, Paper.id)
    )
    return found.all()


async def find_paper(session: AsyncSession, paper_id: UUID) -> Paper:
    found = await session.get(Paper, paper_id)
    if found is None:
        raise NoSuchPaper(str(paper_id))
    return found


async def has_file(session: AsyncSession, key: str) -> bool:
    return await session.scalar(select(PaperFile.key).where(PaperFile.key == key)) is not None


async def file_of(session: AsyncSession, paper_id: UUID) -> tuple[Paper, PaperFile]:
    row = (
        await session.execute(
            select(Paper, PaperFile)
            .join(PaperFile, PaperFile.key == Paper.file_key)
            .where(Paper.id == paper_id)
        )
    ).one_or_none()
    if row is None:
        raise NoSuchPaper(str(paper_id))
    return row[0], row[1]


async def waiting_review(session: AsyncSession, product_id: UUID) -> Review | None:
    found: Review | None = await session.scalar(
        select(Review).where(Review.product_id == product_id, Review.state == ReviewState.WAITING)
    )
    return found


async def review_of(session: AsyncSession, approval_id: UUID) -> Review:
    found = await session.scalar(
        select(Review)
        .where(Review.approval_id == approval_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NoSuchReview(str(approval_id))
    return found


async def find_review(session: AsyncSession, review_id: UUID) -> Review:
    found = await session.get(Review, review_id)
    if found is None:
        raise NoSuchReview(str(review_id))
    return found


async def approved(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, set[str]]:
    """What was approved of each product, as fingerprints."""
    rows = await session.execute(
        select(Review.product_id, Review.fingerprint).where(
            Review.product_id.in_(ids), Review.state == ReviewState.APPROVED
        )
    )
    found: dict[UUID, set[str]] = {}
    for row in rows:
        found.setdefault(row.product_id, set()).add(row.fingerprint)
    return found


async def listed_in(
    session: AsyncSession, categories: Collection[UUID], after: UUID | None, most: int
) -> Sequence[Row[UUID, UUID]]:
    """Products on sale with their category, in order of id."""
    wanted = (
        select(Product.id, Product.category_id)
        .where(Product.state == ProductState.LISTED, Product.category_id.in_(categories))
        .order_by(Product.id)
        .limit(most)
    )
    if after is not None:
        wanted = wanted.where(Product.id > after)
    return (await session.execute(wanted)).all()


async def find_appointment(session: AsyncSession, appointment_id: UUID) -> Appointment:
    found = await session.get(Appointment, appointment_id)
    if found is None:
        raise NoSuchAppointment(str(appointment_id))
    return found


async def locked_appointment(session: AsyncSession, appointment_id: UUID) -> Appointment:
    found = await session.scalar(
        select(Appointment)
        .where(Appointment.id == appointment_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NoSuchAppointment(str(appointment_id))
    return found


async def due_appointments(session: AsyncSession, at: datetime, most: int) -> list[UUID]:
    found = await session.scalars(
        select(Appointment.id)
        .where(
            Appointment.due_at <= at,
            Appointment.done_at.is_(None),
            Appointment.cancelled_at.is_(None),
        )
        .order_by(Appointment.due_at, Appointment.id)
        .limit(most)
    )
    return list(found)


async def find_rule(session: AsyncSession, rule_id: UUID) -> Rule:
    found = await session.get(Rule, rule_id)
    if found is None:
        raise NoSuchRule(str(rule_id))
    return found


async def active_rules(session: AsyncSession) -> Sequence[Rule]:
    found = await session.scalars(
        select(Rule).where(Rule.active).order_by(Rule.name, Rule.id).limit(STANDARDS_MAX)
    )
    return found.all()


async def shelved(session: AsyncSession) -> list[Shelved]:
    """Everything on sale, and what was taken off. One statement."""
    last = (
        select(Turn.cause)
        .where(Turn.product_id == Product.id)
        .order_by(Turn.at.desc(), Turn.id.desc())
        .limit(1)
        .correlate(Product)
        .scalar_subquery()
    )
    stock = _available().subquery()
    rows = await session.execute(
        select(
            Product.id,
            Product.category_id,
            Product.state,
            last.label("last"),
            SoldOut.since,
            func.coalesce(stock.c.available, 0).label("available"),
        )
        .outerjoin(SoldOut, SoldOut.product_id == Product.id)
        .outerjoin(stock, stock.c.product_id == Product.id)
        .where(Product.state != ProductState.DRAFT)
        .order_by(Product.id)
    )
    return [
        Shelved(
            product_id=row.id,
            category_id=row.category_id,
            listed=row.state is ProductState.LISTED,
            last=row.last,
            sold_out_since=row.since,
            available=int(row.available),
        )
        for row in rows
    ]


async def note_sold_out(session: AsyncSession, at: datetime) -> None:
    """Begin to count for what is empty now; end it for the rest."""
    stock = _available().subquery()
    empty = (
        select(Product.id)
        .outerjoin(stock, stock.c.product_id == Product.id)
        .where(Product.state == ProductState.LISTED, func.coalesce(stock.c.available, 0) <= 0)
    )
    ids = list(await session.scalars(empty))
    await session.execute(delete(SoldOut).where(SoldOut.product_id.not_in(ids)))
    if ids:
        rows = [{"product_id": product_id, "since": at} for product_id in ids]
        await session.execute(insert(SoldOut).on_conflict_do_nothing(), rows)


async def turned(session: AsyncSession, skus: Collection[UUID], *, fact: str) -> dict[UUID, bool]:
    """Of the products of these SKUs, whether there is anything of them: those alone whose list
    under way says otherwise in its step for that fact. Most sales turn nothing."""
    sold = select(Sku.product_id).where(Sku.id.in_(skus))
    stock = _available().where(Sku.product_id.in_(sold.correlate(None))).subquery()
    there = func.coalesce(stock.c.available, 0) > 0
    rows = await session.execute(
        select(Product.id, there.label("there"))
        .join(Checklist, Checklist.key == cast(Product.id, Text))
        .join(Task, Task.checklist_id == Checklist.id)
        .join(Step, and_(Step.id == Task.step_id, Step.fact == fact))
        .outerjoin(stock, stock.c.product_id == Product.id)
        .where(
            Product.id.in_(sold.correlate(None)),
            Checklist.about == About.PRODUCT,
            Checklist.ended_at.is_(None),
            Task.done_at.is_not(None) != there,
        )
    )
    return {row.id: row.there for row in rows}


def _available() -> Select[UUID, int]:
    return (
        select(Sku.product_id, func.sum(Stock.on_hand - Stock.reserved).label("available"))
        .join(Stock, Stock.sku_id == Sku.id)
        .join(Location, and_(Location.id == Stock.location_id, Location.sells))
        .where(Sku.active)
        .group_by(Sku.product_id)
    )
