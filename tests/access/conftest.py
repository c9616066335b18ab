import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access
from hutong.access import Staff
from hutong.identity import Device
from hutong.kernel.actor import SYSTEM
from hutong.kernel.sealing import Box

PASSWORD = "mapletree-91-fog"


@pytest.fixture
async def owner(session: AsyncSession) -> Staff:
    await access.ensure_roles(session)
    return await access.create_staff(
        session,
        email="owner@example.com",
        name="林掌柜",
        password=PASSWORD,
        roles=["owner"],
        by=SYSTEM,
    )


@pytest.fixture
async def packer(session: AsyncSession, owner: Staff) -> Staff:
    return await access.create_staff(
        session,
        email="packer@example.com",
        name="小武",
        password=PASSWORD,
        roles=["warehouse"],
        by=owner.as_actor(),
    )


@pytest.fixture
def device() -> Device:
    return Device(ip="203.0.113.7", user_agent="Mozilla/5.0 (Windows NT 10.0) Firefox/140.0")


@pytest.fixture
def box() -> Box:
    return Box("a secret that only the tests know")
