from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import Insert, func, insert, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.catalog.models import Product
from hutong.catalog.queries import CONTENT
from hutong.catalog.sheets import ProductSheet
from hutong.catalog.states import ProductState
from hutong.catalog.versions.models import Cause, Source, Version
from hutong.kernel.actor import Actor
from hutong.kernel.errors import NotFound
from hutong.kernel.ids import OWN_SELLER

SHOWN_MAX = 100


@dataclass(eq=False)
class NoSuchVersion(NotFound):
    message = "There is no version {number} of this product."
    number: int


@dataclass(frozen=True, kw_only=True)
class VersionLine:
    """A version without its content."""

    product_id: UUID
    number: int
    at: datetime
    by: str
    source: Source
    reason: str


_LINE = (
    Version.product_id,
    Version.number,
    Version.at,
    Version.by,
    Version.source,
    Version.reason,
)


async def versions_of(session: AsyncSession, product_id: UUID) -> Sequence[VersionLine]:
    """The newest first, at most a hundred."""
    rows = await session.execute(
        select(*_LINE)
        .where(Version.product_id == product_id)
        .order_by(Version.number.desc())
        .limit(SHOWN_MAX)
    )
    return [VersionLine(**row) for row in rows.mappings()]


async def find_versions(
    session: AsyncSession, product_id: UUID, *numbers: int
) -> Sequence[Version]:
    """In the order asked for. Raises NoSuchVersion."""
    rows = await session.scalars(
        select(Version).where(Version.product_id == product_id, Version.number.in_(numbers))
    )
    known = {version.number: version for version in rows}
    for number in numbers:
        if number not in known:
            raise NoSuchVersion(number)
    return [known[number] for number in numbers]


async def newest_number(session: AsyncSession, product_id: UUID) -> int:
    """0 where there is no version, and no such product."""
    newest = select(func.max(Version.number)).where(Version.product_id == product_id)
    return await session.scalar(newest) or 0


def sheet_of(version: Version) -> ProductSheet:
    """The product as it was. Where it stood on the shelf is no part of a version."""
    return msgspec.convert(
        {
            **version.content,
            "id": version.product_id,
            "seller_id": OWN_SELLER,
            "state": ProductState.DRAFT,
            "launched_at": None,
            "listed_at": None,
            "version": version.edit,
            "edited_at": version.at,
            "edited_by": version.by,
        },
        ProductSheet,
    )


def keeping(ids: Sequence[UUID], *, by: Actor, cause: Cause, at: datetime) -> Insert:
    """One version of each that is not as its last version says. One statement for all."""
    now = (
        select(Product.id, Product.version, CONTENT.label("content"))
        .where(Product.id.in_(ids))
        .cte("now")
        .prefix_with("materialized")
    )
    newest = (
        select(Version.number, Version.content)
        .where(Version.product_id == now.c.id)
        .order_by(Version.number.desc())
        .limit(1)
        .lateral("newest")
    )
    changed = (
        select(
            now.c.id,
            func.coalesce(newest.c.number, 0) + 1,
            now.c.version,
            literal(at, Version.at.type),
            literal(by.kind, Version.by_kind.type),
            literal(by.id, Version.by_id.type),
            literal(by.name),
            literal(cause.source, Version.source.type),
            literal(cause.reason),
            now.c.content,
        )
        .select_from(now)
        .join(newest, onclause=literal(1) == 1, isouter=True)
        .where(now.c.content.is_distinct_from(newest.c.content))
    )
    columns = (
        *("product_id", "number", "edit", "at", "by_kind", "by_id", "by"),
        *("source", "reason", "content"),
    )
    return insert(Version).from_select(columns, changed)
