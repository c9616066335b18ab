"""Where goods can be, and how much stands there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from hutong.catalog import Product, Sku
from hutong.inventory import Location, LocationKind, LocationNotFound, Stock
from hutong.kernel import clock
from hutong.kernel.texts import Texts
from hutong.views.lists import Found, Paging, containing, found
from hutong.views.stock.goods import Line, article_columns

LINES_MAX = 500
Parent = aliased(Location)


@dataclass(frozen=True, kw_only=True)
class LocationFilters:
    q: str | None = None
    kind: str | None = None
    sells: bool | None = None


@dataclass(frozen=True, kw_only=True)
class PoolFilters:
    q: str | None = None
    state: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class LocationRow:
    """`articles` and `pieces` stand there now; a pool has a parent and a window."""

    id: UUID
    code: str
    name: Texts
    kind: LocationKind
    address: str
    priority: int
    active: bool
    sells: bool
    articles: int
    pieces: int
    reserved: int
    parent: Texts | None
    starts_at: datetime | None
    ends_at: datetime | None

    @property
    def state(self) -> str:
        if not self.active:
            return "ended"
        waiting = self.starts_at is not None and self.starts_at > clock.now()
        return "waiting" if waiting else "running"

    @property
    def free(self) -> int:
        return self.pieces - self.reserved


@dataclass(frozen=True, kw_only=True, slots=True)
class PoolPage:
    row: LocationRow
    lines: Sequence[Line]


async def location_list(
    session: AsyncSession, filters: LocationFilters, paging: Paging
) -> Found[LocationRow]:
    wanted: list[ColumnElement[bool]] = [Location.kind != LocationKind.POOL]
    if filters.kind:
        wanted.append(Location.kind == LocationKind(filters.kind))
    if filters.sells:
        wanted.append(Location.sells.is_(True))
    sorts = {"priority": Location.priority, "code": Location.code, "pieces": PIECES}
    asked = _ROWS.where(*wanted, *_named(filters.q))
    return await found(session, asked, paging, sorts=sorts, tie=Location.id, row=_row)


async def pool_list(
    session: AsyncSession, filters: PoolFilters, paging: Paging
) -> Found[LocationRow]:
    wanted: list[ColumnElement[bool]] = [Location.kind == LocationKind.POOL]
    if filters.state:
        wanted.append(Location.active.is_(filters.state != "ended"))
    if filters.state in {"waiting", "running"}:
        begun = Location.starts_at <= clock.now()
        wanted.append(begun if filters.state == "running" else ~begun)
    sorts = {"ends_at": Location.ends_at, "pieces": PIECES}
    asked = _ROWS.where(*wanted, *_named(filters.q))
    return await found(session, asked, paging, sorts=sorts, tie=Location.id, row=_row)


async def pool_page(session: AsyncSession, pool_id: UUID) -> PoolPage:
    """Raises LocationNotFound."""
    pool = _ROWS.where(Location.id == pool_id, Location.kind == LocationKind.POOL)
    row = (await session.execute(pool)).one_or_none()
    if row is None:
        raise LocationNotFound(pool_id)
    return PoolPage(row=_row(row), lines=await _standing(session, pool_id))


async def _standing(session: AsyncSession, location_id: UUID) -> Sequence[Line]:
    rows = await session.execute(
        select(
            *article_columns(),
            Stock.bin,
            Stock.on_hand.label("quantity"),
            Stock.reserved.label("counted"),
        )
        .join(Sku, Sku.id == Stock.sku_id)
        .join(Product, Product.id == Sku.product_id)
        .where(Stock.location_id == location_id, Stock.on_hand > 0)
        .order_by(Sku.code)
        .limit(LINES_MAX)
    )
    return [Line(**row._asdict() | {"sku_title": row.sku_title or {}}) for row in rows]


def _stands() -> Any:
    return (
        select(
            Stock.location_id,
            func.count().filter(Stock.on_hand > 0).label("articles"),
            func.sum(Stock.on_hand).label("pieces"),
            func.sum(Stock.reserved).label("reserved"),
        )
        .group_by(Stock.location_id)
        .subquery()
    )


_STANDS = _stands()
PIECES = func.coalesce(_STANDS.c.pieces, literal(0))


def _columns() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Location.id,
            Location.code,
            Location.name,
            Location.kind,
            Location.address,
            Location.priority,
            Location.active,
            Location.sells,
            func.coalesce(_STANDS.c.articles, 0).label("articles"),
            PIECES.label("pieces"),
            func.coalesce(_STANDS.c.reserved, 0).label("reserved"),
            Parent.name.label("parent"),
            Location.starts_at,
            Location.ends_at,
        )
        .outerjoin(_STANDS, _STANDS.c.location_id == Location.id)
        .outerjoin(Parent, Parent.id == Location.parent_id)
    )


_ROWS = _columns()


def _named(words: str | None) -> list[ColumnElement[bool]]:
    if not words:
        return []
    return [
        or_(
            Location.code.istartswith(words, autoescape=True),
            containing(Location.name["zh"].astext, words),
            containing(Location.name["en"].astext, words),
            containing(Location.address, words),
        )
    ]


def _row(row: Row[*tuple[Any, ...]]) -> LocationRow:
    facts = row._asdict()
    counted = {name: int(facts[name]) for name in ("articles", "pieces", "reserved")}
    return LocationRow(**facts | counted)
