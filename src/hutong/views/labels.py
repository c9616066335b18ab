"""How many products have each tag or brand, and which share of sales is theirs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, null, select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.catalog import Brand, GivenTag, Product, ProductState, Tag
from hutong.kernel import clock
from hutong.kernel.money import CNY, Money
from hutong.kernel.texts import Texts
from hutong.orders import Order, OrderLine, OrderState
from hutong.views.lists import Found, Paging

USUAL_DAYS = "30"
BY_BRAND = "brand"


@dataclass(frozen=True, slots=True)
class Tagged:
    by_hand: Mapping[str, int]
    by_rule: Mapping[UUID, int]


async def products_by_tag(session: AsyncSession) -> Tagged:
    """By hand by slug, by rules by id."""
    by_hand = await session.execute(
        select(Tag.slug, func.count())
        .join(Product, Product.tags.has_key(Tag.slug))
        .group_by(Tag.slug)
    )
    by_rule = await session.execute(
        select(GivenTag.tag_id, func.count(GivenTag.product_id.distinct())).group_by(
            GivenTag.tag_id
        )
    )
    return Tagged({row[0]: row[1] for row in by_hand}, {row[0]: row[1] for row in by_rule})


async def products_by_brand(session: AsyncSession) -> Mapping[UUID, int]:
    counted = await session.execute(
        select(Product.brand_id, func.count())
        .where(Product.brand_id.is_not(None))
        .group_by(Product.brand_id)
    )
    return {row.brand_id: row[1] for row in counted if row.brand_id}


@dataclass(frozen=True, kw_only=True)
class ShareFilters:
    days: str | None = None
    by: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ShareRow:
    """One brand, or one way of sourcing; `key` is empty for goods without one. Percentages of all
    goods on sale, and of all that was paid for goods."""

    key: str
    name: Texts | None
    products: int
    of_products: Decimal
    sales: Money
    of_sales: Decimal


async def share_list(
    session: AsyncSession, filters: ShareFilters, paging: Paging
) -> Found[ShareRow]:
    """Of goods as they are labelled now; orders count from the day on which they were paid."""
    days = int(filters.days or USUAL_DAYS)
    since = clock.day_start(clock.local_day(clock.now()) - timedelta(days=days - 1))
    by_brand = filters.by == BY_BRAND
    key: Any = Brand.slug if by_brand else Product.sourcing
    name: Any = Brand.name if by_brand else null()
    offered = await session.execute(
        select(key.label("key"), name.label("name"), func.count().label("products"))
        .select_from(Product)
        .outerjoin(Brand, Brand.id == Product.brand_id)
        .where(Product.state == ProductState.LISTED)
        .group_by(*((key, name) if by_brand else (key,)))
    )
    sold = await session.execute(
        select(key.label("key"), func.sum(OrderLine.payable_minor).label("minor"))
        .select_from(OrderLine)
        .join(Order, Order.id == OrderLine.order_id)
        .join(Product, Product.id == OrderLine.product_id)
        .outerjoin(Brand, Brand.id == Product.brand_id)
        .where(Order.paid_at >= since, Order.state != OrderState.CANCELLED)
        .group_by(key)
    )
    paid = {str(row.key or ""): int(row.minor) for row in sold}
    there = {str(row.key or ""): row for row in offered}
    rows = _shares(there, paid)
    return Found(rows[paging.offset : paging.offset + paging.size], len(rows))


def _shares(there: Mapping[str, Any], paid: Mapping[str, int]) -> list[ShareRow]:
    products, sales = sum(row.products for row in there.values()), sum(paid.values())
    rows = [
        ShareRow(
            key=key,
            name=there[key].name if key in there else None,
            products=there[key].products if key in there else 0,
            of_products=_percent(there[key].products if key in there else 0, products),
            sales=Money(paid.get(key, 0), CNY),
            of_sales=_percent(paid.get(key, 0), sales),
        )
        for key in {**there, **paid}
    ]
    return sorted(rows, key=lambda row: (-row.sales.minor, -row.products, row.key))


def _percent(part: int, whole: int) -> Decimal:
    share = Decimal(100 * part) / whole if whole else Decimal(0)
    return share.quantize(Decimal("0.1"))
