from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.catalog import Product
from hutong.introductions.models import Introduction
from hutong.introductions.states import IntroductionState
from hutong.kernel.errors import NotFound


@dataclass(eq=False)
class NoSuchIntroduction(NotFound):
    message = "There is no such proposal."
    introduction: str


async def find_introduction(session: AsyncSession, introduction_id: UUID) -> Introduction:
    found = await session.get(Introduction, introduction_id)
    if found is None:
        raise NoSuchIntroduction(str(introduction_id))
    return found


async def of_approval(session: AsyncSession, approval_id: UUID) -> Introduction:
    found = await session.scalar(
        select(Introduction)
        .where(Introduction.approval_id == approval_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NoSuchIntroduction(str(approval_id))
    return found


async def waiting(
    session: AsyncSession, *, product_id: UUID | None, category_id: UUID | None
) -> Introduction | None:
    whose: ColumnElement[bool] = Introduction.category_id == category_id
    if product_id:
        whose = Introduction.product_id == product_id
    found: Introduction | None = await session.scalar(
        select(Introduction).where(whose, Introduction.state == IntroductionState.WAITING)
    )
    return found


async def introduced(
    session: AsyncSession, products: Collection[UUID], categories: Collection[UUID]
) -> tuple[set[UUID], set[UUID]]:
    """Which of these products and of these categories were approved."""
    rows = await session.execute(
        select(Introduction.product_id, Introduction.category_id).where(
            Introduction.state == IntroductionState.APPROVED,
            or_(Introduction.product_id.in_(products), Introduction.category_id.in_(categories)),
        )
    )
    found = rows.all()
    return (
        {row.product_id for row in found if row.product_id},
        {row.category_id for row in found if row.category_id},
    )


async def open_already(session: AsyncSession, categories: Collection[UUID]) -> set[UUID]:
    """The categories in which something was on sale once."""
    found = await session.scalars(
        select(Product.category_id)
        .where(Product.category_id.in_(categories), Product.launched_at.is_not(None))
        .distinct()
    )
    return set(found)
