import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import fulfilment, inventory, orders, payments
from tests.payments.provider import Provider


@pytest.fixture
def provider() -> Provider:
    return Provider()


async def books_agree(session: AsyncSession) -> None:
    """What every module says about itself and the others holds together."""
    await session.flush()
    assert [
        *await orders.drift(session),
        *await payments.drift(session),
        *await fulfilment.drift(session),
        *await inventory.drift(session),
    ] == []
