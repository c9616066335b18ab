import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import members
from hutong.identity import Device
from hutong.members import AddressDraft, Member

WEST_LAKE = {"province": "33", "city": "3301", "district": "330106"}


def draft(**facts: object) -> AddressDraft:
    valid: dict[str, object] = {
        "recipient": "张三",
        "phone": "13812345678",
        **WEST_LAKE,
        "detail": "文三路90号东部软件园1幢302",
    }
    return AddressDraft(**(valid | facts))  # type: ignore[arg-type]


@pytest.fixture
def device() -> Device:
    return Device(
        ip="203.0.113.7", user_agent="Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile"
    )


@pytest.fixture
async def member(session: AsyncSession) -> Member:
    return await members.join(session, "13812345678", nickname="小满")
