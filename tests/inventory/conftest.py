from collections.abc import AsyncIterator, Awaitable, Callable
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import inventory
from tests.books import books_agree
from tests.make import goods as make

Standing = Callable[[UUID, UUID], Awaitable[tuple[int, int]]]


@pytest.fixture
async def mug(session: AsyncSession) -> UUID:
    """Ten of them stand on the shelf."""
    return (await make.goods(session, in_stock=10)).skus[0].id


@pytest.fixture
async def bowl(session: AsyncSession) -> UUID:
    return (await make.goods(session, in_stock=3)).skus[0].id


@pytest.fixture
async def books_balance(session: AsyncSession) -> AsyncIterator[None]:
    """After every test the shelf is the sum of its ledger, and so is what is promised."""
    yield
    await books_agree(session)


@pytest.fixture
def standing(session: AsyncSession) -> Standing:
    """On hand and promised of an article at a location."""

    async def look(sku_id: UUID, location_id: UUID) -> tuple[int, int]:
        rows = await inventory.stock_rows(session, [sku_id])
        return next(
            ((row.on_hand, row.reserved) for row in rows if row.location_id == location_id), (0, 0)
        )

    return look
