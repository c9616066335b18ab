from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.catalog import Product, ProductState
from hutong.kernel.errors import NotFound
from hutong.listing.models import Hold, Paper, PaperFile, Review, Scan, Standard, Turn
from hutong.listing.states import ReviewState

STANDARDS_MAX = 1000


@dataclass(eq=False)
class NoSuchHold(NotFound):
    message = "This product is not held."
    hold: str


@dataclass(eq=False)
class NoSuchScan(NotFound):
    message = "There is no such look at all goods."
    scan: str


@dataclass(eq=False)
class NoSuchTurn(NotFound):
    message = "There is no such entry."
    turn: str


@dataclass(eq=False)
class NoSuchStandard(NotFound):
    message = "There is no such standard."
    standard: str


@dataclass(eq=False)
class NoSuchPaper(NotFound):
    message = "There is no such certificate."
    paper: str


@dataclass(eq=False)
class NoSuchReview(NotFound):
    message = "There is no such review."
    review: str


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
