from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Text, cast, select, text
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.catalog import Badge
from hutong.kernel.money import Money
from hutong.search.documents import Choice, Document, Place
from hutong.search.models import SearchDocument


@dataclass(frozen=True, slots=True)
class Changes:
    """Documents by product and writing transaction; None for one that is off the shelf. Ask
    again from `until`: some may come twice, none is missed."""

    documents: Sequence[tuple[UUID, int, Document | None]]
    until: int


NOW = text("select pg_snapshot_xmin(pg_current_snapshot())::text")


async def changes(session: AsyncSession, since: int) -> Changes:
    """What transactions that were open at `since`, or began later, wrote."""
    until = (await session.execute(NOW)).scalar_one()
    written = cast(SearchDocument.changed, Text).label("written")
    rows = await session.execute(
        select(SearchDocument, written).where(
            SearchDocument.changed >= text("cast(cast(:since as text) as xid8)")
        ),
        {"since": str(since)},
        execution_options={"populate_existing": True},
    )
    return Changes(
        documents=[(row.product_id, int(xid), _document(row)) for row, xid in rows],
        until=int(until),
    )


async def holding(session: AsyncSession, sku_ids: Sequence[UUID]) -> Sequence[SearchDocument]:
    """Documents of the products to which one of the SKUs belongs."""
    found = await session.scalars(
        select(SearchDocument)
        .where(SearchDocument.skus.has_any(array([str(sku_id) for sku_id in sku_ids])))
        .order_by(SearchDocument.product_id)
        .execution_options(populate_existing=True)
    )
    return found.all()


async def below(session: AsyncSession, category_id: UUID) -> Sequence[UUID]:
    """Products whose path leads through the category."""
    found = await session.scalars(
        select(SearchDocument.product_id).where(
            SearchDocument.path.contains([{"id": str(category_id)}])
        )
    )
    return found.all()


def _document(row: SearchDocument) -> Document | None:
    if not row.shown:
        return None
    return Document(
        product_id=row.product_id,
        slug=row.slug,
        title=row.title,
        subtitle=row.subtitle,
        path=tuple(Place(place["slug"], place["name"]) for place in row.path),
        specs=tuple(Choice(spec["name"], tuple(spec["values"])) for spec in row.specs),
        price_from=Money(row.price_from_minor, row.currency),
        price_to=Money(row.price_to_minor, row.currency),
        picture=row.picture,
        badges=tuple(Badge(badge) for badge in row.badges),
        skus={UUID(sku_id): left for sku_id, left in row.skus.items()},
        in_stock=row.in_stock,
        sales=row.sales,
        launched_at=row.launched_at,
        edited_at=row.edited_at,
        parameters=tuple(row.parameters),
    )
