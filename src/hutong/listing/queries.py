from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.catalog import Product
from hutong.kernel.errors import NotFound
from hutong.listing.models import Hold, Scan, Turn


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
